package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.FirstSuite.bootstrapped;
import static io.quorumseal.testkit.sim.FirstSuite.cleartext;
import static io.quorumseal.testkit.sim.FirstSuite.sealing;
import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.last;
import static io.quorumseal.testkit.sim.Sims.readable;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static io.quorumseal.testkit.sim.Sims.retryable;
import static io.quorumseal.testkit.sim.Sims.status;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException.Reason;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Status;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.testkit.disk.Survival;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may seal, and from when on. */
class RegistrationTest {
    private static final Duration RETRY = Duration.ofSeconds(2);

    private static DekId active(SimNode node, Purpose purpose) {
        return node.runtime().status().keys().activeDek(purpose).orElseThrow();
    }

    private static Optional<LocalEpoch> registered(SimNode witness, String node, DekId dek) {
        KeyState.Row row = new KeyState.Row(dek, NodeId.ofName(node).low16());
        return Optional.ofNullable(witness.runtime().status().keys().registry().get(row))
                .map(KeyState.Writer::last);
    }

    private static LocalEpoch opening(SimNode node) {
        return node.runtime().status().opening();
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void rotate_followersThatAnswer_registerUnderTheNewDek(Append append) {
        SimCluster cluster = sealing(append);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        DekId dek = active(cluster.node("n1"), Purpose.RAFT);
        for (String node : List.of("n1", "n2", "n3")) {
            assertEquals(Optional.of(new LocalEpoch(1)), registered(cluster.node("n3"), node, dek), node);
        }
        check(cluster);
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void write_onTheLeaderAroundARotation_isNeverRefused(Append append) {
        SimCluster cluster = sealing(append);
        SimWrite before = cluster.node("n1").begin(DATA, "before", CANARY);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        SimWrite after = cluster.node("n1").write(DATA, "after", CANARY);
        check(cluster, before.append(), after);
        assertEquals(0, cluster.node("n1").runtime().status().counters().refused());
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void write_whileTheRotationIsCommittedAndNotApplied_isSealedUnderTheOldDek(Append append) {
        SimCluster cluster = sealing(append);
        cluster.node("n1").holdApply(true);
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n1").rotate(Purpose.RAFT));
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.node("n1").holdApply(false);
        check(cluster, write);
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void lead_nodeThatWasNeverRegisteredUnderTheActiveDek_registersItself(Append append) {
        SimCluster cluster = sealing(append);
        cluster.node("n2").connected(false);
        cluster.node("n3").connected(false);
        cluster.node("n2").connected(true);
        cluster.node("n2").holdApply(true);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.node("n1").crash(new Survival(Survival.Data.LOST, Survival.Names.LOST));
        cluster.node("n2").holdApply(false);
        cluster.node("n3").connected(true);
        cluster.elect(CONTROL, "n2");
        cluster.elect(DATA, "n2");
        cluster.settle();
        DekId dek = active(cluster.node("n2"), Purpose.RAFT);
        assertEquals(Optional.of(new LocalEpoch(1)), registered(cluster.node("n3"), "n2", dek));
        SimWrite write = cluster.node("n2").write(DATA, "k", CANARY);
        cluster.node("n1").start();
        check(cluster, write);
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void start_wholeClusterBehindTheCutover_theFirstLeaderRegistersItself(Append append) {
        SimCluster cluster = sealing(append);
        cluster.nodes().forEach(SimNode::stop);
        cluster.nodes().forEach(SimNode::start);
        cluster.elect(CONTROL, "n2");
        cluster.elect(DATA, "n3");
        cluster.settle().tick(RETRY);
        DekId dek = active(cluster.node("n2"), Purpose.RAFT);
        for (SimNode node : cluster.nodes()) {
            assertEquals(Optional.of(opening(node)), registered(cluster.node("n1"), node.name(), dek));
        }
        check(cluster, cluster.node("n3").write(DATA, "k", CANARY));
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void start_twoOfThreeBehindTheCutover_goOnWithoutTheThird(Append append) {
        SimCluster cluster = sealing(append);
        cluster.nodes().forEach(SimNode::stop);
        cluster.node("n2").start();
        cluster.node("n3").start();
        cluster.elect(CONTROL, "n3");
        cluster.elect(DATA, "n2");
        cluster.settle().tick(RETRY);
        SimWrite alone = cluster.node("n2").write(DATA, "alone", CANARY);
        assertFalse(admin(cluster, "n2").rotate(Purpose.RAFT).already());
        cluster.settle();
        assertTrue(alone.committed());
        cluster.node("n1").start();
        check(cluster.settle().tick(RETRY), alone, cluster.node("n2").write(DATA, "all", CANARY));
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void lead_ownRegistrationTriedAgainInAnotherTerm_hasTheSameBytes(Append append) {
        SimCluster cluster = sealing(append);
        cluster.nodes().forEach(SimNode::stop);
        cluster.nodes().forEach(SimNode::start);
        SimReplica replica = cluster.node("n2").replica(CONTROL);
        replica.refuseAfterBytes();
        cluster.elect(CONTROL, "n2");
        cluster.settle();
        cluster.elect(CONTROL, "n2");
        cluster.settle().tick(RETRY);
        assertArrayEquals(replica.refused(), ownRegistration(cluster).bytes());
        DekId dek = active(cluster.node("n2"), Purpose.RAFT);
        assertEquals(Optional.of(opening(cluster.node("n2"))), registered(cluster.node("n1"), "n2", dek));
        cluster.elect(DATA, "n2");
        check(cluster);
    }

    @Test
    void append_ownRegistrationCheckedInAnotherTerm_isNotVoid() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.nodes().forEach(SimNode::stop);
        cluster.nodes().forEach(SimNode::start);
        cluster.holdAppends(CONTROL, true);
        cluster.elect(CONTROL, "n2");
        cluster.settle();
        cluster.elect(CONTROL, "n2");
        cluster.settle();
        cluster.holdAppends(CONTROL, false);
        cluster.settle();
        assertTrue(cluster.group(CONTROL).ours().values().stream().noneMatch(EncryptionEntry.Void.class::isInstance));
        assertEquals(0, ByteBuffer.wrap(ownRegistration(cluster).bytes()).getLong(10));
    }

    /** The first entry that n2 sealed in its last opening. */
    private static SimEntry ownRegistration(SimCluster cluster) {
        long index = cluster.group(CONTROL).ours().entrySet().stream()
                .filter(e -> e.getValue() instanceof EncryptionEntry.RegisterWriter register
                        && register.registration().node().equals(NodeId.ofName("n2")))
                .findFirst()
                .orElseThrow()
                .getKey();
        return cluster.group(CONTROL).truth().get((int) index - 1);
    }

    @Test
    void rotate_whileTheOtherGroupProposesToo_countsAsTheLeadersRegistration() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        cluster.holdAppends(CONTROL, true);
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n1").rotate(Purpose.STORAGE));
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        cluster.holdAppends(CONTROL, false);
        check(cluster);
        assertEquals(new LocalEpoch(1), opening(cluster.node("n1")));
    }

    // ---- refusals

    @Test
    void start_rolledBackDisk_isRefused() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        rollBack(cluster.node("n3"), 1);
        for (int start = 0; start < 4; start++) {
            StartupRefusedException refused = assertThrows(
                    StartupRefusedException.class, () -> cluster.node("n3").start());
            assertEquals(Refusal.REGISTRATION_REFUSED, refused.refusal(), refused::getMessage);
            assertFalse(cluster.node("n3").running());
        }
    }

    private static void restart(SimNode node) {
        node.stop();
        node.start();
        node.cluster().settle();
    }

    @Test
    void start_nodeWhoseIdCollidesInTheLow16Bits_isRefused() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        String twin = collidingWith("n2");
        SimNode joiner = cluster.add(twin);
        StartupRefusedException refused = assertThrows(StartupRefusedException.class, joiner::start);
        assertEquals(Refusal.REGISTRATION_REFUSED, refused.refusal(), refused::getMessage);
        assertTrue(String.valueOf(refused.getMessage()).contains("low 16 bits"), refused::getMessage);
    }

    static String collidingWith(String name) {
        for (int i = 0; ; i++) {
            if (NodeId.ofName("twin" + i).low16() == NodeId.ofName(name).low16()) {
                return "twin" + i;
            }
        }
    }

    @Test
    void bootstrap_membersWhoseIdsCollideInTheLow16Bits_isRejected() {
        SimCluster cluster = FirstSuite.nodes(Append.INDEX_KNOWN, "n1", "n2", collidingWith("n2"))
                .start();
        rejected(
                RejectedException.Reason.MEMBER_NOT_READY,
                () -> admin(cluster, "n1").bootstrap());
    }

    @Test
    void register_refusedAfterAStartWithoutAnswer_appliesAndSealsNothingMore() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        rollBack(cluster.node("n3"), 3);
        cluster.node("n3").connected(false);
        cluster.node("n3").start();
        cluster.node("n3").connected(true);
        cluster.node("n3").lagging(true);
        cluster.tick(RETRY);
        cluster.node("n3").lagging(false);
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        assertTrue(cluster.node("n3").replica(DATA).values().isEmpty());
        assertEquals(Status.Mode.HALTED, status(cluster.node("n3"), DATA).mode());
        ByteBuffer key = ByteBuffer.wrap(new byte[1]);
        rejected(
                RejectedException.Reason.REGISTRATION_REFUSED,
                () -> cluster.node("n3").runtime().values().seal(key, key));
        rejected(
                RejectedException.Reason.REGISTRATION_REFUSED,
                () -> cluster.node("n3").begin(DATA, "x", "y"));
        assertTrue(write.committed());
        cluster.journal().requireNoneTwice();
    }

    /** Left to lead by a cluster that starts as a whole: nobody else could object. */
    @ParameterizedTest
    @EnumSource(Append.class)
    void lead_rolledBackNode_refusesItself(Append append) {
        for (int lives = 2; lives < 5; lives++) {
            SimCluster cluster = sealing(append);
            rollBack(cluster.node("n2"), lives);
            cluster.nodes().forEach(SimNode::stop);
            cluster.nodes().forEach(SimNode::start);
            cluster.elect(CONTROL, "n2");
            cluster.settle().tick(RETRY).tick(RETRY).tick(RETRY);
            DekId dek = active(cluster.node("n1"), Purpose.RAFT);
            assertEquals(Optional.of(new LocalEpoch(1 + lives)), registered(cluster.node("n1"), "n2", dek));
            rejected(
                    RejectedException.Reason.REGISTRATION_REFUSED,
                    () -> cluster.node("n2").begin(DATA, "k", CANARY));
            cluster.journal().requireNoneTwice();
        }
    }

    /** The node was opened some times more than its disk says. */
    private static void rollBack(SimNode node, int lives) {
        byte[] old = Disks.sidecar(node);
        for (int i = 0; i < lives; i++) {
            restart(node);
        }
        node.stop();
        Disks.replaceSidecar(node, old);
    }

    @Test
    void serve_registrationThatWouldHalt_isRejectedAndNotAppended() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        SimNode late = cluster.node("n3");
        late.stop();
        byte[] old = Disks.sidecar(late);
        late.connected(false);
        late.start();
        late.stop();
        late.connected(true);
        cluster.holdAppends(CONTROL, true);
        late.start();
        late.stop();
        Disks.replaceSidecar(late, old);
        late.start();
        cluster.holdAppends(CONTROL, false);
        cluster.settle();
        DekId storage = active(cluster.node("n1"), Purpose.STORAGE);
        assertEquals(
                List.of(1, 3),
                cluster.group(CONTROL).ours().values().stream()
                        .flatMap(entry -> entry.registrations().stream())
                        .filter(r ->
                                r.node().equals(NodeId.ofName("n3")) && r.dek().equals(storage))
                        .map(r -> r.epoch().value())
                        .toList());
        for (String other : List.of("n1", "n2")) {
            assertEquals(Optional.empty(), cluster.node(other).replica(CONTROL).halt());
        }
    }

    @Test
    void refresh_leaderThatHasNotAppliedTheDek_isAskedAgainLater() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.node("n1").holdApply(true);
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n1").rotate(Purpose.RAFT));
        cluster.settle();
        cluster.node("n1").holdApply(false);
        cluster.tick(RETRY);
        DekId dek = active(cluster.node("n1"), Purpose.RAFT);
        assertEquals(Optional.of(new LocalEpoch(1)), registered(cluster.node("n1"), "n3", dek));
        assertEquals(new LocalEpoch(1), opening(cluster.node("n3")));
        check(cluster);
    }

    @Test
    void start_newNodeBehindRotations_knowsTheActiveDekBeforeItsLogArrives() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        SimNode joiner = cluster.add("n4");
        joiner.lagging(true);
        joiner.start();
        for (Purpose purpose : Purpose.ofDeks()) {
            assertEquals(active(cluster.node("n1"), purpose), active(joiner, purpose));
            assertEquals(Optional.of(new LocalEpoch(1)), registered(cluster.node("n1"), "n4", active(joiner, purpose)));
        }
        joiner.lagging(false);
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }

    @Test
    void resync_nodeBehindARotation_knowsTheNewDekBeforeItsLogArrives() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode behind = cluster.node("n3");
        behind.lagging(true);
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        DekId now = active(cluster.settle().node("n1"), Purpose.STORAGE);
        assertNotEquals(now, active(behind, Purpose.STORAGE));
        assertFalse(admin(cluster, "n3").resync().already());
        assertEquals(now, active(behind, Purpose.STORAGE));
        assertTrue(admin(cluster, "n3").resync().already());
        assertTrue(admin(cluster, "n1").resync().already());
        behind.lagging(false);
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }

    @Test
    void resync_nothingToTake_saysWhy() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        rejected(
                RejectedException.Reason.NOT_BOOTSTRAPPED,
                () -> admin(cluster, "n3").resync());
        cluster.node("n3").questionsLost(true);
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n3").resync());
    }

    @Test
    void start_newNodeBehindARotationAndARetirement_replaysBothAndGoesBackToNeither() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        DekId old = active(cluster.node("n1"), Purpose.RAFT);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        SimReplica leader = cluster.settle().node("n1").replica(CONTROL);
        byte[] retirement = EntryFrame.frame(new EncryptionEntry.RetireDek(old, NodeId.ofName("n1")));
        leader.log().append(new SimEntry(leader.leadsTerm(), leader.log().lastIndex() + 1, false, retirement));
        cluster.settle();
        SimNode joiner = cluster.add("n4");
        joiner.lagging(true);
        joiner.start();
        DekId now = active(joiner, Purpose.RAFT);
        assertEquals(active(cluster.node("n1"), Purpose.RAFT), now);
        joiner.lagging(false);
        while (joiner.step() || cluster.group(CONTROL).step()) {
            assertEquals(now, active(joiner, Purpose.RAFT));
        }
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
        assertTrue(joiner.runtime().status().keys().retired().contains(old));
        assertFalse(joiner.runtime().status().keys().keys().containsKey(old));
    }

    @Test
    void open_freshNodesBeforeBootstrap_needNoRegistration() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        assertTrue(readable(last(cluster.node("n1"), DATA)));
        check(cluster, write);
        assertArrayEquals(new long[] {0}, new long[] {cluster.journal().seals()});
    }
}
