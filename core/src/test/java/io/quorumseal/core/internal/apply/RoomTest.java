package io.quorumseal.core.internal.apply;

import static io.quorumseal.core.internal.apply.Replica.CONTROL;
import static io.quorumseal.core.internal.apply.Replica.NEXT;
import static io.quorumseal.core.internal.apply.Replica.NODE;
import static io.quorumseal.core.internal.apply.Replica.RAFT;
import static io.quorumseal.core.internal.apply.Replica.STORAGE;
import static io.quorumseal.core.internal.apply.Replica.at;
import static io.quorumseal.core.internal.apply.Replica.by;
import static io.quorumseal.core.internal.apply.Replica.register;
import static io.quorumseal.core.internal.apply.Replica.rotate;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.Applier.Outcome;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.NewKey;
import io.quorumseal.api.EncryptionEntry.NewKeys.What;
import io.quorumseal.api.EncryptionEntry.RetireDek;
import io.quorumseal.api.EncryptionEntry.RewrapDeks;
import io.quorumseal.api.EncryptionEntry.RotateDek;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.core.internal.format.EntryLimits;
import io.quorumseal.core.internal.format.KeyStateCodec;
import io.quorumseal.core.internal.format.KeyStateLimits;
import io.quorumseal.core.internal.format.ProposalLimits;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What has no room is not proposed; what was committed is applied. */
class RoomTest {
    private static final int FIRST_MORE = 1_000;

    private static Replica withLiveDeks(int count) {
        Replica replica = Replica.bootstrapped();
        SortedMap<DekId, KeyState.Key> keys = new TreeMap<>(replica.state().keys());
        KeyState.Key one = replica.key(RAFT);
        for (int id = FIRST_MORE; keys.size() < count; id++) {
            DekId dek = DekId.of(id);
            keys.put(dek, new KeyState.Key(one.purpose(), Replica.wrapped(dek), one.created(), one.epoch(), 1));
        }
        KeyState now = replica.state();
        replica.write(
                new KeyState(now.active(), keys, now.storageCutover(), now.groups(), now.registry(), now.retired()));
        return replica;
    }

    private static String refused(Replica replica, EncryptionEntry entry) {
        RejectedException refused =
                assertThrows(RejectedException.class, () -> replica.applier.dryRun(at(CONTROL, 9), entry));
        assertEquals(Reason.NO_ROOM, refused.reason(), refused::getMessage);
        return String.valueOf(refused.getMessage());
    }

    private static void admitted(Replica replica, EncryptionEntry entry) {
        assertDoesNotThrow(() -> replica.applier.dryRun(at(CONTROL, 9), entry));
    }

    private static void assertSays(String message, String... parts) {
        for (String part : parts) {
            assertTrue(message.contains(part), message);
        }
    }

    private static WrappedDek wrapped(DekId dek, int size) {
        return new WrappedDek(dek, new byte[size]);
    }

    @Test
    void dryRun_rotationToTheLastDekThatHasRoom_isAdmitted() {
        admitted(withLiveDeks(ProposalLimits.LIVE_DEKS - 1), rotate(Purpose.RAFT, NEXT));
    }

    @Test
    void dryRun_rotationToOneLiveDekTooMany_isRejectedWithWhatHelps() {
        String message = refused(withLiveDeks(ProposalLimits.LIVE_DEKS), rotate(Purpose.RAFT, NEXT));
        assertSays(message, "4097 live DEKs", "4096", "rewrite", "purge", "retire");
        EncryptionEntry newKeys = Replica.newKeys(What.ROTATE, Replica.newKey(Purpose.RAFT, NEXT));
        assertSays(refused(withLiveDeks(ProposalLimits.LIVE_DEKS), newKeys), "4097 live DEKs", "4096", "retire");
    }

    @Test
    void apply_rotationToOneLiveDekTooMany_isAppliedAndStillExported() {
        Replica replica = withLiveDeks(ProposalLimits.LIVE_DEKS);
        assertEquals(Outcome.FRESH, replica.apply(9, rotate(Purpose.RAFT, NEXT)));
        byte[] exported = KeyStateCodec.encode(replica.state());
        assertTrue(exported.length > ProposalLimits.LIVE_DEKS, () -> exported.length + " bytes");
    }

    @Test
    void dryRun_whatAddsNoDek_isAdmittedWhereThereAreTooMany() {
        Replica replica = withLiveDeks(ProposalLimits.LIVE_DEKS + 5);
        admitted(replica, new RetireDek(DekId.of(FIRST_MORE), NODE));
        admitted(replica, register(RAFT, new NodeId(0x20002), 1));
        admitted(replica, new RewrapDeks("2", List.of(Replica.wrapped(RAFT)), NODE));
    }

    @Test
    void dryRun_wrappedDekThatIsTooLong_isRejectedInEachKindOfEntry() {
        int size = 5_000;
        Replica replica = Replica.bootstrapped();
        assertSays(
                refused(replica, new RotateDek(Purpose.RAFT, wrapped(NEXT, size), by(NEXT, 1))),
                "DEK 13",
                "5000 bytes",
                "4096",
                "another KEK");
        assertSays(refused(replica, new RewrapDeks("2", List.of(wrapped(RAFT, size)), NODE)), "5000 bytes");
        NewKey tooLong = new NewKey(Purpose.RAFT, Replica.second(Purpose.RAFT, 1), wrapped(NEXT, size));
        assertSays(refused(replica, Replica.newKeys(What.ROTATE, tooLong)), "DEK 13", "5000 bytes", "4096");
        EncryptionEntry bootstrap = new EncryptionEntry.Bootstrap(
                wrapped(STORAGE, 60), wrapped(RAFT, size), List.of(by(STORAGE, 1), by(RAFT, 1)));
        assertSays(refused(new Replica(), bootstrap), "5000 bytes");
    }

    @Test
    void dryRun_wrappedDekOfTheMostBytes_isAdmitted() {
        WrappedDek longest = wrapped(NEXT, EntryLimits.WRAPPED_DEK_BYTES);
        admitted(Replica.bootstrapped(), new RotateDek(Purpose.RAFT, longest, by(NEXT, 1)));
    }

    @Test
    void dryRun_fileOfTheMostBytes_isAdmitted() {
        Replica replica = Replica.bootstrapped();
        replica.fileSize = ProposalLimits.SIDECAR_BYTES;
        admitted(replica, rotate(Purpose.RAFT, NEXT));
    }

    @Test
    void dryRun_fileThatIsFull_admitsNoKeysButNewMembersUntilItIsFullerStill() {
        Replica replica = Replica.bootstrapped();
        EncryptionEntry newMember = register(RAFT, new NodeId(0x20002), 1);
        replica.fileSize = ProposalLimits.SIDECAR_BYTES + 1;
        assertSays(refused(replica, rotate(Purpose.RAFT, NEXT)), "16777217 bytes", "3 live DEKs", "retire");
        admitted(replica, newMember);
        replica.fileSize = ProposalLimits.SIDECAR_BYTES_WITH_MEMBERS + 1;
        assertSays(refused(replica, newMember), "25165825 bytes", "retire");
    }

    @Test
    void dryRun_fileThatIsFull_admitsWhatGivesRoomAndWhoIsRegisteredAlready() {
        Replica replica = Replica.bootstrapped();
        replica.apply(2, rotate(Purpose.RAFT, NEXT));
        replica.fileSize = ProposalLimits.SIDECAR_BYTES_WITH_MEMBERS + 1;
        admitted(replica, new RetireDek(RAFT, NODE));
        admitted(replica, register(NEXT, NODE, 2));
        admitted(replica, new EncryptionEntry.Void("fence"));
    }

    @Test
    void dryRun_moreRetiredIdsThanKeyStateHolds_isRejected() {
        Replica replica = Replica.bootstrapped();
        replica.apply(2, rotate(Purpose.RAFT, NEXT));
        KeyState now = replica.state();
        NavigableSet<DekId> retired = IntStream.range(FIRST_MORE, FIRST_MORE + KeyStateLimits.RETIRED_IDS)
                .mapToObj(DekId::of)
                .collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
        replica.write(
                new KeyState(now.active(), now.keys(), now.storageCutover(), now.groups(), now.registry(), retired));
        assertSays(refused(replica, new RetireDek(RAFT, NODE)), "1048577 retired DEKs", "1048576", "new cluster");
    }

    @Test
    void dryRun_moreGroupsThanKeyStateHolds_isRejected() {
        Replica replica = Replica.bootstrapped();
        KeyState now = replica.state();
        SortedMap<GroupId, KeyState.Group> groups = new TreeMap<>(now.groups());
        IntStream.range(groups.size(), KeyStateLimits.GROUPS)
                .forEach(number -> groups.put(new GroupId("g" + number), KeyState.Group.NEW));
        replica.write(
                new KeyState(now.active(), now.keys(), now.storageCutover(), groups, now.registry(), now.retired()));
        RejectedException refused = assertThrows(
                RejectedException.class,
                () -> replica.applier.dryRun(at(new GroupId("more"), 1), Replica.enable(Purpose.RAFT, RAFT)));
        assertSays(String.valueOf(refused.getMessage()), "65537 groups", "65536");
    }

    @Test
    void warning_fromThreeQuartersOn_saysWhatHelps() {
        assertTrue(
                Room.warning(withLiveDeks(ProposalLimits.LIVE_DEKS_WARNING - 1).state())
                        .isEmpty());
        String warning = Room.warning(
                        withLiveDeks(ProposalLimits.LIVE_DEKS_WARNING).state())
                .orElseThrow();
        assertSays(warning, "3072 of 4096 live DEKs", "rewrite", "purge", "retire");
    }
}
