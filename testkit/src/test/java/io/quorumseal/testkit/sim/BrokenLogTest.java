package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.NewLogs.LATER;
import static io.quorumseal.testkit.sim.NewLogs.LATER_ID;
import static io.quorumseal.testkit.sim.NewLogs.noneHalted;
import static io.quorumseal.testkit.sim.NewLogs.pass;
import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static io.quorumseal.testkit.sim.Sims.retryable;
import static io.quorumseal.testkit.sim.Sims.rewrittenFrom;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static io.quorumseal.testkit.sim.Sims.untilDone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Admin;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Opened;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Logs that go away, stand still or cannot be read while something waits for what comes out of them. */
class BrokenLogTest {
    @Test
    void rewrite_groupIsRemovedBeforeItsFenceIsApplied_isDone() {
        SimCluster cluster = waitsForAFenceOfLater();
        cluster.removeGroup(LATER);
        cluster.node("n2").holdApply(false);
        assertTrue(untilDone(cluster, () -> admin(cluster, "n1").rewrite()).already());
    }

    /** The new log is shorter than the old one. */
    @Test
    void rewrite_groupIsMadeAnewBeforeItsFenceIsApplied_isDone() {
        SimCluster cluster = waitsForAFenceOfLater();
        cluster.removeGroup(LATER);
        cluster.addGroup(LATER);
        cluster.lead("n1");
        cluster.node("n2").holdApply(false);
        assertTrue(untilDone(cluster, () -> admin(cluster, "n1").rewrite()).already());
    }

    @Test
    void rewrite_groupHaltsBeforeItsFenceIsApplied_failsAndNamesIt() {
        SimCluster cluster = waitsForAFenceOfLater();
        cluster.node("n2").runtime().halted(LATER_ID, "the vendor's code threw");
        cluster.node("n2").holdApply(false);
        cluster.tick(Duration.ofSeconds(2)).tick(Duration.ofSeconds(2));
        Admin.OnMember member = admin(cluster, "n1").rewrite().members().stream()
                .filter(one -> one.node().equals("n2"))
                .findFirst()
                .orElseThrow();
        assertEquals(Admin.Outcome.FAILED, member.outcome(), member::text);
        assertTrue(member.text().contains("group " + LATER), member::text);
    }

    /** Whoever asked has been told that it is not known, and asks no more. */
    @Test
    void retire_groupHasNoLeader_membersStopAskingForAFenceThere() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        DekId old = rewrittenFrom(cluster);
        assertTrue(untilDone(cluster, () -> admin(cluster, "n1").purge()).already());
        cluster.group(DATA).leader().orElseThrow().stepDown();
        cluster.settle();
        assertThrows(RetryableException.class, () -> admin(cluster, "n1").retire(old));
        passMinutes(cluster);
        int told = cluster.node("n2").events().size();
        passMinutes(cluster);
        assertEquals(told, cluster.node("n2").events().size());
    }

    /** Its snapshot waits for the control group when the group is made anew, and the member never knew of the cutover before. */
    @Test
    void importState_groupIsMadeAnewMeanwhile_cutoverDoesNotHoldInTheNewLog() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        cluster.addGroup(LATER);
        cluster.lead("n1");
        SimNode behind = cluster.node("n3");
        behind.lagging(true);
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(LATER_ID).already());
        behind.kek().fail(KekException.Kind.UNREACHABLE);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.node("n1").replica(LATER).takeSnapshot();
        cluster.node("n1").replica(LATER).purge();
        behind.lagging(false);
        cluster.settle();
        assertTrue(behind.replica(LATER).snapshot().index() > 0);
        assertTrue(behind.runtime().group(LATER).cutover().isEmpty());
        cluster.removeGroup(LATER);
        cluster.addGroup(LATER);
        cluster.group(LATER).lead(behind);
        cluster.settle();
        for (int i = 0; i < 5; i++) {
            SimWrite unused = behind.write(LATER, "k" + i, CANARY);
        }
        behind.kek().heal();
        pass(cluster);
        assertTrue(behind.runtime().group(LATER).cutover().isEmpty());
        SimWrite write = behind.write(LATER, "m", CANARY);
        noneHalted(cluster, LATER);
        assertTrue(write.position().isPresent());
    }

    /** It leads, and nobody can tell whether its log has the cutover that a member tells of. */
    @Test
    void begin_cutoverIsToldWhileTheLogCannotBeRead_findsTheGateClosed() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        LoneNode node = toldWhileItsLogCannotBeRead(cluster);
        GroupSeal group = node.group(DATA_ID);
        assertTrue(group.cutover().isPresent());
        node.leadership = new Engine.Leadership.Leading(7, true, 2_000);
        RetryableException closed = retryable(
                RetryableException.Reason.GATE_CLOSED, () -> group.begin(ByteBuffer.wrap(new byte[] {1, 2, 3})));
        assertTrue(String.valueOf(closed.getMessage()).contains("does not have the cutover"), closed::getMessage);
    }

    /** It begins behind the cutover, as a member does whose sidecar came from the cluster, and its log has the marker. */
    @Test
    void open_cutoverWasToldWhileTheLogCouldNotBeRead_staysWhereTheLogHasIt() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        LoneNode node = toldWhileItsLogCannotBeRead(cluster);
        GroupSeal group = node.group(DATA_ID);
        long cutover = group.cutover().orElseThrow();
        SimWrite unused = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        node.holds(cluster.node("n1"), DATA_ID, cutover);
        SimEntry behind = cluster.node("n1").replica(DATA).log().at(cutover + 1);
        assertInstanceOf(
                Opened.Payload.class,
                group.open(new LogPosition(DATA_ID, behind.term(), cutover + 1), behind.payload()));
        assertEquals(cutover, group.cutover().orElse(0));
    }

    private static LoneNode toldWhileItsLogCannotBeRead(SimCluster cluster) {
        LoneNode node = new LoneNode("n4");
        node.onDisk.add(DATA_ID);
        node.runs.add(DATA_ID);
        node.leader = question -> {
            var answer = cluster.node("n1").runtime().answer(question).toCompletableFuture();
            cluster.settle();
            return answer;
        };
        node.open().settle();
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        cluster.settle();
        assertFalse(node.seal().admin().resync().text().isEmpty());
        node.settle();
        return node;
    }

    private static void passMinutes(SimCluster cluster) {
        for (int i = 0; i < 60; i++) {
            cluster.tick(Duration.ofSeconds(5));
        }
    }

    /** Values are rewritten, and n2 has not applied the fence that n1 has appended there. */
    private static SimCluster waitsForAFenceOfLater() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.addGroup(LATER);
        cluster.lead("n1");
        for (int i = 0; i < 5; i++) {
            SimWrite unused = cluster.node("n1").write(LATER, "k" + i, CANARY);
        }
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        cluster.settle();
        cluster.node("n2").holdApply(true);
        assertFalse(admin(cluster, "n1").rewrite().already());
        return cluster.settle();
    }
}
