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
import static io.quorumseal.testkit.sim.Sims.retryable;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static io.quorumseal.testkit.sim.Sims.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KekException;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Opened;
import io.quorumseal.core.Status;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What apply waits for, what it halts on, and that it goes on. */
class ApplyTest {
    private static final Duration RETRY = Duration.ofSeconds(2);

    /** Applies all that one group's replica can apply, and nothing of the other group. */
    private static void applyOnly(SimNode node, String group) {
        while (node.replica(group).applyNext()) {
            // Goes on until nothing is left.
        }
    }

    private static Status.Mode mode(SimNode node, String group) {
        return status(node, group).mode();
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void open_dataMarkerWhoseDekIsNotApplied_stallsUntilControlIsThere(Append append) {
        SimCluster cluster = cleartext(append);
        cluster.node("n3").holdApply(true);
        assertFalse(admin(cluster, "n1").bootstrap().already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        applyOnly(cluster.node("n3"), DATA);
        assertTrue(cluster.node("n3").replica(DATA).stalled());
        assertEquals(Status.Mode.STALLED, mode(cluster.node("n3"), DATA));
        applyOnly(cluster.node("n3"), CONTROL);
        applyOnly(cluster.node("n3"), DATA);
        assertEquals(Status.Mode.SEALING, mode(cluster.node("n3"), DATA));
        cluster.node("n3").holdApply(false);
        check(cluster, write);
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void open_dataMarkerBeforeARotationHereAndBehindItThere_isOneCutover(Append append) {
        SimCluster cluster = bootstrapped(append);
        SimNode there = cluster.node("n3");
        there.holdApply(true);
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        applyOnly(there, CONTROL);
        applyOnly(there, DATA);
        assertEquals(
                cluster.node("n2").runtime().group(DATA).cutover(),
                there.runtime().group(DATA).cutover());
        assertTrue(there.runtime().group(DATA).cutover().isPresent());
        there.holdApply(false);
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void open_dataPayloadUnderADekThatIsNotApplied_stallsAndGoesOn(Append append) {
        SimCluster cluster = sealing(append);
        cluster.node("n3").holdApply(true);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        applyOnly(cluster.node("n3"), DATA);
        assertEquals(Status.Mode.STALLED, mode(cluster.node("n3"), DATA));
        assertTrue(cluster.node("n3").events().stream().anyMatch(e -> e.startsWith("STALLED data")));
        applyOnly(cluster.node("n3"), CONTROL);
        applyOnly(cluster.node("n3"), DATA);
        assertEquals(CANARY, cluster.node("n3").values(DATA).get("k"));
        assertTrue(cluster.node("n3").events().stream().anyMatch(e -> e.startsWith("RESUMED data")));
        cluster.node("n3").holdApply(false);
        check(cluster, write);
    }

    private static Opened open(SimNode node, String group, SimEntry entry) {
        LogPosition at = new LogPosition(node.replica(group).group().id(), entry.term(), entry.index());
        return node.runtime().group(group).open(at, entry.payload());
    }

    /** The entry at the end of n1's log with one byte of its payload changed. */
    private static SimEntry changed(SimCluster cluster, String group, int place) {
        SimEntry entry = Sims.last(cluster.node("n1"), group);
        byte[] bytes = entry.bytes().clone();
        bytes[place < 0 ? bytes.length + place : place] ^= 1;
        return new SimEntry(entry.term(), entry.index(), false, bytes);
    }

    @Test
    void open_controlPayloadUnderAnUnknownDek_halts() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.node("n3").holdApply(true);
        cluster.node("n1").write(CONTROL, "k", CANARY);
        cluster.settle();
        SimEntry foreign = changed(cluster, CONTROL, 5);
        HaltApplyException halt =
                assertThrows(HaltApplyException.class, () -> open(cluster.node("n3"), CONTROL, foreign));
        assertEquals(HaltApplyException.Reason.INTEGRITY, halt.reason());
    }

    @Test
    void open_dataPayloadUnderAnUnknownDek_isNotYet() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.node("n3").holdApply(true);
        cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        assertTrue(open(cluster.node("n3"), DATA, changed(cluster, DATA, 5)) instanceof Opened.NotYet);
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void open_tamperedPayloadBehindTheCutover_haltsAndStaysHalted(Append append) {
        SimCluster cluster = sealing(append);
        cluster.node("n3").holdApply(true);
        cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        SimEntry good = Sims.last(cluster.node("n1"), DATA);
        SimEntry bad = changed(cluster, DATA, -1);
        HaltApplyException halt = assertThrows(HaltApplyException.class, () -> open(cluster.node("n3"), DATA, bad));
        assertEquals(HaltApplyException.Reason.INTEGRITY, halt.reason());
        assertThrows(HaltApplyException.class, () -> open(cluster.node("n3"), DATA, good));
        assertEquals(Status.Mode.HALTED, mode(cluster.node("n3"), DATA));
        assertTrue(cluster.node("n3").events().stream().anyMatch(e -> e.startsWith("HALTED data")));
    }

    @Test
    void open_cleartextPayloadBehindTheCutover_halts() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        long next = cluster.node("n3").replica(DATA).applied() + 1;
        SimEntry clear = new SimEntry(
                1, next, false, "key=value that is as long as an envelope, and more".getBytes(VendorPayload.CHARSET));
        assertThrows(HaltApplyException.class, () -> open(cluster.node("n3"), DATA, clear));
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void open_kekUnreachableAtApply_stallsAndResumes(Append append) {
        SimCluster cluster = sealing(append);
        cluster.node("n3").kek().fail(KekException.Kind.UNREACHABLE);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        assertEquals(Status.Mode.STALLED, mode(cluster.node("n3"), CONTROL));
        cluster.tick(RETRY);
        assertEquals(Status.Mode.STALLED, mode(cluster.node("n3"), CONTROL));
        cluster.node("n3").kek().heal();
        cluster.tick(RETRY).tick(RETRY);
        assertEquals(Status.Mode.SEALING, mode(cluster.node("n3"), CONTROL));
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }

    @Test
    void open_stalledLeader_stepsDown() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode leader = cluster.node("n1");
        leader.holdApply(true);
        retryable(
                RetryableException.Reason.NO_ANSWER, () -> admin(cluster, "n1").rotate(Purpose.RAFT));
        leader.stop();
        leader.start();
        leader.kek().fail(KekException.Kind.DENIED);
        cluster.elect(CONTROL, "n1");
        leader.holdApply(false);
        cluster.settle();
        assertTrue(leader.replica(CONTROL).stalled());
        assertEquals(0, leader.replica(CONTROL).leadsTerm());
        leader.kek().heal();
        cluster.elect(CONTROL, "n2");
        cluster.elect(DATA, "n2");
        check(cluster.tick(RETRY).tick(RETRY));
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void open_memberThatUnwrappedAhead_callsNoKekOnApply(Append append) {
        SimCluster cluster = cleartext(append);
        for (SimNode node : cluster.nodes()) {
            node.holdApply(!node.name().equals("n1"));
        }
        assertFalse(admin(cluster, "n1").bootstrap().already());
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        for (SimNode node : cluster.nodes()) {
            long before = node.kek().unwraps();
            node.holdApply(false);
            cluster.settle();
            assertEquals(before, node.kek().unwraps(), node::name);
            assertEquals(0, node.runtime().status().counters().kekCallsOnApply());
        }
        check(cluster);
    }

    @Test
    void open_memberThatMissedThePreparation_asksItsKekOnApply() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        cluster.node("n3").connected(false);
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        cluster.node("n3").connected(true);
        cluster.settle();
        assertEquals(1, cluster.node("n3").runtime().status().counters().kekCallsOnApply());
        check(cluster);
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void open_replayFromTheBeginning_changesNothingAndInstallsTheSameWrap(Append append) {
        SimCluster cluster = sealing(append);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        SimNode node = cluster.node("n3");
        String wrap = node.installs().get(node.installs().size() - 1);
        node.stop();
        node.start(SimNode.From.BEGINNING);
        int before = node.installs().size();
        cluster.settle();
        String dek = wrap.substring(wrap.lastIndexOf(' '));
        assertTrue(
                node.installs().subList(before, node.installs().size()).stream().allMatch(i -> i.endsWith(dek)));
        check(cluster, write);
    }

    @Test
    void start_behindTheCutovers_installsTheWrapsBeforeAnythingIsApplied() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n3");
        node.replicas().forEach(SimReplica::checkpoint);
        node.stop();
        int before = node.installs().size();
        node.connected(false);
        node.start();
        String installed =
                String.join(",", node.installs().subList(before, node.installs().size()));
        assertTrue(installed.contains(CONTROL) && installed.contains(DATA), installed);
    }

    @Test
    void openInto_allKinds_areToldApart() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.node("n3").holdApply(true);
        cluster.node("n1").write(CONTROL, "k", CANARY);
        cluster.settle();
        SimEntry entry = Sims.last(cluster.node("n1"), CONTROL);
        ByteBuffer out = ByteBuffer.allocate(entry.bytes().length);
        var kind =
                cluster.node("n3").runtime().group(CONTROL).openInto(entry.term(), entry.index(), entry.payload(), out);
        assertEquals(io.quorumseal.core.GroupSeal.Kind.PAYLOAD, kind);
        assertEquals(new VendorPayload("k", CANARY), VendorPayload.parse(out.flip()));
        assertEquals(CONTROL_ID, cluster.node("n3").runtime().group(CONTROL).id());
    }
}
