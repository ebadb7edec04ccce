package io.quorumseal.testkit.life;

import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.testkit.disk.StrictFileSystem;
import io.quorumseal.testkit.sim.RolledBack;
import io.quorumseal.testkit.sim.SimNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Disks that are copied and put back later.
 *
 * <p>What a suite of formats cannot see is left out: a rolled-back disk that starts while nobody answers, in a cluster
 * that seals stored values. Sealing inside apply does not wait for an answer.
 */
final class LifeDisks {
    private final LifeScene scene;
    private final LifeNodes nodes;
    private final RolledBack rolledBack;
    private final LifeFiles files;
    private final Map<SimNode, Copy> copies = new HashMap<>();
    private boolean valuesMayBeSealed;

    /** Where the cluster's keys were of suite 1 when a disk was copied, what is on it tells of registrations. */
    private record Copy(StrictFileSystem.Image disk, LocalEpoch opening, boolean counted) {}

    LifeDisks(LifeScene scene, LifeNodes nodes, RolledBack rolledBack, LifeFiles files) {
        this.files = files;
        this.scene = scene;
        this.nodes = nodes;
        this.rolledBack = rolledBack;
    }

    /** From now on apply may seal stored values. */
    void valuesMayBeSealed() {
        valuesMayBeSealed = true;
    }

    void copy() {
        scene.anyRunning()
                .filter(node -> !rolledBack.contains(node) && !node.disk().isOff())
                .ifPresent(node -> copies.put(
                        node,
                        new Copy(
                                node.disk().image(),
                                node.runtime().status().opening(),
                                !sealsByNothingThatIsCounted(node))));
    }

    void rollBack() {
        List<SimNode> able = scene.cluster().nodes().stream()
                .filter(node -> node.running() && copies.containsKey(node))
                .filter(node -> !rolledBack.contains(node) && nodes.canBeReplaced(node))
                .toList();
        Optional<SimNode> chosen = scene.anyOf(able);
        chosen.filter(node -> !scene.oneIn(4)).ifPresent(nodes::restart);
        chosen.filter(node -> node.running() && nodes.canBeReplaced(node)).ifPresent(this::rollBack);
    }

    private void rollBack(SimNode node) {
        Copy copy = Optional.ofNullable(copies.remove(node)).orElseThrow();
        LocalEpoch used = node.runtime().status().opening();
        if (sealsByNothingThatIsCounted(node)) {
            if (!copy.counted() && !node.kek().failing()) {
                rollBackAndSeal(node, copy);
            }
            return;
        }
        Optional<SimNode> leader = scene.answeringLeader().filter(other -> other != node && node.connected());
        boolean known = leader.filter(l -> isRegistered(l, node, used)).isPresent();
        if (!known || node.kek().failing()) {
            return;
        }
        nodes.stop(node);
        node.disk().putBack(copy.disk());
        files.forget(node);
        scene.watch().forget(node);
        if (!valuesMayBeSealed && scene.oneIn(2)) {
            startUnanswered(node, used);
        } else {
            startAnswered(node, copy.opening().compareTo(used) < 0);
        }
    }

    private static boolean sealsByNothingThatIsCounted(SimNode node) {
        KeyState state = node.runtime().status().keys();
        return state.bootstrapped()
                && state.keys().values().stream()
                        .filter(key -> state.active().containsValue(key.dek().id()))
                        .noneMatch(key -> key.cipher().isSuite1());
    }

    /** Nobody has to answer, and what another life sealed is not repeated. */
    private void rollBackAndSeal(SimNode node, Copy copy) {
        nodes.stop(node);
        node.disk().putBack(copy.disk());
        files.forget(node);
        scene.watch().forget(node);
        boolean alone = scene.oneIn(2);
        node.connected(!alone);
        try {
            boolean unused = nodes.open(node, scene.any(List.of(SimNode.From.values())));
            node.connected(true);
            scene.cluster().settle();
            nodes.leadAndWrite(node);
            scene.cluster().settle();
            scene.count("rolled back under suite 2: seals");
        } catch (StartupRefusedException e) {
            node.connected(true);
            boolean byTheCluster = e.refusal() == StartupRefusedException.Refusal.REGISTRATION_REFUSED;
            if (byTheCluster) {
                throw e;
            }
            refused(e);
            nodes.replace(node);
        }
    }

    static boolean isRegistered(SimNode leader, SimNode node, LocalEpoch opening) {
        KeyState state = leader.runtime().status().keys();
        int node16 = NodeId.ofName(node.name()).low16();
        return state.registry().entrySet().stream()
                .anyMatch(row ->
                        row.getKey().node16() == node16 && row.getValue().last().equals(opening));
    }

    private void startAnswered(SimNode node, boolean older) {
        try {
            boolean answered = nodes.open(node, scene.any(List.of(SimNode.From.values())));
            if (answered && older) {
                throw new AssertionError(node + " was let in on a rolled-back disk");
            }
            scene.count(answered ? "rolled back: to the same opening" : "rolled back: stopped, nobody answered");
            if (answered) {
                return;
            }
        } catch (StartupRefusedException e) {
            refused(e);
        }
        nodes.replace(node);
    }

    private void refused(StartupRefusedException e) {
        if (!RolledBack.explains(e)) {
            throw e;
        }
        scene.count("rolled back: refused " + e.refusal());
    }

    /** Replays its log, with the registration of its earlier life, before anybody can tell it so. */
    private void startUnanswered(SimNode node, LocalEpoch used) {
        node.connected(false);
        try {
            boolean answered = nodes.open(node, SimNode.From.BEGINNING);
            rolledBack.add(node, used);
            scene.count("rolled back: started " + (answered ? "answered" : "unanswered"));
            node.questionsLost(scene.oneIn(2));
            node.connected(true);
            scene.cluster().settle();
            nodes.leadAndWrite(node);
            node.questionsLost(false);
            scene.cluster().settle();
        } catch (StartupRefusedException e) {
            refused(e);
            node.connected(true);
            nodes.replace(node);
        }
    }
}
