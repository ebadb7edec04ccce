package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.untilDone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.Engine.Append;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cluster whose nodes begin with the directories of the reference implementation, which has one group and suite 1. */
class AdoptedClusterTest {
    private static SimCluster adopted(Append append) {
        SimCluster cluster = FirstSuite.bootstrapped(append);
        assertFalse(admin(cluster, "n1").enableStorageEnvelope().already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(CONTROL_ID).already());
        SimWrite unused = cluster.settle().node("n1").write(CONTROL, "before", CANARY);
        cluster.settle();
        for (SimNode node : cluster.nodes()) {
            node.stop();
            Disks.reduceToTheReferences(node);
            node.adoptsSidecar(true);
        }
        cluster.suite(2).start();
        cluster.nodes().forEach(node -> node.adoptsSidecar(false));
        return cluster.settle();
    }

    private static Map<DekId, KeyState.Key> keys(SimNode node) {
        return node.runtime().status().keys().keys();
    }

    private static Set<Integer> suites(SimNode node) {
        return keys(node).values().stream().map(key -> key.cipher().suite()).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void raise_ofBoth_movesAndLeavesNothingOld(Append append) {
        SimCluster cluster = adopted(append);
        SimNode leader = cluster.node("n1");
        assertEquals(Set.of(1), suites(leader));
        SimWrite adopted = leader.write(CONTROL, "adopted", CANARY);
        List<DekId> old = List.copyOf(keys(leader).keySet());
        for (Purpose purpose : Purpose.ofDeks()) {
            assertFalse(admin(cluster, "n2").raise(purpose).already());
            cluster.settle();
        }
        SimWrite raised = leader.write(CONTROL, "raised", CANARY);
        assertTrue(untilDone(cluster, () -> admin(cluster, "n1").rewrite()).already());
        assertTrue(untilDone(cluster, () -> admin(cluster, "n1").purge()).already());
        for (DekId dek : old) {
            assertFalse(admin(cluster, "n1").retire(dek).already());
        }
        check(cluster, adopted, raised);
        assertEquals(
                Set.of("before", "adopted", "raised"), leader.values(CONTROL).keySet());
        cluster.nodes().forEach(node -> assertEquals(Set.of(2), suites(node), node::name));
        cluster.nodes().forEach(node -> assertEquals(leader.values(CONTROL), node.values(CONTROL), node::name));
    }
}
