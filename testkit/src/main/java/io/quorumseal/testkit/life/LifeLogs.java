package io.quorumseal.testkit.life;

import io.quorumseal.api.RejectedException;
import io.quorumseal.testkit.sim.SimGroup;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.testkit.sim.SimReplica;
import java.util.List;
import java.util.Optional;

/** What happens to the logs of a life: delivery piece by piece, elections, snapshots. */
final class LifeLogs {
    private final LifeScene scene;
    private final LifeWrites writes;

    LifeLogs(LifeScene scene, LifeWrites writes) {
        this.scene = scene;
        this.writes = writes;
    }

    void deliver() {
        String group = scene.anyGroup();
        switch (scene.random().nextInt(4)) {
            case 0 -> scene.cluster().settle();
            case 1 -> scene.anyRunning().ifPresent(SimNode::step);
            case 2 -> replicateSome(group);
            default -> scene.anyRunning().ifPresent(node -> node.replica(group).applyNext());
        }
    }

    private void replicateSome(String group) {
        SimGroup log = scene.cluster().group(group);
        Optional<SimReplica> leader = log.leader().filter(l -> l.node().connected());
        Optional<SimNode> follower = scene.anyRunning()
                .filter(SimNode::hears)
                .filter(node -> !node.replica(group).isClosed());
        if (leader.isPresent() && follower.isPresent()) {
            log.replicate(
                    leader.get(),
                    follower.get().replica(group),
                    1 + scene.random().nextInt(3));
            log.commit(leader.get());
        }
    }

    void elect() {
        elect(scene.anyGroup());
    }

    private Optional<SimNode> elect(String name) {
        SimGroup group = scene.cluster().group(name);
        List<SimNode> electable = scene.electable(group);
        Optional<SimNode> chosen = scene.anyOf(electable);
        chosen.ifPresent(node -> {
            group.lead(node);
            scene.count("elected");
        });
        return chosen;
    }

    /** A new leader is asked to write before it has applied what it has. */
    void electAndWrite() {
        String group = scene.anyGroup();
        elect(group).ifPresent(node -> writes.write(node, group));
    }

    void snapshot() {
        able().filter(this::takesSnapshot).filter(replica -> scene.oneIn(2)).ifPresent(replica -> {
            replica.purge();
            scene.count("purged");
        });
    }

    /** None is taken while values may be under a DEK that only this node still has. */
    private boolean takesSnapshot(SimReplica replica) {
        try {
            replica.takeSnapshot();
            scene.count("snapshot");
            return true;
        } catch (RejectedException e) {
            if (e.reason() != RejectedException.Reason.STILL_NEEDED) {
                throw e;
            }
            scene.count("snapshot STILL_NEEDED");
            return false;
        }
    }

    void checkpoint() {
        able().ifPresent(SimReplica::checkpoint);
    }

    private Optional<SimReplica> able() {
        return scene.anyRunning().map(n -> n.replica(scene.anyGroup())).filter(SimReplica::canSnapshot);
    }
}
