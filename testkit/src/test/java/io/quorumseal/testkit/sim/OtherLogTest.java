package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.last;
import static io.quorumseal.testkit.sim.Sims.readable;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static io.quorumseal.testkit.sim.Sims.retryable;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Status;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cluster that is restored from a backup: its logs begin anew, and a cutover belongs to one log. */
class OtherLogTest {

    private static SimCluster restored(Append append) {
        return sealing(append).restoreIntoNewLogs();
    }

    private static void refusesUntilCutOver(SimCluster cluster, String group) {
        cluster.settle().tick(Duration.ofSeconds(2));
        rejected(Reason.OTHER_LOG, () -> cluster.node("n1").begin(group, "k", CANARY));
        assertTrue(Sims.status(cluster.node("n1"), group).why().contains("was cut over in another log"));
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void begin_inALogThatIsNotCutOver_isRefusedUntilAMarkerIsApplied(Append append) {
        SimCluster cluster = restored(append).start();
        refusesUntilCutOver(cluster, DATA);
        refusesUntilCutOver(cluster, CONTROL);
        assertTrue(cluster.node("n1").runtime().group(DATA).cutover().isEmpty());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(CONTROL_ID).already());
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        assertFalse(readable(last(cluster.node("n1"), DATA)));
        check(cluster, write);
    }

    /** Nothing told of the group when its node was opened, so nothing was recorded of its log then. */
    @Test
    void begin_groupWasAddedToARunningNode_cutoverDoesNotHoldInAnotherLog() {
        SimCluster cluster = new SimCluster(Append.INDEX_KNOWN, "n1", "n2", "n3");
        cluster.nodes().forEach(node -> node.addLater(DATA_ID, true));
        cluster.start();
        assertFalse(admin(cluster, "n1").bootstrap().already());
        cluster.settle();
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        cluster.settle().restoreIntoNewLogs();
        cluster.nodes().forEach(node -> node.addLater(DATA_ID, false));
        cluster.start();
        refusesUntilCutOver(cluster, DATA);
    }

    @Test
    void begin_cleartextInNewLogSaid_isAdmittedAsItIs() {
        SimCluster cluster = restored(Append.INDEX_KNOWN);
        cluster.nodes().forEach(node -> node.cleartextInNewLog(DATA));
        cluster.start().tick(Duration.ofSeconds(2));
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        assertTrue(readable(last(cluster.node("n1"), DATA)));
        assertTrue(write.position().isPresent());
        rejected(Reason.OTHER_LOG, () -> cluster.node("n1").begin(CONTROL, "k", CANARY));
        check(cluster, write);
    }

    /** The log lost its end, the cutover with it: what it takes next would be read as sealed. */
    @ParameterizedTest
    @EnumSource(Append.class)
    void begin_inALogThatIsShorterThanItsCutover_findsTheGateClosedAndSaysWhy(Append append) {
        SimCluster cluster = sealing(append).loseLogs().start();
        assertTrue(cluster.node("n1").runtime().group(DATA).cutover().orElseThrow()
                > cluster.node("n1").replica(DATA).log().lastIndex());
        for (String group : List.of(DATA, CONTROL)) {
            RetryableException refused = retryable(
                    RetryableException.Reason.GATE_CLOSED,
                    () -> cluster.node("n1").begin(group, "k", CANARY));
            saysWhy(group, String.valueOf(refused.getMessage()));
        }
    }

    private static void saysWhy(String group, String text) {
        for (String part : List.of(
                "node n1 leads group " + group + ", whose log ends at",
                "before the cutover at",
                "payloads would pass in cleartext",
                "If it is gone for good, accept the new one: accept-new-log")) {
            assertTrue(text.contains(part), () -> "\"" + part + "\" is not said: " + text);
        }
    }

    /** Whichever member is asked. */
    @ParameterizedTest
    @EnumSource(Append.class)
    void admin_inALogThatIsShorterThanItsCutover_saysWhy(Append append) {
        SimCluster cluster = sealing(append).loseLogs().start();
        for (String node : List.of("n1", "n2")) {
            refusesChange(DATA, () -> admin(cluster, node).enableRaftEnvelope(DATA_ID));
            refusesChange(CONTROL, () -> admin(cluster, node).enableRaftEnvelope(CONTROL_ID));
            refusesChange(CONTROL, () -> admin(cluster, node).rotate(Purpose.RAFT));
        }
    }

    private static void refusesChange(String group, Executable change) {
        RetryableException refused = retryable(RetryableException.Reason.GATE_CLOSED, change);
        saysWhy(group, String.valueOf(refused.getMessage()));
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void status_inALogThatIsShorterThanItsCutover_saysWhy(Append append) {
        SimCluster cluster = sealing(append).loseLogs().start();
        for (String group : List.of(DATA, CONTROL)) {
            saysWhy(group, Sims.status(cluster.node("n1"), group).why());
        }
    }

    /** Every replica would take the entry for one from before: the old DEK would stay in use, and nobody be told. */
    @Test
    void rotate_logEndsBeforeWhatWasApplied_isNotAppendedBeforeItHasGotThere() {
        SimCluster cluster = afterManyWritesAndARotation(bootstrapped(Append.INDEX_KNOWN))
                .loseLogs()
                .start();
        SimNode leader = cluster.settle().node("n1");
        KeyState before = leader.runtime().status().keys();
        long last = leader.replica(CONTROL).log().lastIndex();
        assertTrue(last < before.group(CONTROL_ID).applied());
        RetryableException closed = retryable(
                RetryableException.Reason.GATE_CLOSED,
                () -> admin(cluster, "n1").rotate(Purpose.RAFT));
        assertTrue(String.valueOf(closed.getMessage()).contains("whose log ends at " + last), closed::getMessage);
        assertTrue(Sims.status(leader, CONTROL).why().contains("whose log ends at " + last));
        assertEquals(last, leader.replica(CONTROL).log().lastIndex());
        write(cluster, 40);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        check(cluster);
        assertNotEquals(before.active(), leader.runtime().status().keys().active());
    }

    /** A registration that changes nothing protects nothing: a rolled-back disk would not be found. */
    @Test
    void register_logEndsBeforeWhatWasApplied_doesNotCountBeforeItIsRecorded() {
        SimCluster cluster = afterManyWritesAndARotation(FirstSuite.bootstrapped(Append.INDEX_KNOWN))
                .loseLogs()
                .start();
        cluster.settle().tick(Duration.ofSeconds(2));
        cluster.nodes()
                .forEach(node -> assertFalse(node.runtime().status().health().registered(), node::name));
        write(cluster, 40);
        cluster.tick(Duration.ofSeconds(2)).tick(Duration.ofSeconds(2));
        cluster.nodes()
                .forEach(node -> assertTrue(node.runtime().status().health().registered(), node::name));
    }

    private static SimCluster afterManyWritesAndARotation(SimCluster cluster) {
        write(cluster, 20);
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        return cluster.settle();
    }

    private static void write(SimCluster cluster, int times) {
        for (int i = 0; i < times; i++) {
            SimWrite unused = cluster.node("n1").write(CONTROL, "k" + i, CANARY);
        }
        cluster.settle();
    }

    /** Both groups are cut over far up in their logs, which then begin anew under the same identity. */
    private static SimCluster begunAnew(Append append) {
        SimCluster cluster = bootstrapped(append);
        write(cluster, 40);
        for (int i = 0; i < 40; i++) {
            SimWrite unused = cluster.node("n1").write(DATA, "k" + i, CANARY);
        }
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(CONTROL_ID).already());
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        return cluster.settle().loseLogs().start().settle();
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void acceptNewLog_logsBeganAnew_groupsAreUndecidedAndThenSealAgain(Append append) {
        SimCluster cluster = begunAnew(append);
        assertFalse(admin(cluster, "n2").acceptNewLog(CONTROL_ID).already());
        assertFalse(admin(cluster, "n2").acceptNewLog(DATA_ID).already());
        refusesUntilCutOver(cluster, DATA);
        refusesUntilCutOver(cluster, CONTROL);
        KeyState before = cluster.node("n1").runtime().status().keys();
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(CONTROL_ID).already());
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        assertFalse(readable(last(cluster.node("n1"), DATA)));
        check(cluster, write);
        assertNotEquals(
                before.active(), cluster.node("n3").runtime().status().keys().active());
    }

    /** Its sidecar and its snapshot still say where the old log was cut over. */
    @ParameterizedTest
    @EnumSource(Append.class)
    void acceptNewLog_aMemberWasDown_itFollowsTheNewLog(Append append) {
        SimCluster cluster = begunAnew(append);
        cluster.node("n3").stop();
        assertFalse(admin(cluster, "n1").acceptNewLog(CONTROL_ID).already());
        assertFalse(admin(cluster, "n1").acceptNewLog(DATA_ID).already());
        cluster.node("n3").start();
        cluster.settle().tick(Duration.ofSeconds(2));
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(CONTROL_ID).already());
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        check(cluster, write);
    }

    /** The log was compacted meanwhile, so it is the snapshots that tell; and then the same again at its start. */
    @Test
    void acceptNewLog_aMemberGetsSnapshotsOfTheNewLog_itFollows() {
        SimCluster cluster = begunAnew(Append.INDEX_KNOWN);
        cluster.node("n3").stop();
        for (GroupId group : List.of(CONTROL_ID, DATA_ID)) {
            assertFalse(admin(cluster, "n1").acceptNewLog(group).already());
            cluster.node("n1").replica(group.name()).takeSnapshot();
            cluster.node("n1").replica(group.name()).purge();
        }
        cluster.node("n3").start();
        cluster.settle().tick(Duration.ofSeconds(2));
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        cluster.node("n3").stop();
        cluster.node("n3").start();
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        check(cluster, write);
    }

    /** What a member that applied the new log hands out is newer than what is known of the old one, at whatever index. */
    @Test
    void acceptNewLog_everyMemberRestarts_keepsTheNewLog() {
        SimCluster cluster = begunAnew(Append.INDEX_KNOWN);
        assertFalse(admin(cluster, "n1").acceptNewLog(DATA_ID).already());
        assertFalse(admin(cluster, "n1").acceptNewLog(CONTROL_ID).already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        SimWrite first = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.nodes().forEach(SimNode::stop);
        cluster.start().settle().tick(Duration.ofSeconds(2));
        SimWrite second = cluster.node("n1").write(DATA, "l", CANARY);
        assertFalse(readable(last(cluster.node("n1"), DATA)));
        check(cluster, first, second);
        assertTrue(admin(cluster, "n1").acceptNewLog(DATA_ID).already());
    }

    /** What it halted at stood in the log that is gone. */
    @Test
    void open_groupThatHaltedIsMadeAnew_goesOn() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.addGroup("later");
        cluster.lead("n1");
        SimNode failing = cluster.node("n3");
        failing.replica("later").throwAt(Optional.of("k"));
        SimWrite poison = cluster.node("n1").write("later", "k", CANARY);
        cluster.settle();
        assertTrue(failing.replica("later").isClosed());
        cluster.removeGroup("later");
        cluster.addGroup("later");
        cluster.lead("n1");
        SimWrite write = cluster.node("n1").write("later", "k", CANARY);
        cluster.settle();
        assertTrue(poison.position().isPresent());
        check(cluster, write);
        assertEquals(
                Status.Mode.CLEARTEXT,
                Objects.requireNonNull(failing.runtime().status().groups().get(new GroupId("later")))
                        .mode());
    }

    /** Terms begin anew in it, and its identity is the same. */
    @ParameterizedTest
    @EnumSource(Append.class)
    void append_begunBeforeTheGroupWasMadeAnew_isRefusedAndOvertakesNothing(Append append) {
        SimCluster cluster = bootstrapped(append);
        cluster.addGroup("later");
        cluster.lead("n1");
        GroupId later = new GroupId("later");
        SimNode leader = cluster.node("n1");
        SimWrite early = leader.begin("later", "early", CANARY);
        SimWrite pinning = leader.begin("later", "pinning", CANARY);
        if (append == Append.ON_CONDITION_OF_TERM) {
            retryable(
                    RetryableException.Reason.NO_ANSWER,
                    () -> admin(cluster, "n1").enableRaftEnvelope(later));
        }
        cluster.removeGroup("later");
        cluster.addGroup("later");
        cluster.lead("n1");
        SimReplica anew = leader.replica("later");
        RetryableException refused =
                retryable(RetryableException.Reason.TERM_CHANGED, () -> anew.append(early.proposal()));
        assertTrue(String.valueOf(refused.getMessage()).contains("was made anew"), refused::getMessage);
        anew.holdAppends(true);
        pinning.drop();
        SimWrite first = leader.begin("later", "first", CANARY);
        anew.holdAppends(false);
        cluster.settle();
        assertTrue(leader.runtime().group("later").cutover().isEmpty());
        first.append();
        cluster.settle();
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(later).already());
        SimWrite sealed = leader.write("later", "sealed", CANARY);
        assertFalse(readable(last(leader, "later")));
        noneHalted(cluster);
        check(cluster, first, sealed);
    }

    @Test
    void acceptNewLog_logHoldsAllThatIsKnown_changesNothing() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN).settle();
        KeyState before = cluster.node("n1").runtime().status().keys();
        assertTrue(admin(cluster, "n1").acceptNewLog(DATA_ID).already());
        assertTrue(admin(cluster, "n1").acceptNewLog(CONTROL_ID).already());
        assertEquals(before, cluster.node("n1").runtime().status().keys());
    }

    /** Its length tells nothing any more; but the leader has applied all of it, and has not met the cutover. */
    @ParameterizedTest
    @EnumSource(Append.class)
    void acceptNewLog_logIsLongerThanTheOldCutover_sealsAgain(Append append) {
        SimCluster cluster = sealing(append).loseLogs().start();
        for (int i = 0; i < 21; i++) {
            cluster.lead("n" + (1 + i % 3));
        }
        cluster.lead("n1").tick(Duration.ofSeconds(2));
        assertTrue(cluster.node("n1").replica(DATA).log().lastIndex()
                > cluster.node("n1").runtime().group(DATA).cutover().orElseThrow());
        RetryableException closed = retryable(
                RetryableException.Reason.GATE_CLOSED, () -> cluster.node("n1").begin(DATA, "k", CANARY));
        assertTrue(String.valueOf(closed.getMessage()).contains("does not have the cutover at"), closed::getMessage);
        assertFalse(admin(cluster, "n1").acceptNewLog(CONTROL_ID).already());
        assertFalse(admin(cluster, "n1").acceptNewLog(DATA_ID).already());
        refusesUntilCutOver(cluster, DATA);
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        assertFalse(readable(last(cluster.node("n1"), DATA)));
        check(cluster, write);
    }

    /** It was cut off when the group was cut over, and the group was gone when it came back: it has nothing to keep to. */
    @ParameterizedTest
    @EnumSource(Append.class)
    void lead_memberThatNeverKnewTheOldCutover_othersFollow(Append append) {
        SimCluster cluster = bootstrapped(append);
        cluster.addGroup("later");
        cluster.lead("n1");
        GroupId later = new GroupId("later");
        cluster.node("n3").lagging(true);
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(later).already());
        cluster.removeGroup("later");
        cluster.addGroup("later");
        cluster.node("n3").lagging(false);
        cluster.group("later").lead(cluster.node("n3"));
        cluster.settle();
        assertTrue(cluster.node("n3").runtime().group("later").cutover().isEmpty());
        assertTrue(cluster.node("n1").runtime().group("later").cutover().isPresent());
        for (int i = 0; i < 5; i++) {
            assertTrue(cluster.node("n3")
                    .write("later", "k" + i, CANARY)
                    .position()
                    .isPresent());
        }
        noneHalted(cluster);
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(later).already());
        SimWrite sealed = cluster.node("n3").write("later", "k", CANARY);
        assertFalse(readable(last(cluster.node("n1"), "later")));
        noneHalted(cluster);
        assertTrue(sealed.position().isPresent());
    }

    private static void noneHalted(SimCluster cluster) {
        cluster.settle();
        cluster.nodes().forEach(node -> assertTrue(node.replica("later").halt().isEmpty(), node::name));
    }

    @Test
    void start_againInTheSameLog_keepsTheDecision() {
        SimCluster cluster = restored(Append.INDEX_KNOWN).start();
        cluster.nodes().forEach(SimNode::stop);
        cluster.start();
        refusesUntilCutOver(cluster, DATA);
        assertEquals(
                0,
                cluster.node("n1").runtime().status().keys().group(CONTROL_ID).applied());
    }
}
