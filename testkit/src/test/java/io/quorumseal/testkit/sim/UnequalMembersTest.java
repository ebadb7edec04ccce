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
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Status;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Logs that begin anew under their old identity, where members had applied different parts of the old one. */
class UnequalMembersTest {
    /** What it had not applied of the old log it gets from nowhere else any more. */
    @Test
    void acceptNewLog_aMemberHadNotAppliedARotationOfTheOldLog_allHaveTheSameKeys() {
        SimCluster cluster = n3LacksOfTheOldLog(admin -> admin.rotate(Purpose.RAFT));
        cluster.start();
        assertFalse(admin(cluster, "n1").acceptNewLog(CONTROL_ID).already());
        cluster.settle().tick(Duration.ofSeconds(2)).tick(Duration.ofSeconds(31));
        assertFalse(admin(cluster, "n3").resync().text().isEmpty());
        cluster.settle();
        assertEquals(
                cluster.node("n1").runtime().status().keys().active(),
                cluster.node("n3").runtime().status().keys().active());
    }

    /** The members have different active DEKs, and the control group is cut over by one of them. */
    @Test
    void enable_afterANewLogWasAcceptedWhereAMemberHadNotAppliedARotation_haltsNobody() {
        SimCluster cluster = n3LacksOfTheOldLog(admin -> admin.rotate(Purpose.RAFT));
        cluster.start();
        assertFalse(admin(cluster, "n1").acceptNewLog(CONTROL_ID).already());
        cluster.settle().tick(Duration.ofSeconds(2)).tick(Duration.ofSeconds(31));
        cluster.lead("n3").tick(Duration.ofSeconds(2)).tick(Duration.ofSeconds(31));
        assertFalse(admin(cluster, "n3").enableRaftEnvelope(CONTROL_ID).already());
        SimWrite unused = cluster.node("n3").write(CONTROL, "k", CANARY);
        noneHalted(cluster, CONTROL);
    }

    /** The members that accepted one new log have a higher generation than the leader of the next. */
    @Test
    void acceptNewLog_leaderKnowsOfFewerGenerations_countsForAll() {
        SimCluster cluster = begunAnew();
        cluster.node("n3").lagging(true);
        assertFalse(admin(cluster, "n1").acceptNewLog(CONTROL_ID).already());
        for (int i = 0; i < 31; i++) {
            cluster.lead("n" + (2 - i % 2));
        }
        cluster.lead("n1");
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        cluster.loseLogs();
        cluster.node("n3").lagging(false);
        cluster.nodes().forEach(SimNode::start);
        cluster.lead("n3");
        assertFalse(admin(cluster, "n3").acceptNewLog(CONTROL_ID).already());
        cluster.settle().tick(Duration.ofSeconds(2)).tick(Duration.ofSeconds(31));
        assertFalse(admin(cluster, "n3").rotate(Purpose.RAFT).already());
        cluster.settle();
        assertEquals(
                cluster.node("n3").runtime().status().keys().activeDek(Purpose.RAFT),
                cluster.node("n1").runtime().status().keys().activeDek(Purpose.RAFT));
    }

    /** The others take what it appends for something that they applied already. */
    @Test
    void rotate_leaderOfControlHadNotAppliedAsMuch_othersFollow() {
        SimCluster cluster = n3LacksOfTheOldLog(admin -> admin.rotate(Purpose.STORAGE));
        cluster.nodes().forEach(SimNode::start);
        for (int i = 0; i < 8; i++) {
            cluster.lead("n3");
        }
        cluster.settle().tick(Duration.ofSeconds(2));
        RejectedException refused =
                rejected(Reason.MEMBER_NOT_READY, () -> admin(cluster, "n3").rotate(Purpose.RAFT));
        assertTrue(String.valueOf(refused.getMessage()).contains("n1 (2), n2 (2)"), refused::getMessage);
        assertFalse(admin(cluster, "n3").acceptNewLog(CONTROL_ID).already());
        assertFalse(admin(cluster, "n3").rotate(Purpose.RAFT).already());
        cluster.settle();
        check(cluster);
    }

    /** Nobody asked it before the rotation; what comes out of the new log is no replay of what it applied. */
    @Test
    void open_memberThatKnewMoreWasAway_waitsUntilTheNewLogIsAccepted() {
        SimCluster cluster = oneKnowsARotation();
        cluster.node("n2").start();
        cluster.node("n3").start();
        for (int i = 0; i < 8; i++) {
            cluster.lead("n3");
        }
        assertFalse(admin(cluster, "n3").rotate(Purpose.RAFT).already());
        cluster.node("n1").start();
        cluster.settle().tick(Duration.ofSeconds(2));
        Status.Group waits = Objects.requireNonNull(
                cluster.node("n1").runtime().status().groups().get(CONTROL_ID));
        assertEquals(Status.Mode.STALLED, waits.mode());
        assertTrue(waits.why().contains("accept-new-log"), waits::why);
        assertFalse(admin(cluster, "n3").acceptNewLog(CONTROL_ID).already());
        cluster.settle().tick(Duration.ofSeconds(2)).tick(Duration.ofSeconds(31));
        assertFalse(admin(cluster, "n3").rotate(Purpose.STORAGE).already());
        SimWrite write = cluster.node("n3").write(CONTROL, "k", CANARY);
        check(cluster, write);
    }

    /** Its keys are asked for when the log is accepted; if it does not answer, it takes over what the others have. */
    @Test
    void acceptNewLog_memberThatKnewMoreIsAway_followsWhenItIsBack() {
        SimCluster cluster = oneKnowsARotation();
        cluster.node("n2").start();
        cluster.node("n3").start();
        cluster.lead("n3");
        Admin.Result accepted = admin(cluster, "n3").acceptNewLog(CONTROL_ID);
        assertTrue(accepted.text().contains("did not tell what they had applied of the old log: n1"), accepted::text);
        cluster.node("n1").start();
        cluster.settle().tick(Duration.ofSeconds(2)).tick(Duration.ofSeconds(31));
        assertFalse(admin(cluster, "n3").rotate(Purpose.RAFT).already());
        SimWrite write = cluster.node("n3").write(CONTROL, "k", CANARY);
        cluster.settle();
        assertTrue(write.position().isPresent());
        noneHalted(cluster, CONTROL);
        assertEquals(
                cluster.node("n3").runtime().status().keys().active(),
                cluster.node("n1").runtime().status().keys().active());
    }

    /** Only n1 had applied it when all logs were lost; all nodes are down. */
    private static SimCluster oneKnowsARotation() {
        SimCluster cluster = withALongLog();
        cluster.node("n2").holdApply(true);
        cluster.node("n3").holdApply(true);
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        cluster.loseLogs();
        cluster.node("n2").holdApply(false);
        cluster.node("n3").holdApply(false);
        return cluster;
    }

    /** As in another group, a leader that never knew of a cutover halts nobody who does. */
    @Test
    void enable_leaderOfControlNeverKnewTheOldCutover_othersFollow() {
        SimCluster cluster = n3LacksOfTheOldLog(admin -> admin.enableRaftEnvelope(CONTROL_ID));
        cluster.nodes().forEach(SimNode::start);
        for (int i = 0; i < 8; i++) {
            cluster.lead("n3");
        }
        cluster.settle().tick(Duration.ofSeconds(2)).tick(Duration.ofSeconds(31));
        assertTrue(cluster.node("n3").runtime().group(CONTROL).cutover().isEmpty());
        assertTrue(cluster.node("n1").runtime().group(CONTROL).cutover().isPresent());
        rejected(Reason.MEMBER_NOT_READY, () -> admin(cluster, "n3").enableRaftEnvelope(CONTROL_ID));
        assertFalse(admin(cluster, "n3").acceptNewLog(CONTROL_ID).already());
        assertFalse(admin(cluster, "n3").enableRaftEnvelope(CONTROL_ID).already());
        SimWrite write = cluster.node("n3").write(CONTROL, "k", CANARY);
        noneHalted(cluster, CONTROL);
        assertTrue(write.position().isPresent());
    }

    /** A follower that joins behind the acceptance gets it in a snapshot only. */
    @Test
    void begin_memberJoinedByASnapshotOfAnAcceptedLog_isUndecidedToo() {
        SimCluster cluster = begunAnew();
        for (GroupId group : List.of(CONTROL_ID, DATA_ID)) {
            assertFalse(admin(cluster, "n1").acceptNewLog(group).already());
            cluster.node("n1").replica(group.name()).takeSnapshot();
            cluster.node("n1").replica(group.name()).purge();
        }
        SimNode added = cluster.add("n4");
        added.start();
        cluster.settle().tick(Duration.ofSeconds(2));
        rejected(Reason.OTHER_LOG, () -> cluster.node("n1").begin(DATA, "k", CANARY));
        cluster.group(DATA).lead(added);
        cluster.settle();
        rejected(Reason.OTHER_LOG, () -> added.begin(DATA, "k", CANARY));
    }

    @Test
    void start_ownControlSnapshotTellsOfADroppedCutoverAndTheGroupIsCutOverAnew_isNotRefused() {
        SimCluster cluster = droppedUnderTheOthers(true, false);
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(LATER_ID).already());
        cluster.settle();
        cluster.node("n1").stop();
        cluster.node("n1").start();
        cluster.settle();
        SimWrite write = cluster.node("n3").write(LATER, "m", CANARY);
        noneHalted(cluster, LATER);
        assertTrue(write.position().isPresent());
    }

    /** It leads, and only what the others tell says that they go by the old log's cutover. */
    @Test
    void acceptNewLog_leaderNeverKnewTheOldCutover_othersDropIt() {
        SimCluster cluster = madeAnewUnderAMemberThatDidNotKnow(false);
        cluster.node("n3").lagging(false);
        cluster.group(LATER).lead(cluster.node("n3"));
        cluster.settle();
        assertTrue(cluster.node("n1").runtime().group(LATER).cutover().isPresent());
        assertFalse(admin(cluster, "n3").acceptNewLog(LATER_ID).already());
        cluster.settle();
        cluster.nodes()
                .forEach(node -> assertTrue(
                        node.runtime().status().keys().group(LATER_ID).undecided(), node::name));
        assertFalse(admin(cluster, "n3").enableRaftEnvelope(LATER_ID).already());
        SimWrite write = cluster.node("n3").write(LATER, "k", CANARY);
        noneHalted(cluster, LATER);
        assertTrue(write.position().isPresent());
    }

    private static SimCluster withALongLog() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        for (int i = 0; i < 20; i++) {
            SimWrite unused = cluster.node("n1").write(CONTROL, "k" + i, CANARY);
        }
        return cluster.settle();
    }

    /** The others had applied a change when all logs were lost; all nodes are down. */
    private static SimCluster n3LacksOfTheOldLog(Function<Admin, Admin.Result> change) {
        SimCluster cluster = withALongLog();
        cluster.node("n3").lagging(true);
        assertFalse(change.apply(admin(cluster, "n1")).already());
        cluster.loseLogs();
        cluster.node("n3").lagging(false);
        return cluster;
    }
}
