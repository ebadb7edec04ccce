package io.quorumseal.testkit.life;

import io.quorumseal.api.Purpose;
import io.quorumseal.testkit.sim.ForeignException;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimGroup;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.testkit.sim.SimReplica;
import java.util.List;
import java.util.Optional;

/** What the vendor's own code does wrong: its apply throws, and its engine does. */
final class LifeVendor {
    private static final int MOST_QUESTIONS = 3;

    private final RandomLife life;
    private final LifeScene scene;

    LifeVendor(RandomLife life, LifeScene scene) {
        this.life = life;
        this.scene = scene;
    }

    /** The state machines of one node, or of all, fail at a write, and the engine closes the group there. */
    void applyThrows() {
        String name = scene.anyGroup();
        Optional<SimReplica> leader = scene.cluster().group(name).leader();
        leader.ifPresent(leading -> {
            List<SimNode> all = scene.cluster().nodes();
            List<SimNode> failing = scene.oneIn(3) ? List.copyOf(all) : List.of(scene.any(all));
            Optional<String> key = Optional.of(life.writes().nextKey());
            failing.stream().map(node -> node.replica(name)).forEach(replica -> replica.throwAt(key));
            life.writes().write(leading.node(), name);
            scene.count("apply throws " + (failing.size() == 1 ? "on one" : "on all"));
        });
    }

    /** A DEK is replaced, and its retirement asked for, while a node has closed the group whose log needs it. */
    void retireBesideAStoppedGroup() {
        applyThrows();
        scene.cluster().settle();
        life.rotate(Purpose.RAFT);
        life.leaveNothingOld();
        boolean stopped = scene.cluster().nodes().stream().anyMatch(LifeVendor::hasStopped);
        scene.count("retirement asked for beside " + (stopped ? "a stopped group" : "running groups"));
    }

    /** What the vendor's code failed at is mended, and the process started again. */
    void causeGoes() {
        scene.anyOf(scene.cluster().nodes().stream()
                        .filter(LifeVendor::hasStopped)
                        .toList())
                .ifPresent(this::mend);
    }

    private void mend(SimNode node) {
        forgive(node);
        if (node.running()) {
            life.nodes().restart(node);
        }
        scene.count("the cause is gone");
    }

    /** Nothing of the vendor's fails any more, and all groups run. */
    void heal() {
        scene.cluster().nodes().forEach(LifeVendor::forgive);
        List.copyOf(scene.cluster().nodes()).stream()
                .filter(LifeVendor::hasStopped)
                .forEach(this::mend);
    }

    private static void forgive(SimNode node) {
        node.replicas().forEach(replica -> replica.throwAt(Optional.empty()));
    }

    /** Whether a node has closed a group. */
    static boolean hasStopped(SimNode node) {
        return node.replicas().stream().anyMatch(SimReplica::isClosed);
    }

    /** The engine throws something foreign while a payload is begun. */
    void engineThrows() {
        SimGroup group = scene.cluster().group(scene.oneIn(2) ? SimCluster.CONTROL : SimCluster.DATA);
        group.leader().map(SimReplica::node).ifPresent(node -> {
            node.engineThrowsAt(1 + scene.random().nextInt(MOST_QUESTIONS));
            try {
                life.writes().beginOnly(node, group.id().name());
            } catch (ForeignException e) {
                scene.count("engine threw");
            } finally {
                node.engineThrowsAt(0);
            }
        });
    }
}
