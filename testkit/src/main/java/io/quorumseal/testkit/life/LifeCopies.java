package io.quorumseal.testkit.life;

import io.quorumseal.api.KekException;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.testkit.sim.CopiedProcess;
import io.quorumseal.testkit.sim.SimLog;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.testkit.sim.SimReplica;
import java.util.Optional;

/** Processes that are copied while they run, with all that they have in memory: both go on, and repeat no nonce. */
final class LifeCopies {
    private static final int BLOCK = 256;
    private static final int MORE = 40;

    private final LifeScene scene;
    private final LifeWrites writes;

    LifeCopies(LifeScene scene, LifeWrites writes) {
        this.scene = scene;
        this.writes = writes;
    }

    void copy() {
        Optional<SimReplica> leader = scene.anyOf(scene.cluster().groups().stream()
                .flatMap(group -> group.leader().stream())
                .filter(replica -> replica.leadership() instanceof Leadership.Leading leading && leading.ready())
                .filter(replica -> !replica.node().kek().failing())
                .toList());
        leader.ifPresent(replica -> {
            String group = replica.group().id().name();
            sealed(replica.node(), group).ifPresent(envelope -> copy(replica.node(), group, envelope));
        });
    }

    /** What the leader has just sealed. */
    private Optional<byte[]> sealed(SimNode leader, String group) {
        SimLog log = leader.replica(group).log();
        long last = log.lastIndex();
        writes.write(leader, group);
        return Optional.of(log)
                .filter(written -> written.lastIndex() > last && written.behindMarker(written.lastIndex()))
                .map(written -> written.at(written.lastIndex()).bytes())
                .filter(bytes -> CopiedProcess.isToldBy(leader, bytes));
    }

    private void copy(SimNode node, String group, byte[] envelope) {
        try (CopiedProcess copy = CopiedProcess.of(node, group, envelope, scene.random())) {
            goOn(node, group, copy);
        } catch (KekException wrappedUnderAnother) {
            scene.count("process copied: its keys are under another KEK");
        }
    }

    private void goOn(SimNode node, String group, CopiedProcess copy) {
        switch (scene.random().nextInt(3)) {
            case 0 -> {
                copy.reseed().seal(MORE);
                scene.count("process copied: it draws anew");
            }
            case 1 -> {
                node.runtime().reseed();
                copy.seal(MORE);
                scene.count("process copied: the original draws anew");
            }
            default -> {
                copy.toTheNextBlock().seal(MORE);
                writes.beginAndDrop(node, group, BLOCK + MORE);
                scene.count("process copied: both come to their next block");
            }
        }
        writes.write(node, group);
    }
}
