package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.last;
import static io.quorumseal.testkit.sim.Sims.readable;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static io.quorumseal.testkit.sim.Sims.retryable;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine.Append;
import java.time.Duration;
import org.junit.jupiter.api.Test;
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
    void begin_inALogThatIsShorterThanItsCutover_findsTheGateClosed(Append append) {
        SimCluster cluster = sealing(append).loseLogs().start();
        assertTrue(cluster.node("n1").runtime().group(DATA).cutover().orElseThrow()
                > cluster.node("n1").replica(DATA).log().lastIndex());
        retryable(
                RetryableException.Reason.GATE_CLOSED, () -> cluster.node("n1").begin(DATA, "k", CANARY));
    }

    /** A log that is there may hold payloads behind its cutover, and take more. */
    @Test
    void removed_groupThatIsStillThere_keepsItsCutover() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        assertThrows(
                IllegalStateException.class, () -> cluster.node("n1").runtime().removed(DATA_ID));
        assertTrue(cluster.node("n1").runtime().group(DATA).cutover().isPresent());
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
        assertFalse(readable(last(cluster.node("n1"), DATA)));
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
