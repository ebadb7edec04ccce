package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.cleartext;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.StoredValue;
import io.quorumseal.core.internal.format.KeyStateCodec;
import io.quorumseal.testkit.disk.Survival;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Key state that travels with snapshots and with answers to registering nodes. */
class SnapshotTest {
    /** What follows the key state: what it says of values, the DEK that signed, and the MAC. */
    private static final int TRAILER = 1 + 4 + 32;

    /** The index of the snapshots that key state is exported for. */
    private static final long AT = 7;

    private static CompletableFuture<Void> importInto(SimNode node, String group, byte[] state) {
        return node.runtime().group(group).importState(state, AT).toCompletableFuture();
    }

    private static void snapshotAndPurge(SimNode node) {
        for (SimReplica replica : node.replicas()) {
            replica.takeSnapshot();
            replica.purge();
        }
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void importState_olderThanWhatIsApplied_movesNothingBack(Append append) {
        SimCluster cluster = bootstrapped(append);
        byte[] old = cluster.node("n1").runtime().group(CONTROL).exportState(AT);
        byte[] oldData = cluster.node("n1").runtime().group(DATA).exportState(AT);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        assertFalse(admin(cluster, "n1").enableStorageEnvelope().already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        cluster.settle();
        KeyState before = cluster.node("n2").runtime().status().keys();
        importInto(cluster.node("n2"), CONTROL, old).join();
        importInto(cluster.node("n2"), DATA, oldData).join();
        assertEquals(before, cluster.node("n2").runtime().status().keys());
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }

    /** Two clusters that drew the same keys, and were cut over at different places. */
    @Test
    void importState_conflictingCutover_halts() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimCluster other = bootstrapped(Append.INDEX_KNOWN);
        SimWrite between = other.node("n1").write(DATA, "between", CANARY);
        assertFalse(admin(other, "n1").enableRaftEnvelope(DATA_ID).already());
        OptionalLong cutover = cluster.node("n2").runtime().group(DATA).cutover();
        byte[] conflicting = other.node("n1").runtime().group(DATA).exportState(AT);
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> importInto(cluster.node("n2"), DATA, conflicting).join());
        assertTrue(failure.getCause() instanceof HaltApplyException, () -> failure.toString());
        assertEquals(cutover, cluster.node("n2").runtime().group(DATA).cutover());
        assertTrue(between.committed());
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void install_onANewNode_bringsKeysAndCutovers(Append append) {
        SimCluster cluster = sealing(append);
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        cluster.settle();
        snapshotAndPurge(cluster.node("n1"));
        cluster.add("n4").start();
        check(cluster, write, cluster.node("n1").write(DATA, "later", CANARY));
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void install_onALaggingNode_bringsRotationsThatItMissed(Append append) {
        SimCluster cluster = sealing(append);
        cluster.node("n3").connected(false);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        snapshotAndPurge(cluster.node("n1"));
        cluster.node("n3").connected(true);
        cluster.settle().tick(Duration.ofSeconds(2));
        check(cluster, write);
        cluster.elect(DATA, "n3");
        check(cluster.settle(), cluster.node("n3").write(DATA, "later", CANARY));
    }

    @Test
    void importState_ofDataBeforeControlIsThere_completesWhenItIs() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        cluster.node("n3").holdApply(true);
        assertFalse(admin(cluster, "n1").bootstrap().already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        cluster.settle();
        byte[] data = cluster.node("n1").runtime().group(DATA).exportState(AT);
        CompletableFuture<Void> done = importInto(cluster.node("n3"), DATA, data);
        cluster.settle();
        assertFalse(done.isDone());
        assertTrue(cluster.node("n3").runtime().group(DATA).cutover().isEmpty());
        cluster.node("n3").holdApply(false);
        cluster.settle();
        assertTrue(done.isDone() && !done.isCompletedExceptionally());
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }

    /** The next one would lack the cutover, and take the place of the one that has it. */
    @Test
    void exportState_beforeTheKeyStateOfAnEarlierSnapshotIsTakenOver_isRefused() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n3");
        node.holdApply(true);
        assertFalse(admin(cluster, "n1").bootstrap().already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        cluster.settle();
        cluster.node("n1").replica(DATA).takeSnapshot();
        node.stop();
        node.holdApply(false);
        node.replica(DATA).exchangeSnapshot(cluster.node("n1").replica(DATA).snapshot());
        node.connected(false);
        node.start(SimNode.From.SNAPSHOT);
        cluster.settle();
        rejected(RejectedException.Reason.STILL_NEEDED, () -> node.replica(DATA).takeSnapshot());
        node.connected(true);
        cluster.settle().tick(Duration.ofSeconds(31));
        node.replica(DATA).takeSnapshot();
        node.stop();
        node.start(SimNode.From.SNAPSHOT);
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }

    @ParameterizedTest
    @EnumSource(KekException.Kind.class)
    void importState_kekUnwrapsLater_completesThen(KekException.Kind kind) {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        cluster.node("n3").connected(false);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        byte[] state = cluster.node("n1").runtime().group(CONTROL).exportState(AT);
        cluster.node("n3").kek().fail(kind);
        CompletableFuture<Void> done = importInto(cluster.node("n3"), CONTROL, state);
        cluster.tick(Duration.ofSeconds(5));
        assertFalse(done.isDone());
        cluster.node("n3").kek().heal();
        cluster.tick(Duration.ofSeconds(5));
        assertTrue(done.isDone() && !done.isCompletedExceptionally());
        cluster.node("n3").connected(true);
        check(cluster);
    }

    /** The engine has the snapshot's files; the node went down before it imported what they say. */
    @ParameterizedTest
    @EnumSource(Append.class)
    void start_snapshotAheadOfTheSidecar_finishesTheImport(Append append) {
        SimCluster cluster = sealing(append);
        cluster.node("n3").connected(false);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        snapshotAndPurge(cluster.node("n1"));
        cluster.node("n3").connected(true);
        cluster.node("n3").kek().fail(KekException.Kind.UNREACHABLE);
        cluster.settle();
        cluster.node("n3").crash(new Survival(Survival.Data.LOST, Survival.Names.LOST));
        cluster.node("n3").kek().heal();
        cluster.node("n3").connected(false);
        cluster.node("n3").start();
        cluster.node("n3").connected(true);
        check(cluster.tick(Duration.ofSeconds(2)), write);
    }

    @Test
    void exportState_ofADataGroup_holdsNoKeys() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        byte[] exported = cluster.node("n1").runtime().group(DATA).exportState(AT);
        KeyState state = KeyStateCodec.decode(ByteBuffer.wrap(exported, 0, exported.length - TRAILER));
        assertTrue(state.keys().isEmpty() && state.registry().isEmpty());
        assertTrue(state.group(DATA_ID).cutover().isPresent());
    }

    /** Where anybody can wrap, a stranger's key unwraps as well as the cluster's. */
    @Test
    void importState_withAStrangersDekAndAWrongMac_leavesNoKeyBehind() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode n3 = cluster.node("n3");
        n3.connected(false);
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        byte[] real = cluster.settle().node("n1").runtime().group(CONTROL).exportState(AT);
        CompletionException refused = assertThrows(
                CompletionException.class,
                () -> importInto(n3, CONTROL, withAStrangersDek(n3, real)).join());
        assertTrue(refused.getCause() instanceof MalformedException, refused::toString);
        importInto(n3, CONTROL, real).join();
        StoredValue stored = n3.runtime().values().seal(buffer("k"), buffer(CANARY));
        assertArrayEquals(
                buffer(CANARY).array(), cluster.node("n1").runtime().values().open(buffer("k"), stored));
    }

    private static byte[] withAStrangersDek(SimNode node, byte[] real) {
        KeyState state = KeyStateCodec.decode(ByteBuffer.wrap(real, 0, real.length - TRAILER));
        DekId fresh = state.activeDek(Purpose.STORAGE).orElseThrow();
        KeyState.Key old = requireNonNull(state.keys().get(fresh));
        byte[] wrapped = node.kek()
                .wrap(
                        SecretBytes.take(new byte[32]),
                        new WrapContext("sim", Purpose.STORAGE, fresh),
                        Duration.ofSeconds(5));
        byte[] forged = KeyStateCodec.encode(state.withKey(new KeyState.Key(
                Purpose.STORAGE, new WrappedDek(fresh, wrapped), old.created(), old.epoch(), old.wrapIndex())));
        return ByteBuffer.allocate(forged.length + TRAILER)
                .put(forged)
                .put(real, real.length - TRAILER, TRAILER)
                .array();
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void importState_ofAnotherGroup_isRefused() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        byte[] another = cluster.node("n1").runtime().group("another").exportState(AT);
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> importInto(cluster.node("n2"), DATA, another).join());
        assertTrue(failure.getCause() instanceof MalformedException, failure::toString);
    }

    /** Taken before the cutover, it would have sealed payloads pass as cleartext, and this node append cleartext. */
    @Test
    void importState_ofAnOlderSnapshot_isRefused() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        byte[] older = cluster.node("n1").runtime().group(DATA).exportState(AT - 1);
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> importInto(cluster.node("n2"), DATA, older).join());
        assertTrue(failure.getCause() instanceof MalformedException, failure::toString);
        importInto(
                        cluster.node("n2"),
                        DATA,
                        cluster.node("n1").runtime().group(DATA).exportState(AT))
                .join();
    }

    /** Before bootstrap there is no key to make a MAC with, so anybody can say that a snapshot is of that time. */
    @Test
    void open_sealedPayloadBehindASnapshotThatSaysNothing_halts() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        cluster.node("n3").holdApply(true);
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        assertTrue(cluster.settle() == cluster && write.committed());
        SimNode member = cluster.node("n3");
        importInto(member, DATA, fromBeforeBootstrap()).join();
        SimEntry sealed = Sims.last(cluster.node("n1"), DATA);
        GroupSeal group = member.runtime().group(DATA);
        LogPosition at = new LogPosition(DATA_ID, sealed.term(), sealed.index());
        HaltApplyException halt = assertThrows(HaltApplyException.class, () -> group.open(at, sealed.payload()));
        assertEquals(HaltApplyException.Reason.INTEGRITY, halt.reason());
    }

    private static byte[] fromBeforeBootstrap() {
        return cleartext(Append.INDEX_KNOWN).node("n1").runtime().group(DATA).exportState(AT);
    }

    /** Copied out of a log, it would halt whoever applies it. */
    @Test
    void begin_payloadThatIsAnEnvelopeOfTheCluster_isRejected() {
        SimCluster cluster = FirstSuite.bootstrapped(Append.INDEX_KNOWN);
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(CONTROL_ID).already());
        SimWrite write = cluster.settle().node("n1").write(CONTROL, "k", CANARY);
        assertTrue(cluster.settle() == cluster && write.committed());
        ByteBuffer copied = Sims.last(cluster.node("n1"), CONTROL).payload();
        GroupSeal group = cluster.node("n1").runtime().group(DATA);
        rejected(RejectedException.Reason.RESERVED_PREFIX, () -> group.begin(copied));
    }

    /** Under suite 2 it is an envelope of one group, and any bytes to the others. */
    @Test
    void begin_payloadThatIsAnEnvelopeOfTheGroup_isRejectedThereOnly() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(CONTROL_ID).already());
        SimWrite write = cluster.settle().node("n1").write(CONTROL, "k", CANARY);
        assertTrue(cluster.settle() == cluster && write.committed());
        ByteBuffer copied = Sims.last(cluster.node("n1"), CONTROL).payload();
        GroupSeal control = cluster.node("n1").runtime().group(CONTROL);
        rejected(RejectedException.Reason.RESERVED_PREFIX, () -> control.begin(copied));
        try (Proposal elsewhere = cluster.node("n1").runtime().group(DATA).begin(copied)) {
            assertEquals(copied, elsewhere.bytesAt(1, 1));
        }
    }

    @Test
    void exportState_afterClose_isRefused() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        GroupSeal group = cluster.node("n3").runtime().group(DATA);
        cluster.node("n3").runtime().close();
        rejected(RejectedException.Reason.CLOSED, () -> group.exportState(AT));
    }
}
