package io.quorumseal.testkit.life;

import io.quorumseal.testkit.MemoryKek;
import io.quorumseal.testkit.sim.SimNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/** The KEKs of a life: its operator has a newer version made, or changes to another one, node by node. */
final class LifeKeks {
    private static final long MOST = 3;

    private final LifeScene scene;
    private final Set<SimNode> outdated = new HashSet<>();
    private long number = 1;
    private int version = 1;

    LifeKeks(LifeScene scene) {
        this.scene = scene;
    }

    void newVersion() {
        version++;
        scene.cluster().nodes().forEach(node -> node.kek().version(version));
    }

    /** One node is told another version than the others. */
    void lie() {
        SimNode node = scene.any(scene.cluster().nodes());
        node.kek().version(1 + scene.random().nextInt(version + 2));
    }

    /** Every node begins to use it when it is started the next time. */
    void another() {
        List<SimNode> nodes = scene.cluster().nodes();
        if (number < MOST && nodes.stream().noneMatch(node -> node.kek().failing())) {
            number++;
            nodes.forEach(this::configure);
            nodes.stream().filter(SimNode::running).forEach(outdated::add);
            scene.count("another KEK is named");
        }
    }

    /** Gives a node the KEK of today, and those of before. */
    SimNode configure(SimNode node) {
        MemoryKek kek = new MemoryKek(number, true);
        kek.version(version);
        node.kek(
                kek,
                LongStream.iterate(number - 1, n -> n > 0, n -> n - 1)
                        .mapToObj(n -> new MemoryKek(n, true))
                        .toList());
        return node;
    }

    void restarted(SimNode node) {
        outdated.remove(node);
    }

    /** Whether a node runs with a KEK that its operator has replaced. */
    boolean isOutdated(SimNode node) {
        return outdated.contains(node) && node.running();
    }
}
