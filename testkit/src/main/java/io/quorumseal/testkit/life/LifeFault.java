package io.quorumseal.testkit.life;

import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimGroup;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.testkit.sim.SimPost;
import io.quorumseal.testkit.sim.SimReplica;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/** Something that is wrong in a cluster for a while. */
enum LifeFault {
    NO_LEADER(
            "a group without leader",
            "leader",
            cluster -> any(cluster, (SimGroup g) -> g.leader().isEmpty())),
    DOWN("a node that does not run", "down", cluster -> anyNode(cluster, node -> !node.running())),
    POWER(
            "power that is about to go",
            "power",
            cluster -> anyNode(cluster, node -> node.disk().cutIsComing())),
    CUT_OFF("a node that is cut off", "cut off", cluster -> anyNode(cluster, node -> !node.connected())),
    LAGS("a node that gets no entries", "lags", cluster -> anyNode(cluster, SimNode::lags)),
    APPLY("a node that applies nothing", "apply", cluster -> anyNode(cluster, SimNode::appliesNothing)),
    ANSWERS("a node whose answers are lost", "answers", cluster -> anyNode(cluster, SimNode::answersAreLost)),
    KEK(
            "a KEK that fails",
            "KEK",
            cluster -> anyNode(cluster, node -> node.kek().failing())),
    APPENDS("appends that are held", "appends", cluster -> any(cluster, SimGroup::appendsHeld)),
    VENDOR("a group that the vendor's error closed", "closed", cluster -> anyNode(cluster, LifeVendor::hasStopped)),
    LISTENER("a listener that throws", "listener", cluster -> anyNode(cluster, SimNode::listenerIsBroken)),
    LATE(
            "answers that come late or twice",
            "late",
            cluster -> anyNode(
                    cluster,
                    node -> node.post().way() != SimPost.Way.AT_ONCE
                            && !node.post().garbles())),
    GARBLED(
            "answers that say something else",
            "garbled",
            cluster -> anyNode(cluster, node -> node.post().garbles())),
    LOG("a log that refuses an entry", "log", cluster -> anyNode(cluster, LifeFault::refuses));

    private final String text;
    private final String head;

    @SuppressWarnings("ImmutableEnumChecker") // the functions above hold nothing
    private final Predicate<SimCluster> there;

    LifeFault(String text, String head, Predicate<SimCluster> there) {
        this.text = text;
        this.head = head;
        this.there = there;
    }

    String text() {
        return text;
    }

    /** The text, for the head of a column. */
    String head() {
        return head;
    }

    /** The faults that a cluster has now. */
    static Set<LifeFault> in(SimCluster cluster) {
        Set<LifeFault> found = EnumSet.noneOf(LifeFault.class);
        for (LifeFault fault : values()) {
            if (fault.there.test(cluster)) {
                found.add(fault);
            }
        }
        return found;
    }

    private static boolean any(SimCluster cluster, Predicate<SimGroup> one) {
        return cluster.groups().stream().anyMatch(one);
    }

    private static boolean anyNode(SimCluster cluster, Predicate<SimNode> one) {
        return cluster.nodes().stream().anyMatch(one);
    }

    private static boolean refuses(SimNode node) {
        return node.replicas().stream().anyMatch(SimReplica::isToRefuse);
    }
}
