package io.quorumseal.core.internal.apply;

import static io.quorumseal.core.internal.apply.Replica.CONTROL;
import static io.quorumseal.core.internal.apply.Replica.DATA;
import static io.quorumseal.core.internal.apply.Replica.NEXT;
import static io.quorumseal.core.internal.apply.Replica.NODE;
import static io.quorumseal.core.internal.apply.Replica.OPENING;
import static io.quorumseal.core.internal.apply.Replica.RAFT;
import static io.quorumseal.core.internal.apply.Replica.STORAGE;
import static io.quorumseal.core.internal.apply.Replica.enable;
import static io.quorumseal.core.internal.apply.Replica.newKey;
import static io.quorumseal.core.internal.apply.Replica.newKeys;
import static io.quorumseal.core.internal.apply.Replica.rotate;
import static io.quorumseal.core.internal.apply.Replica.wrapped;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.Applier.Outcome;
import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.NewKeys.What;
import io.quorumseal.api.EncryptionEntry.NewLog;
import io.quorumseal.api.EncryptionEntry.RetireDek;
import io.quorumseal.api.EncryptionEntry.RewrapDeks;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.HaltApplyException.Reason;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A log that begins anew, and what goes on of the one before. */
class NewLogTest {
    private static final DekId GONE = DekId.of(9);
    private static final DekId LATER = DekId.of(14);
    private static final WrappedDek ANEW = new WrappedDek(STORAGE, new byte[] {5, 5});

    /** Has applied a rotation that nobody else knows of, behind the cutover of both groups. */
    private static Replica member() {
        Replica replica = Replica.cutOver(5);
        replica.apply(DATA, 70, enable(Purpose.RAFT, RAFT));
        replica.apply(6, rotate(Purpose.RAFT, NEXT));
        replica.effects.clear();
        return replica;
    }

    /** Has applied another part of the old log. */
    private static Replica leader() {
        Replica replica = Replica.bootstrapped();
        replica.apply(2, rotate(Purpose.RAFT, GONE));
        replica.apply(3, rotate(Purpose.RAFT, LATER));
        replica.apply(4, new RetireDek(GONE, NODE));
        replica.apply(5, enable(Purpose.STORAGE, STORAGE));
        replica.apply(6, new RewrapDeks("2", List.of(ANEW), NODE));
        return replica;
    }

    /** As a leader brings it: key state without what groups did, but for the control group's audit trail. */
    private static KeyState known(Replica leader) {
        KeyState all = leader.state();
        return new KeyState(
                        all.active(), all.keys(), all.storageCutover(), new TreeMap<>(), all.registry(), all.retired())
                .withGroup(CONTROL, none -> none.audited(all.group(CONTROL).audit()));
    }

    private static NewLog newLog(int generation, KeyState known) {
        return new NewLog(generation, true, known, NODE);
    }

    private static void assertHalts(Reason reason, Replica replica, NewLog entry) {
        KeyState before = replica.state();
        HaltApplyException halt = assertThrows(HaltApplyException.class, () -> replica.apply(2, entry));
        assertEquals(reason, halt.reason(), halt.getMessage());
        assertEquals(before, replica.state());
        assertEquals(List.of(), replica.effects);
    }

    @Test
    void newLog_ofNoGeneration_isMalformed() {
        assertHalts(Reason.MALFORMED, member(), newLog(0, KeyState.EMPTY));
        assertHalts(Reason.MALFORMED, member(), newLog(-1, KeyState.EMPTY));
    }

    @Test
    void newLog_ofTheGenerationThatIsKnown_movesTheIndexOnly() {
        Replica replica = member();
        assertEquals(Outcome.FRESH, replica.apply(2, newLog(2, KeyState.EMPTY)));
        KeyState before = replica.state();
        for (int known = 1; known <= 2; known++) {
            assertEquals(Outcome.ALREADY, replica.apply(8L + known, newLog(known, known(leader()))));
        }
        KeyState after = replica.state();
        assertEquals(before.keys(), after.keys());
        assertEquals(before.active(), after.active());
        assertEquals(2, after.group(CONTROL).generation());
        assertEquals(10, replica.applied(CONTROL));
    }

    // ---- in the control group

    @Test
    void newLog_control_countsFromItsOwnIndexAndForgetsACutoverBehindIt() {
        Replica replica = member();
        assertEquals(Outcome.FRESH, replica.apply(2, newLog(1, known(leader()))));
        KeyState.Group group = replica.state().group(CONTROL);
        assertEquals(1, group.generation());
        assertEquals(2, group.applied());
        assertEquals(2, group.registered());
        assertEquals(OptionalLong.empty(), group.cutover());
        assertTrue(group.undecided());
        assertEquals(OptionalLong.of(70), replica.state().group(DATA).cutover(), "another group's log goes on");
    }

    @Test
    void newLog_control_goesOnFromWhatTheEntryBrings() {
        Replica replica = member();
        KeyState known = known(leader());
        replica.apply(2, newLog(1, known));
        KeyState after = replica.state();
        assertEquals(Map.of(Purpose.STORAGE, STORAGE, Purpose.RAFT, LATER), after.active());
        assertEquals(Set.of(STORAGE, RAFT, LATER), after.keys().keySet());
        assertEquals(OptionalLong.of(5), after.storageCutover());
        assertEquals(known.registry(), after.registry());
        assertEquals(Set.of(GONE, NEXT), after.retired());
    }

    @Test
    void newLog_control_unwrapsOnlyWhatIsNewAndRetiresWhatNobodyElseKnew() {
        Replica replica = member();
        replica.apply(2, newLog(1, known(leader())));
        assertEquals(List.of("key 14", "write active=14", "destroy 13", "install data 70 14"), replica.effects);
    }

    @Test
    void newLog_control_keepsWhatThisNodeKnowsOfAKeyInTheFormThatTheEntryHas() {
        Replica replica = member();
        replica.apply(2, newLog(1, known(leader())));
        KeyState.Key before = member().key(STORAGE);
        assertEquals(before.wrapped(ANEW, 0), replica.key(STORAGE));
    }

    @Test
    void newLog_control_datesKeysThatAreNewAsOfNow() {
        Replica leader = leader();
        leader.apply(9, newKeys(What.ROTATE, newKey(Purpose.RAFT, DekId.of(15))));
        KeyState.Key theirs = leader.key(DekId.of(15));
        Replica replica = member();
        replica.apply(2, newLog(1, known(leader)));
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        assertEquals(
                new KeyState.Key(Purpose.RAFT, wrapped(DekId.of(15)), theirs.cipher(), now, OPENING, 0),
                replica.key(DekId.of(15)));
    }

    @Test
    void newLog_control_wrappingThatTheNewLogBringsIsLaterThanAny() {
        Replica replica = member();
        replica.apply(2, newLog(1, known(leader())));
        WrappedDek next = new WrappedDek(STORAGE, new byte[] {6});
        assertEquals(Outcome.FRESH, replica.apply(3, new RewrapDeks("3", List.of(next), NODE)));
        assertEquals(next, replica.key(STORAGE).dek());
    }

    @Test
    void newLog_control_bringsTheTrailThatItsRecordFollows() {
        Replica replica = member();
        AuditTrail theirs = leader().state().group(CONTROL).audit();
        replica.apply(2, newLog(1, known(leader())));
        AuditTrail trail = replica.state().group(CONTROL).audit();
        assertEquals(theirs.count() + 1, trail.count());
        assertEquals(theirs.recent(), trail.recent().subList(0, theirs.recent().size()));
        AuditRecord last = trail.recent().get(trail.recent().size() - 1);
        assertEquals(AuditRecord.Event.ACCEPT_NEW_LOG, last.event());
        assertEquals(2, last.index());
    }

    @Test
    void newLog_control_anotherKeyUnderAnIdThatIsKnown_halts() {
        KeyState.Key other = new KeyState.Key(
                Purpose.RAFT, wrapped(RAFT), Replica.second(Purpose.RAFT, 1), Instant.EPOCH, OPENING, 0);
        assertHalts(Reason.FORBIDDEN, member(), newLog(1, known(leader()).withKey(other)));
    }

    @Test
    void newLog_controlWithoutKeysInTheEntry_leavesTheKeysAsTheyAre() {
        Replica replica = member();
        Map<Purpose, DekId> active = replica.state().active();
        replica.apply(2, newLog(1, KeyState.EMPTY));
        assertEquals(active, replica.state().active());
        assertEquals(0, replica.key(NEXT).wrapIndex());
        assertEquals(List.of("write active=13"), replica.effects);
    }

    // ---- in another group

    @Test
    void newLog_data_forgetsTheCutoverAndLeavesTheKeysAsTheyAre() {
        Replica replica = member();
        KeyState before = replica.state();
        assertEquals(Outcome.FRESH, replica.apply(DATA, 40, newLog(1, KeyState.EMPTY)));
        KeyState.Group group = replica.state().group(DATA);
        assertEquals(1, group.generation());
        assertEquals(40, group.applied());
        assertEquals(OptionalLong.empty(), group.cutover());
        assertTrue(group.undecided());
        assertEquals(before.keys(), replica.state().keys());
        assertEquals(before.group(CONTROL), replica.state().group(CONTROL));
    }

    @Test
    void newLog_data_goesOnWithItsOwnTrail() {
        Replica replica = member();
        List<AuditRecord> before = replica.state().group(DATA).audit().recent();
        replica.apply(DATA, 40, newLog(1, KeyState.EMPTY));
        AuditTrail trail = replica.state().group(DATA).audit();
        assertEquals(2, trail.count());
        assertEquals(before, trail.recent().subList(0, 1));
    }

    @Test
    void newLog_dataNeverCutOver_isUndecidedOnlyIfItsLeaderKnewOfACutover() {
        Replica told = Replica.bootstrapped();
        told.apply(DATA, 2, newLog(1, KeyState.EMPTY));
        assertTrue(told.state().group(DATA).undecided());
        Replica fresh = Replica.bootstrapped();
        fresh.apply(DATA, 2, new NewLog(1, false, KeyState.EMPTY, NODE));
        assertFalse(fresh.state().group(DATA).undecided());
    }
}
