package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.cleartext;
import static io.quorumseal.testkit.sim.Sims.last;
import static io.quorumseal.testkit.sim.Sims.readable;
import static io.quorumseal.testkit.sim.Sims.retryable;
import static io.quorumseal.testkit.sim.Sims.untilDone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Admin;
import io.quorumseal.testkit.disk.StrictFileSystem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clusters whose DEKs are of suite 2: nobody is registered, nothing is counted, each envelope is bound to its place. */
class SecondSuiteTest {

    private static SimCluster begun(Append append) {
        SimCluster cluster = cleartext(append);
        assertFalse(admin(cluster, "n1").bootstrap().already());
        assertFalse(admin(cluster, "n1").enableStorageEnvelope().already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(CONTROL_ID).already());
        return cluster.settle();
    }

    private static KeyState keys(SimCluster cluster) {
        return cluster.node("n1").runtime().status().keys();
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void write_clusterOfSuite2_isSealedAndNobodyIsRegistered(Append append) {
        SimCluster cluster = begun(append);
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        assertFalse(readable(last(cluster.node("n1"), DATA)));
        assertEquals(2, last(cluster.node("n1"), DATA).bytes()[0]);
        assertTrue(keys(cluster).registry().isEmpty());
        check(cluster, write);
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void restart_ofAllAndOfOneWhileItLeads_opensAndSealsAtOnce(Append append) {
        SimCluster cluster = begun(append);
        SimWrite first = cluster.node("n1").write(DATA, "a", CANARY);
        cluster.nodes().forEach(SimNode::stop);
        cluster.start().lead("n2").tick(Duration.ofSeconds(2));
        SimWrite second = cluster.node("n2").write(DATA, "b", CANARY);
        cluster.node("n2").replica(DATA).takeSnapshot();
        cluster.node("n2").stop();
        cluster.node("n2").start();
        cluster.lead("n3").tick(Duration.ofSeconds(2));
        SimWrite third = cluster.node("n3").write(DATA, "c", CANARY);
        check(cluster, first, second, third);
    }

    /** Its disk may be an old one, with a DEK that others have destroyed since. */
    @ParameterizedTest
    @EnumSource(Append.class)
    void begin_noLeaderHasAnsweredThisProcess_findsTheGateClosed(Append append) {
        SimCluster cluster = begun(append);
        SimNode node = cluster.node("n2");
        node.stop();
        node.questionsLost(true);
        node.start();
        cluster.group(DATA).lead(node);
        cluster.settle();
        RetryableException closed =
                retryable(RetryableException.Reason.GATE_CLOSED, () -> node.begin(DATA, "k", CANARY));
        assertTrue(String.valueOf(closed.getMessage()).contains("has not heard from the leader"), closed::getMessage);
        node.questionsLost(false);
        cluster.tick(Duration.ofSeconds(31)).tick(Duration.ofSeconds(31));
        check(cluster, node.write(DATA, "k", CANARY));
    }

    /** Nothing repeats; but somebody has to know. */
    @Test
    void start_rolledBackDisk_isLetInAndTheLeaderTells() {
        SimCluster cluster = begun(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n3");
        node.stop();
        StrictFileSystem.Image image = node.disk().image();
        node.start();
        cluster.settle();
        assertTrue(twins(cluster).isEmpty(), twins(cluster)::toString);
        node.stop();
        node.disk().putBack(image);
        node.start(SimNode.From.BEGINNING);
        cluster.settle();
        assertEquals(1, twins(cluster).size(), twins(cluster)::toString);
        assertTrue(twins(cluster).get(0).contains("node n3 was opened as number"));
        cluster.lead("n3").tick(Duration.ofSeconds(2));
        check(cluster, node.write(DATA, "k", CANARY));
    }

    private static List<String> twins(SimCluster cluster) {
        return cluster.node("n1").events().stream()
                .filter(line -> line.startsWith("TWIN"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void rotate_andRetire_leavesNothingOld(Append append) {
        SimCluster cluster = begun(append);
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        List<DekId> old = List.copyOf(keys(cluster).keys().keySet());
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        retire(cluster, old);
        assertTrue(keys(cluster).keys().values().stream()
                .allMatch(key -> key.cipher().suite() == 2));
        check(cluster, write);
    }

    private static void retire(SimCluster cluster, List<DekId> old) {
        Admin.Result rewritten = untilDone(cluster, () -> admin(cluster, "n1").rewrite());
        assertTrue(rewritten.already(), rewritten::text);
        Admin.Result purged = untilDone(cluster, () -> admin(cluster, "n1").purge());
        assertTrue(purged.already(), purged::text);
        for (DekId dek : old) {
            assertFalse(admin(cluster, "n1").retire(dek).already());
        }
        cluster.settle();
        assertTrue(keys(cluster).keys().keySet().stream().noneMatch(old::contains));
    }

    /** From counted nonces to others, in the order that an operator would take, and in the other one. */
    @ParameterizedTest
    @EnumSource(
            value = Purpose.class,
            names = {"STORAGE", "RAFT"})
    void raise_clusterOfSuite1_movesAndLeavesNothingOld(Purpose first) {
        SimCluster cluster = FirstSuite.sealing(Append.INDEX_KNOWN);
        SimWrite before = cluster.node("n1").write(DATA, "a", CANARY);
        List<DekId> old = List.copyOf(keys(cluster).keys().keySet());
        assertFalse(admin(cluster, "n2").raise(first).already());
        SimWrite between = cluster.node("n1").write(DATA, "b", CANARY);
        cluster.node("n3").stop();
        cluster.node("n3").start();
        cluster.settle().tick(Duration.ofSeconds(2));
        Purpose second = first == Purpose.RAFT ? Purpose.STORAGE : Purpose.RAFT;
        assertFalse(admin(cluster, "n1").raise(second).already());
        assertTrue(admin(cluster, "n1").raise(second).already());
        SimWrite after = cluster.node("n1").write(DATA, "c", CANARY);
        cluster.lead("n3").tick(Duration.ofSeconds(2));
        cluster.lead("n1").tick(Duration.ofSeconds(2));
        retire(cluster, old);
        assertTrue(keys(cluster).registry().isEmpty());
        check(cluster, before, between, after);
    }

    /** A leader that cannot append may be one no more: what it knows may be old, and is no answer. */
    @Test
    void join_leaderThatCannotAppend_appliesNothingUntilItCan() {
        SimCluster cluster = begun(Append.INDEX_KNOWN);
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle().holdAppends(CONTROL, true);
        SimNode joiner = cluster.add("n4");
        joiner.start();
        cluster.settle();
        assertEquals(Map.of(), joiner.values(DATA));
        cluster.holdAppends(CONTROL, false);
        cluster.tick(Duration.ofSeconds(2));
        assertEquals(cluster.node("n1").values(DATA), joiner.values(DATA));
        check(cluster, write);
    }
}
