package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.NewLogs.LATER;
import static io.quorumseal.testkit.sim.NewLogs.LATER_ID;
import static io.quorumseal.testkit.sim.NewLogs.begunAnew;
import static io.quorumseal.testkit.sim.NewLogs.droppedUnderTheOthers;
import static io.quorumseal.testkit.sim.NewLogs.madeAnewUnderAMemberThatDidNotKnow;
import static io.quorumseal.testkit.sim.NewLogs.noneHalted;
import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static io.quorumseal.testkit.sim.Sims.retryable;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Opened;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Logs that begin anew under their old identity, where members know different things of the old one. */
class HeardOfCutoverTest {
    /** The marker is applied while another thread takes over what a member tells of it. */
    @Test
    void open_markerIsAppliedWhileAnAnswerTellsOfIt_cutoverStays() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        LoneNode node = new LoneNode("n4");
        node.onDisk.add(DATA_ID);
        node.runs.add(DATA_ID);
        node.leader = question -> {
            var answer = cluster.node("n1").runtime().answer(question).toCompletableFuture();
            cluster.settle();
            return answer;
        };
        node.open().settle();
        GroupSeal group = node.group(DATA_ID);
        long cutover = cutOver(cluster);
        SimWrite unused = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        AtomicBoolean applied = new AtomicBoolean();
        node.afterGroups = () -> {
            if (!applied.getAndSet(true)) {
                node.holds(cluster.node("n1"), DATA_ID, cutover);
                assertInstanceOf(Opened.Ours.class, opened(cluster, group, cutover));
            }
        };
        assertFalse(node.seal().admin().resync().text().isEmpty());
        node.settle();
        assertTrue(applied.get());
        assertTrue(group.cutover().isPresent());
        assertInstanceOf(Opened.Payload.class, opened(cluster, group, cutover + 1));
    }

    /** It comes out as void in a later term, behind a cutover that others have made meanwhile. */
    @Test
    void acceptNewLog_appendedInALaterTermBehindACutover_isSealed() {
        SimCluster cluster = begunAnew();
        assertFalse(admin(cluster, "n1").acceptNewLog(CONTROL_ID).already());
        cluster.node("n1").replica(DATA).holdAppends(true);
        assertThrows(RetryableException.class, () -> admin(cluster, "n1").acceptNewLog(DATA_ID));
        cluster.group(DATA).lead(cluster.node("n2"));
        cluster.settle();
        assertFalse(admin(cluster, "n2").acceptNewLog(DATA_ID).already());
        assertFalse(admin(cluster, "n2").enableRaftEnvelope(DATA_ID).already());
        cluster.settle();
        cluster.group(DATA).lead(cluster.node("n1"));
        cluster.settle();
        cluster.node("n1").replica(DATA).holdAppends(false);
        noneHalted(cluster, DATA);
    }

    /** It was begun in a group that is not cut over, and is appended when its leader has heard of the old cutover. */
    @Test
    void append_leaderHeardOfTheOldCutoverMeanwhile_isNotSealed() {
        SimCluster cluster = droppedUnderTheOthers(false, false);
        SimWrite write = cluster.node("n3").begin(LATER, "m", CANARY);
        assertFalse(admin(cluster, "n3").resync().text().isEmpty());
        cluster.settle();
        assertTrue(write.append().position().isPresent());
        noneHalted(cluster, LATER);
    }

    /** It had never met the cutover, and hears of it when a snapshot stands in its place. */
    @Test
    void begin_cutoverHeardBehindASnapshotThatHasNone_findsTheGateClosed() {
        SimCluster cluster = madeAnewUnderAMemberThatDidNotKnow(false);
        for (int i = 0; i < 8; i++) {
            cluster.group(LATER).lead(cluster.node("n1"));
            cluster.settle();
        }
        cluster.node("n1").replica(LATER).takeSnapshot();
        cluster.node("n1").replica(LATER).purge();
        SimNode node = cluster.node("n3");
        node.lagging(false);
        cluster.settle();
        assertTrue(node.replica(LATER).snapshot().index() > 0);
        assertFalse(admin(cluster, "n3").resync().text().isEmpty());
        cluster.settle();
        cluster.group(LATER).lead(node);
        cluster.settle();
        assertTrue(node.runtime().group(LATER).cutover().isPresent());
        RetryableException closed =
                retryable(RetryableException.Reason.GATE_CLOSED, () -> node.write(LATER, "k", CANARY));
        assertTrue(String.valueOf(closed.getMessage()).contains("does not have the cutover"), closed::getMessage);
        noneHalted(cluster, LATER);
    }

    /** The leader of the control group has not gone through the new log yet. */
    @Test
    void resync_memberStillTellsOfADroppedCutover_groupGoesOn() {
        SimCluster cluster = droppedUnderTheOthers(false, true);
        SimNode node = cluster.node("n2");
        node.stop();
        node.start();
        cluster.settle();
        assertFalse(admin(cluster, "n2").resync().text().isEmpty());
        cluster.settle();
        SimWrite write = cluster.node("n3").write(LATER, "m", CANARY);
        noneHalted(cluster, LATER);
        assertTrue(write.position().isPresent());
    }

    /** The control group's snapshot still tells of the cutover that its group's log turned out not to have. */
    @Test
    void start_ownControlSnapshotTellsOfADroppedCutoverAndTheLogIsCompacted_groupGoesOn() {
        SimCluster cluster = droppedUnderTheOthers(true, true);
        cluster.node("n1").stop();
        cluster.node("n1").start();
        cluster.settle();
        SimWrite write = cluster.node("n3").write(LATER, "m", CANARY);
        noneHalted(cluster, LATER);
        assertTrue(write.position().isPresent());
    }

    /** The leader's snapshot of the control group is from before the group's log began anew. */
    @Test
    void start_newMemberGetsAControlSnapshotWithADroppedCutover_joins() {
        SimCluster cluster = droppedUnderTheOthers(true, false);
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(LATER_ID).already());
        cluster.settle();
        cluster.node("n1").replica(CONTROL).purge();
        SimNode added = cluster.add("n4");
        added.start();
        cluster.settle().tick(Duration.ofSeconds(2));
        noneHalted(cluster, CONTROL);
        noneHalted(cluster, LATER);
    }

    /** Leaders of the shut group were elected until its log was longer than the old cutover, and its snapshot has none. */
    @Test
    void start_shutGroupTookASnapshotBehindTheOldCutover_isNotRefused() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN).loseLogs().start();
        outgrow(cluster);
        SimNode node = cluster.node("n2");
        node.replica(DATA).takeSnapshot();
        node.stop();
        node.start();
        assertTrue(node.running());
    }

    /** It leads, has gone through its whole log, and is told of the old one by a member that has not. */
    @Test
    void begin_leaderHearsOfTheOldCutoverFromAMemberThatLags_isAdmitted() {
        SimCluster cluster = droppedUnderTheOthers(false, false);
        assertFalse(admin(cluster, "n3").resync().text().isEmpty());
        cluster.settle();
        SimWrite write = cluster.node("n3").write(LATER, "m", CANARY);
        cluster.settle();
        assertTrue(write.position().isPresent());
    }

    private static long cutOver(SimCluster cluster) {
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        cluster.settle();
        return cluster.node("n1").runtime().group(DATA).cutover().orElseThrow();
    }

    private static Opened opened(SimCluster cluster, GroupSeal group, long index) {
        SimEntry entry = cluster.node("n1").replica(DATA).log().at(index);
        return group.open(new LogPosition(DATA_ID, entry.term(), index), entry.payload());
    }

    /** It lags, so that it still goes by the old cutover, and gets the group's snapshot with the new one. */
    @Test
    void install_memberGoesByTheOldCutoverAndTheSnapshotHasAnother_followsTheSnapshot() {
        SimCluster cluster = madeAnewUnderAMemberThatDidNotKnow(false);
        SimNode leader = cluster.node("n3");
        leader.lagging(false);
        cluster.group(LATER).lead(leader);
        cluster.settle();
        cluster.node("n2").lagging(true);
        for (int i = 0; i < 5; i++) {
            SimWrite unused = leader.write(LATER, "k" + i, CANARY);
        }
        cluster.settle();
        assertFalse(admin(cluster, "n3").enableRaftEnvelope(LATER_ID).already());
        cluster.settle();
        leader.replica(LATER).takeSnapshot();
        leader.replica(LATER).purge();
        cluster.node("n2").lagging(false);
        noneHalted(cluster, LATER);
    }

    /** The control group's leader lags in the group that began anew, so that what it answers has the old cutover. */
    @Test
    void start_leaderOfControlTellsOfTheOldCutover_memberWithTheNewOneIsNotRefused() {
        SimCluster cluster = droppedUnderTheOthers(false, false);
        assertFalse(admin(cluster, "n3").enableRaftEnvelope(LATER_ID).already());
        cluster.settle();
        SimNode node = cluster.node("n3");
        node.stop();
        node.start();
        cluster.settle().tick(Duration.ofSeconds(2)).tick(Duration.ofSeconds(31));
        assertTrue(
                node.runtime().status().health().registered(),
                () -> node.events().toString());
    }

    private static void outgrow(SimCluster cluster) {
        for (int i = 0; i < 21; i++) {
            cluster.lead("n" + (1 + i % 3));
        }
        cluster.lead("n1").tick(Duration.ofSeconds(2));
    }
}
