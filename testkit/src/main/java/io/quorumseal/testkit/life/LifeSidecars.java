package io.quorumseal.testkit.life;

import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.core.internal.sidecar.FileOps;
import io.quorumseal.testkit.sim.RolledBack;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.testkit.sim.SimPost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Somebody who can write one disk, and has no key, puts another sidecar in the place of a node's own. */
final class LifeSidecars {
    private static final Path DIRECTORY = Path.of("/data/encryption");
    private static final Path SIDECAR = DIRECTORY.resolve("keys.json");
    private static final int MOST_BYTES = 1 << 20;
    private static final long BEHIND_EVERY_LOG = 1_000_000;

    private final LifeScene scene;
    private final LifeNodes nodes;
    private final RolledBack rolledBack;

    LifeSidecars(LifeScene scene, LifeNodes nodes, RolledBack rolledBack) {
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
            byte[] own = replace(node, forged(node, opening).getBytes(StandardCharsets.UTF_8));
            scene.watch().forget(node);
            try {
                boolean answered = nodes.open(node, SimNode.From.CHECKPOINT);
                scene.count("sidecar without keys: " + (answered ? "started" : "not answered"));
            } catch (StartupRefusedException e) {
                requireExplained(e, Refusal.SIDECAR_BEHIND, Refusal.SNAPSHOT_MISMATCH, Refusal.SIDECAR_NOT_ADOPTED);
                scene.count("sidecar without keys: refused " + e.refusal());
                putBack(node, own);
            }
        });
    }

    /** The file of another node is authentic, and not this one's. */
    void ofAnotherNode() {
        able().ifPresent(node -> {
            Optional<SimNode> other = scene.anyOf(scene.cluster().nodes().stream()
                    .filter(one ->
                            one != node && !one.disk().isOff() && !one.disk().cutIsComing())
                    .filter(one -> one.disk().image().files().containsKey(SIDECAR))
                    .toList());
            other.ifPresent(one -> startWith(node, read(one)));
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

    private static String forged(SimNode node, LocalEpoch opening) {
        return """
                {
                  "active": {"raft": 0, "storage": 0},
                  "keys": {},
                  "raft_applied_index": %d,
                  "raft_envelope_cutover_index": 0,
                  "storage_envelope_active": false,
                  "storage_envelope_cutover_index": 0,
                  "version": 2,
                  "quorumseal": {
                    "cluster": "sim", "node": "%s", "opening": %d, "control": "%s",
                    "groups": {"control": {"log": "control-log-0", "undecided": false, "registered": 0}}
                  }
                }""".formatted(BEHIND_EVERY_LOG, node.name(), opening.value(), SimCluster.CONTROL);
    }

    private static byte[] read(SimNode node) {
        try {
            return node.disk().read(SIDECAR, MOST_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] replace(SimNode node, byte[] file) {
        byte[] before = read(node);
        try {
            node.disk().delete(SIDECAR);
            try (FileOps.NewFile fresh = node.disk().createFile(SIDECAR)) {
                fresh.write(file);
                fresh.force();
            }
            node.disk().forceDirectory(DIRECTORY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return before;
    }
}
