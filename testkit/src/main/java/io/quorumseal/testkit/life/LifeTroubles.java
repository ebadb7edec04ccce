package io.quorumseal.testkit.life;

import io.quorumseal.api.KekException;
import io.quorumseal.testkit.sim.ForeignException;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.testkit.sim.SimPost;
import io.quorumseal.testkit.sim.SimReplica;
import java.util.List;
import java.util.logging.Logger;

/** What goes wrong in a life for a while. */
final class LifeTroubles {
    private static final List<KekException.Kind> KEK_FAULTS = List.of(
            KekException.Kind.THROTTLED,
            KekException.Kind.DENIED,
            KekException.Kind.KEY_NOT_FOUND,
            KekException.Kind.KEY_DISABLED,
            KekException.Kind.MISCONFIGURED);

    /** The library logs what a listener throws; in a campaign that is no news. */
    private static final Logger LOG = Logger.getLogger("io.quorumseal");

    static {
        LOG.setFilter(line -> !(line.getThrown() instanceof ForeignException));
    }

    private final LifeScene scene;

    LifeTroubles(LifeScene scene) {
        this.scene = scene;
    }

    void change() {
        SimNode node = scene.any(scene.cluster().nodes());
        boolean on = scene.oneIn(3);
        switch (scene.random().nextInt(10)) {
            case 0 -> node.connected(!on);
            case 1 -> node.lagging(on);
            case 2 -> node.holdApply(on);
            case 3 -> node.loseAnswers(on);
            case 4 -> kek(node, on);
            case 5 -> scene.cluster().holdAppends(scene.anyGroup(), on);
            case 6 -> node.listenerThrows(on);
            case 7, 8 -> post(node, on);
            default -> refuseAfterBytes(node, on);
        }
    }

    private void post(SimNode node, boolean on) {
        SimPost.Way way = on ? scene.any(List.of(SimPost.Way.values())) : SimPost.Way.AT_ONCE;
        node.post().way(way);
        scene.count("answers " + way);
        lateAnswers(node);
    }

    /** What was held comes, perhaps after its sender has gone on. */
    void lateAnswers() {
        scene.cluster().nodes().forEach(this::lateAnswers);
        scene.cluster().settle();
    }

    private void lateAnswers(SimNode node) {
        if (node.post().deliver()) {
            scene.count("late answers came");
        }
    }

    private void kek(SimNode node, boolean fails) {
        if (fails) {
            KekException.Kind kind = scene.oneIn(3) ? KekException.Kind.UNREACHABLE : scene.any(KEK_FAULTS);
            node.kek().fail(kind);
            scene.count("KEK " + kind);
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
        scene.cluster().nodes().forEach(this::end);
        scene.cluster().groups().forEach(group -> group.holdAppends(false));
    }

    private void end(SimNode node) {
        node.post().way(SimPost.Way.AT_ONCE);
        lateAnswers(node);
        node.listenerThrows(false);
        node.kek().heal();
        node.connected(true);
        node.lagging(false);
        node.holdApply(false);
        node.loseAnswers(false);
        node.replicas().forEach(SimReplica::takeEntries);
    }
}
