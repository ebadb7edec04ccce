package io.quorumseal.core.internal.apply;

import static io.quorumseal.core.internal.apply.Replica.CONTROL;
import static io.quorumseal.core.internal.apply.Replica.DATA;
import static io.quorumseal.core.internal.apply.Replica.NEXT;
import static io.quorumseal.core.internal.apply.Replica.NODE;
import static io.quorumseal.core.internal.apply.Replica.RAFT;
import static io.quorumseal.core.internal.apply.Replica.at;
import static io.quorumseal.core.internal.apply.Replica.enable;
import static io.quorumseal.core.internal.apply.Replica.register;
import static io.quorumseal.core.internal.apply.Replica.rotate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.NewLog;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An entry of another log would pass for a replay; the audit trail shows that it is none. */
class OtherLogTest {
    private static final DekId LATER = DekId.of(14);

    /** Applied through 5, with records of 1 and 5. */
    private static Replica rotated() {
        Replica replica = Replica.bootstrapped();
        replica.apply(5, rotate(Purpose.RAFT, NEXT));
        return replica;
    }

    /** Its log began anew with entry 2, and has a rotation at 4; the old one had a rotation at 3. */
    private static Replica begunAnew() {
        Replica replica = Replica.bootstrapped();
        replica.apply(3, rotate(Purpose.RAFT, NEXT));
        replica.apply(2, newLog(1));
        replica.apply(4, rotate(Purpose.RAFT, LATER));
        return replica;
    }

    private static NewLog newLog(int generation) {
        return new NewLog(generation, false, KeyState.EMPTY, NODE);
    }

    private static void assertShown(Replica replica, LogPosition at, EncryptionEntry entry, String... parts) {
        KeyState before = replica.state();
        String shown = replica.applier.otherLogShownBy(at, entry).orElseThrow();
        for (String part : parts) {
            assertTrue(shown.contains(part), shown);
        }
        assertTrue(shown.contains("accept-new-log"), shown);
        assertEquals(before, replica.state());
    }

    private static void assertNotShown(Replica replica, LogPosition at, EncryptionEntry entry) {
        assertEquals(Optional.empty(), replica.applier.otherLogShownBy(at, entry));
    }

    private static LogPosition inTerm(long term, long index) {
        return new LogPosition(CONTROL, term, index);
    }

    @Test
    void shownBy_entryThatWasApplied_isAReplay() {
        assertNotShown(rotated(), at(CONTROL, 1), Replica.bootstrap());
        assertNotShown(rotated(), at(CONTROL, 5), rotate(Purpose.RAFT, NEXT));
    }

    @Test
    void shownBy_entryWhereNoneWasApplied_saysWhatKeyStateKnows() {
        assertShown(rotated(), at(CONTROL, 3), rotate(Purpose.RAFT, LATER), "applied through 5", at(CONTROL, 3) + ":");
    }

    @Test
    void shownBy_entryOfAnotherTermWhereOneWasApplied_isAnotherLogs() {
        assertShown(rotated(), inTerm(2, 5), rotate(Purpose.RAFT, NEXT));
        assertShown(rotated(), inTerm(2, 1), Replica.bootstrap());
    }

    @Test
    void shownBy_entryBehindWhatWasApplied_isNew() {
        assertNotShown(rotated(), at(CONTROL, 6), rotate(Purpose.RAFT, LATER));
    }

    @Test
    void shownBy_whatLeavesNoRecord_showsNothing() {
        assertNotShown(rotated(), at(CONTROL, 3), register(RAFT, NODE, 9));
        assertNotShown(rotated(), at(CONTROL, 3), new EncryptionEntry.Void("test"));
    }

    @Test
    void shownBy_markerOfADataGroup_showsNothing() {
        Replica replica = Replica.bootstrapped();
        replica.apply(DATA, 70, enable(Purpose.RAFT, RAFT));
        assertNotShown(replica, at(DATA, 70), enable(Purpose.RAFT, RAFT));
        assertNotShown(replica, at(DATA, 75), enable(Purpose.RAFT, RAFT));
        replica.apply(DATA, 80, enable(Purpose.RAFT, RAFT));
        assertNotShown(replica, at(DATA, 75), enable(Purpose.RAFT, RAFT));
    }

    @Test
    void shownBy_entryFromBeforeTheLatestRecords_cannotBeTold() {
        Replica replica = Replica.bootstrapped();
        for (int i = 0; i < AuditTrail.KEPT; i++) {
            replica.apply(10L + i, rotate(Purpose.RAFT, DekId.of(20 + i)));
        }
        assertNotShown(replica, at(CONTROL, 9), rotate(Purpose.RAFT, LATER));
        assertNotShown(replica, at(CONTROL, 10), rotate(Purpose.RAFT, DekId.of(20)));
        assertShown(replica, inTerm(2, 10), rotate(Purpose.RAFT, LATER));
    }

    @Test
    void shownBy_keyStateWithoutRecords_cannotBeTold() {
        Replica replica = rotated();
        replica.write(replica.state().withGroup(CONTROL, group -> group.audited(AuditTrail.NONE)));
        assertNotShown(replica, at(CONTROL, 3), rotate(Purpose.RAFT, LATER));
    }

    @Test
    void shownBy_recordOfTheLogBeforeAnAcceptedOne_doesNotCount() {
        Replica replica = begunAnew();
        assertShown(replica, at(CONTROL, 3), rotate(Purpose.RAFT, NEXT));
        assertNotShown(replica, at(CONTROL, 4), rotate(Purpose.RAFT, LATER));
    }

    @Test
    void shownBy_entryFromBeforeTheLogWasAccepted_cannotBeTold() {
        assertNotShown(begunAnew(), inTerm(2, 1), rotate(Purpose.RAFT, NEXT));
    }

    // ---- logs that began anew

    @Test
    void shownBy_acceptanceThatWasApplied_isAReplay() {
        assertNotShown(begunAnew(), at(CONTROL, 2), newLog(1));
    }

    @Test
    void shownBy_acceptanceElsewhereUnderTheSameNumber_isAnotherLogs() {
        assertShown(begunAnew(), at(CONTROL, 6), newLog(1), "as number 1");
        assertShown(begunAnew(), at(CONTROL, 1), newLog(1), "as number 1");
        assertShown(begunAnew(), inTerm(2, 2), newLog(1), "as number 1");
    }

    @Test
    void shownBy_acceptanceUnderTheNextNumber_isNew() {
        assertNotShown(begunAnew(), at(CONTROL, 6), newLog(2));
        assertNotShown(rotated(), at(CONTROL, 3), newLog(1));
    }

    @Test
    void shownBy_acceptanceInADataGroup_showsNothing() {
        Replica replica = Replica.bootstrapped();
        replica.apply(DATA, 2, newLog(1));
        assertNotShown(replica, at(DATA, 3), newLog(1));
    }
}
