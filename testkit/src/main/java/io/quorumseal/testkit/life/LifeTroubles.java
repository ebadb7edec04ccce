package io.quorumseal.testkit.life;

import io.quorumseal.api.KekException;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.testkit.sim.SimReplica;

/** What goes wrong in a life for a while. */
final class LifeTroubles {
    private final LifeScene scene;

    LifeTroubles(LifeScene scene) {
        this.scene = scene;
    }

    void change() {
        SimNode node = scene.any(scene.cluster().nodes());
        boolean on = scene.oneIn(3);
        switch (scene.random().nextInt(7)) {
            case 0 -> node.connected(!on);
            case 1 -> node.lagging(on);
            case 2 -> node.holdApply(on);
            case 3 -> node.loseAnswers(on);
            case 4 -> kek(node, on);
            case 5 -> scene.cluster().holdAppends(scene.anyGroup(), on);
            default -> refuseAfterBytes(node, on);
        }
    }

    private void kek(SimNode node, boolean fails) {
        if (fails) {
            node.kek().fail(scene.oneIn(3) ? KekException.Kind.DENIED : KekException.Kind.UNREACHABLE);
            scene.count("KEK outage");
        } else {
            node.kek().heal();
        }
    }

    private void refuseAfterBytes(SimNode node, boolean on) {
        if (on && node.running()) {
            node.replica(scene.anyGroup()).refuseAfterBytes();
            scene.count("log refuses an entry");
        }
    }

    /** Trouble ends, and both groups have a leader. */
    void end() {
        endAll();
        scene.electWhereNobodyLeads();
        scene.cluster().settle();
    }

    void endAll() {
        scene.cluster().nodes().forEach(LifeTroubles::end);
        scene.cluster().groups().forEach(group -> group.holdAppends(false));
    }

    private static void end(SimNode node) {
        node.kek().heal();
        node.connected(true);
        node.lagging(false);
        node.holdApply(false);
        node.loseAnswers(false);
        node.replicas().forEach(SimReplica::takeEntries);
    }
}
