package io.quorumseal.core.internal.apply;

import static io.quorumseal.core.internal.apply.Replica.CONTROL;
import static io.quorumseal.core.internal.apply.Replica.DATA;
import static io.quorumseal.core.internal.apply.Replica.NEXT;
import static io.quorumseal.core.internal.apply.Replica.NODE;
import static io.quorumseal.core.internal.apply.Replica.RAFT;
import static io.quorumseal.core.internal.apply.Replica.STORAGE;
import static io.quorumseal.core.internal.apply.Replica.enable;
import static io.quorumseal.core.internal.apply.Replica.register;
import static io.quorumseal.core.internal.apply.Replica.rotate;
import static io.quorumseal.core.internal.apply.Replica.wrapped;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.Bootstrap;
import io.quorumseal.api.EncryptionEntry.NewLog;
import io.quorumseal.api.EncryptionEntry.RetireDek;
import io.quorumseal.api.EncryptionEntry.RewrapDeks;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.internal.format.AuditFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What applying entries leaves in the audit trail. */
class AuditTest {
    private static final NodeId OTHER = new NodeId(0x20002);

    private static List<AuditRecord> records(Replica replica, GroupId group) {
        return replica.state().group(group).audit().recent();
    }

    /** The records, in words: number, index, what, who, what came of it. */
    private static List<String> told(Replica replica, GroupId group) {
        return records(replica, group).stream()
                .map(record -> record.number() + " at " + record.term() + "/" + record.index() + ": "
                        + record.event().word() + ", " + record.subject() + ", by " + record.by() + ", "
                        + record.outcome())
                .toList();
    }

    private static String lastSubject(Replica replica) {
        List<AuditRecord> records = records(replica, CONTROL);
        return records.get(records.size() - 1).subject();
    }

    private static NewLog newLog(int generation) {
        return new NewLog(generation, false, KeyState.EMPTY, OTHER);
    }

    private static Replica throughEveryKind() {
        Replica replica = new Replica();
        replica.apply(1, Replica.bootstrap());
        replica.apply(2, rotate(Purpose.RAFT, NEXT));
        replica.apply(3, enable(Purpose.STORAGE, STORAGE));
        replica.apply(4, enable(Purpose.RAFT, NEXT));
        replica.apply(5, new RewrapDeks("2", List.of(wrapped(STORAGE), wrapped(RAFT)), OTHER));
        replica.apply(6, new RetireDek(RAFT, OTHER));
        return replica;
    }

    @Test
    void audit_eachKindOfKeyEvent_saysWhatItWasAboutAndWhoProposedIt() {
        assertEquals(
                List.of(
                        "1 at 1/1: bootstrap, storage DEK 11, raft DEK 12, by " + NODE + ", FRESH",
                        "2 at 1/2: rotate-dek, raft DEK 13, by " + NODE + ", FRESH",
                        "3 at 1/3: enable-storage-envelope, DEK 11, by " + NODE + ", FRESH",
                        "4 at 1/4: enable-raft-envelope, DEK 13, by " + NODE + ", FRESH",
                        "5 at 1/5: rewrap-deks, 2 DEKs, under KEK version \"2\": 11, 12, by " + OTHER + ", FRESH",
                        "6 at 1/6: retire-dek, DEK 12, by " + OTHER + ", FRESH"),
                told(throughEveryKind(), CONTROL));
    }

    /** The control group's new log brings its trail along; here it brings an empty one. */
    @Test
    void audit_acceptedLogs_areRecordedWithTheirNumber() {
        Replica replica = Replica.bootstrapped();
        replica.apply(7, newLog(3));
        assertEquals(
                List.of("1 at 1/7: accept-new-log, generation 3, by " + OTHER + ", FRESH"), told(replica, CONTROL));
    }

    @Test
    void audit_bootstrapThatRegistersNobody_namesNoNode() {
        Replica replica = new Replica();
        replica.apply(1, new Bootstrap(wrapped(STORAGE), wrapped(RAFT), List.of()));
        assertEquals(new NodeId(0), records(replica, CONTROL).get(0).by());
    }

    @Test
    void audit_eachRecord_namesTheHashOfTheOneBefore() {
        Replica replica = new Replica();
        replica.apply(1, Replica.bootstrap());
        AuditTrail first = replica.state().group(CONTROL).audit();
        replica.apply(2, rotate(Purpose.RAFT, NEXT));
        assertEquals(
                List.of(AuditFormat.head(AuditTrail.NONE), AuditFormat.head(first)),
                records(replica, CONTROL).stream().map(AuditRecord::previous).toList());
    }

    @Test
    void audit_whatIsNoKeyEvent_leavesNoRecord() {
        Replica replica = Replica.bootstrapped();
        List<AuditRecord> before = records(replica, CONTROL);
        replica.apply(4, register(RAFT, NODE, 9));
        replica.apply(5, new EncryptionEntry.Void("test"));
        assertEquals(before, records(replica, CONTROL));
    }

    @Test
    void audit_whatCameToNothing_isRecordedAsThat() {
        Replica replica = Replica.cutOver(5);
        replica.apply(6, enable(Purpose.RAFT, RAFT));
        replica.apply(7, enable(Purpose.STORAGE, NEXT));
        assertEquals(
                List.of(
                        "3 at 1/6: enable-raft-envelope, DEK 12, by " + NODE + ", ALREADY",
                        "4 at 1/7: enable-storage-envelope, DEK 13, by " + NODE + ", STALE"),
                told(replica, CONTROL).subList(2, 4));
    }

    @Test
    void audit_replayed_isNotRecordedAgain() {
        Replica replica = Replica.cutOver(5);
        replica.apply(DATA, 70, enable(Purpose.RAFT, RAFT));
        replica.apply(6, rotate(Purpose.RAFT, NEXT));
        KeyState before = replica.state();
        replica.apply(1, Replica.bootstrap());
        replica.apply(5, enable(Purpose.RAFT, RAFT));
        replica.apply(6, rotate(Purpose.RAFT, NEXT));
        replica.apply(DATA, 70, enable(Purpose.RAFT, RAFT));
        assertEquals(before, replica.state());
    }

    @Test
    void audit_acceptedLogReplayed_isNotRecordedAgain() {
        Replica replica = Replica.bootstrapped();
        replica.apply(DATA, 3, newLog(1));
        replica.apply(DATA, 3, newLog(1));
        assertEquals(List.of("1 at 1/3: accept-new-log, generation 1, by " + OTHER + ", FRESH"), told(replica, DATA));
    }

    /** Below what was applied, as a replay; but it takes effect, in another log. */
    @Test
    void audit_firstInALogThatBeganAnew_isRecordedWhereverItStands() {
        Replica replica = Replica.bootstrapped();
        replica.apply(DATA, 70, enable(Purpose.RAFT, RAFT));
        replica.apply(DATA, 40, enable(Purpose.RAFT, RAFT));
        replica.apply(DATA, 3, newLog(1));
        assertEquals(
                List.of(
                        "1 at 1/70: enable-raft-envelope, DEK 12, by " + NODE + ", FRESH",
                        "2 at 1/40: enable-raft-envelope, DEK 12, by " + NODE + ", FRESH",
                        "3 at 1/3: accept-new-log, generation 1, by " + OTHER + ", FRESH"),
                told(replica, DATA));
    }

    /** A version is the provider's word, whatever is in it. */
    @ParameterizedTest
    @ValueSource(strings = {"2", "", "a\": b", "1 DEKs, under KEK version \"3\": 4", "x\ny"})
    void kekVersion_isReadBackFromTheRecordOfARewrap(String version) {
        Replica replica = Replica.bootstrapped();
        replica.apply(2, new RewrapDeks(version, List.of(wrapped(STORAGE), wrapped(RAFT)), NODE));
        List<AuditRecord> records = records(replica, CONTROL);
        assertEquals(Optional.of(version), Audit.kekVersion(records.get(records.size() - 1)));
        replica.apply(3, rotate(Purpose.RAFT, NEXT));
        assertEquals(
                Optional.empty(), Audit.kekVersion(records(replica, CONTROL).get(records.size())));
    }

    @Test
    void audit_rewrapOfManyDeks_namesTheFirstSixteen() {
        Replica replica = Replica.bootstrapped();
        List<WrappedDek> deks = IntStream.range(20, 37)
                .mapToObj(number -> wrapped(DekId.of(number)))
                .toList();
        for (int i = 0; i < deks.size(); i++) {
            replica.apply(2L + i, rotate(Purpose.RAFT, deks.get(i).id()));
        }
        String first = "20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35";
        replica.apply(30, new RewrapDeks("2", deks.subList(0, 16), NODE));
        assertEquals("16 DEKs, under KEK version \"2\": " + first, lastSubject(replica));
        replica.apply(31, new RewrapDeks("2", deks, NODE));
        assertEquals("17 DEKs, under KEK version \"2\": " + first + " and 1 more", lastSubject(replica));
    }
}
