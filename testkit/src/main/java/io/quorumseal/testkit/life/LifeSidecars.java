package io.quorumseal.testkit.life;

import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.testkit.sim.Disks;
import io.quorumseal.testkit.sim.RolledBack;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.testkit.sim.SimPost;
import java.util.List;
import java.util.Optional;

/** Somebody who can write one disk, and has no key, puts another sidecar in the place of a node's own. */
final class LifeSidecars {
    private static final long BEHIND_EVERY_LOG = 1_000_000;

    private final LifeScene scene;
    private final LifeNodes nodes;
    private final RolledBack rolledBack;
    private final LifeFiles files;

    LifeSidecars(LifeScene scene, LifeNodes nodes, RolledBack rolledBack, LifeFiles files) {
        this.files = files;
        this.scene = scene;
        this.nodes = nodes;
        this.rolledBack = rolledBack;
    }

    /**
     * A file without keys needs no MAC, and says that all changes to come were applied long ago. The node begins where it
     * was: one that began earlier and was stopped before it got there would be behind its own state machine.
     */
    void withoutKeys() {
        able().filter(this::isAnswered).ifPresent(node -> {
            LocalEpoch opening = node.runtime().status().opening();
            nodes.stop(node);
            byte[] own = replace(node, Disks.sidecarWithoutKeys(node.name(), opening.value(), BEHIND_EVERY_LOG, ""));
            scene.watch().forget(node);
            files.clear(node);
            try {
                boolean answered = nodes.open(node, SimNode.From.CHECKPOINT);
                scene.count("sidecar without keys: " + (answered ? "started" : "not answered"));
            } catch (StartupRefusedException e) {
                requireExplained(e, Refusal.SIDECAR_BEHIND, Refusal.SNAPSHOT_MISMATCH, Refusal.SIDECAR_NOT_ADOPTED);
                scene.count("sidecar without keys: refused " + e.refusal());
                putBackOlder(node, own, opening);
            }
        });
    }

    /** The file of another node is authentic, and not this one's. */
    void ofAnotherNode() {
        able().ifPresent(node -> {
            Optional<SimNode> other = scene.anyOf(scene.cluster().nodes().stream()
                    .filter(one ->
                            one != node && !one.disk().isOff() && !one.disk().cutIsComing())
                    .filter(one -> one.disk().image().files().containsKey(Disks.SIDECAR))
                    .toList());
            other.ifPresent(one -> startWith(node, Disks.sidecar(one)));
        });
    }

    private void startWith(SimNode node, byte[] file) {
        nodes.stop(node);
        byte[] own = replace(node, file);
        try {
            node.start();
            throw new AssertionError(node + " started with the sidecar of another node");
        } catch (StartupRefusedException e) {
            requireExplained(e, Refusal.WRONG_IDENTITY);
            scene.count("sidecar of another node: refused");
        }
        putBack(node, own);
    }

    private static void requireExplained(StartupRefusedException e, Refusal... expected) {
        if (!List.of(expected).contains(e.refusal())) {
            throw e;
        }
    }

    private void putBack(SimNode node, byte[] own) {
        byte[] unused = replace(node, own);
        nodes.start(node);
    }

    /**
     * The start that was refused may have registered the number that comes next in the file: then that is an older disk's.
     * What it asked may still be on its way: then the node may be refused later, and may seal until then.
     */
    private void putBackOlder(SimNode node, byte[] own, LocalEpoch opening) {
        LocalEpoch next = new LocalEpoch(opening.value() + 1);
        boolean used = scene.answeringLeader()
                .filter(leader -> LifeDisks.isRegistered(leader, node, next))
                .isPresent();
        if (used) {
            rolledBack.add(node, next);
            scene.count("sidecar put back: older than a registration");
        } else {
            rolledBack.add(node, LocalEpoch.ZERO);
        }
        putBack(node, own);
    }

    private Optional<SimNode> able() {
        return scene.anyRunning()
                .filter(node -> !node.disk().cutIsComing() && !rolledBack.contains(node))
                .filter(node -> !node.kek().failing() && !LifeVendor.hasStopped(node));
    }

    /** Nobody has to believe the file: the leader tells what holds before the node goes on. */
    private boolean isAnswered(SimNode node) {
        return node.connected()
                && node.post().way() == SimPost.Way.AT_ONCE
                && scene.answeringLeader().filter(leader -> leader != node).isPresent();
    }

    private static byte[] replace(SimNode node, byte[] file) {
        byte[] before = Disks.sidecar(node);
        Disks.replaceSidecar(node, file);
        return before;
    }
}
