package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static io.quorumseal.testkit.sim.Sims.rewrittenFrom;
import static io.quorumseal.testkit.sim.Sims.untilDone;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.testkit.disk.StrictFileSystem;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Clusters with logs that began anew under their old identity. */
final class NewLogs {
    static final String LATER = "later";
    static final GroupId LATER_ID = new GroupId(LATER);

    private NewLogs() {}

    /** A group's log began anew under its id, and one member never knew that the old one was cut over. It still lags. */
    static SimCluster madeAnewUnderAMemberThatDidNotKnow(boolean snapshot) {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        cluster.addGroup(LATER);
        cluster.lead("n1");
        cluster.node("n3").lagging(true);
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(LATER_ID).already());
        if (snapshot) {
            cluster.node("n1").replica(CONTROL).takeSnapshot();
        }
        cluster.removeGroup(LATER);
        cluster.addGroup(LATER);
        return cluster;
    }

    /** That member leads, and the others drop the cutover. Perhaps n1 has a snapshot of the control group from before. */
    static SimCluster droppedUnderTheOthers(boolean snapshot, boolean compacted) {
        SimCluster cluster = madeAnewUnderAMemberThatDidNotKnow(snapshot);
        cluster.node("n3").lagging(false);
        cluster.group(LATER).lead(cluster.node("n3"));
        cluster.settle();
        if (!snapshot) {
            cluster.node("n1").lagging(true);
        }
        for (int i = 0; i < 5; i++) {
            SimWrite unused = cluster.node("n3").write(LATER, "k" + i, CANARY);
        }
        cluster.settle();
        String dropped = snapshot ? "n1" : "n2";
        assertTrue(cluster.node(dropped).runtime().group(LATER).cutover().isEmpty());
        if (compacted) {
            cluster.node(dropped).replica(LATER).takeSnapshot();
        }
        return cluster;
    }

    static SimCluster begunAnew() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        for (int i = 0; i < 40; i++) {
            SimWrite unused = cluster.node("n1").write(CONTROL, "k" + i, CANARY);
            unused = cluster.node("n1").write(DATA, "k" + i, CANARY);
        }
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(CONTROL_ID).already());
        return cluster.settle().loseLogs().start().settle();
    }

    static void noneHalted(SimCluster cluster, String group) {
        cluster.settle();
        cluster.nodes()
                .forEach(node -> assertTrue(
                        node.replica(group).halt().isEmpty(),
                        () -> node.name() + ": " + node.replica(group).halt()));
    }

    /** Only n1 had applied it when all logs were lost; all nodes are down. */
    static SimCluster oneKnows(Consumer<SimCluster> change) {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        for (int i = 0; i < 20; i++) {
            SimWrite unused = cluster.node("n1").write(CONTROL, "k" + i, CANARY);
        }
        return onlyN1Applies(cluster.settle(), change);
    }

    static SimCluster onlyN1Applies(SimCluster cluster, Consumer<SimCluster> change) {
        cluster.node("n2").holdApply(true);
        cluster.node("n3").holdApply(true);
        change.accept(cluster);
        cluster.loseLogs();
        cluster.node("n2").holdApply(false);
        cluster.node("n3").holdApply(false);
        return cluster;
    }

    /** All had applied the rotation, but n2 and n3 got the disks back that they had before; all logs are gone. */
    static SimCluster oneRetiredWhatIsActive() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        assertFalse(admin(cluster, "n1").enableStorageEnvelope().already());
        SimWrite unused = cluster.node("n1").write(DATA, "a", CANARY);
        cluster.settle();
        Map<SimNode, StrictFileSystem.Image> images = new HashMap<>();
        for (SimNode node : List.of(cluster.node("n2"), cluster.node("n3"))) {
            node.stop();
            images.put(node, node.disk().image());
            node.start();
            cluster.settle();
        }
        DekId old = rewrittenFrom(cluster);
        assertTrue(untilDone(cluster, () -> admin(cluster, "n1").purge()).already());
        assertFalse(admin(cluster, "n1").retire(old).already());
        cluster.settle().loseLogs();
        images.forEach((node, image) -> node.disk().putBack(image));
        return cluster;
    }

    /** Without n1; its log has an entry of the engine's own for each time that it is elected. */
    static void leadsANewLog(SimCluster cluster, int times) {
        cluster.node("n2").start();
        cluster.node("n3").start();
        for (int i = 0; i < times; i++) {
            cluster.lead("n3");
        }
    }

    static SimNode takenOut(SimCluster cluster) {
        SimNode away = cluster.node("n1");
        cluster.nodes().remove(away);
        return away;
    }

    static void pass(SimCluster cluster) {
        cluster.settle().tick(Duration.ofSeconds(2)).tick(Duration.ofSeconds(31));
    }
}
