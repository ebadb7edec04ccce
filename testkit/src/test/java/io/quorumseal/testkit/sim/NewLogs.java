package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Append;

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
}
