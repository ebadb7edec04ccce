package io.quorumseal.testkit.life;

import io.quorumseal.api.KekException;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.testkit.disk.StrictFileSystem;
import io.quorumseal.testkit.disk.StrictFileSystem.Moment;
import io.quorumseal.testkit.disk.Survival;
import io.quorumseal.testkit.sim.RolledBack;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimGroup;
import io.quorumseal.testkit.sim.SimNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The nodes of a life: they start, stop, crash, join, and are replaced. */
final class LifeNodes {
    private static final int MOST_NODES = 5;

    private final LifeScene scene;
    private final LifeWrites writes;
    private final LifeKeks keks;
    private final RolledBack rolledBack;
    private int names;

    LifeNodes(LifeScene scene, LifeWrites writes, LifeKeks keks, RolledBack rolledBack) {
        this.scene = scene;
        this.writes = writes;
        this.keks = keks;
        this.rolledBack = rolledBack;
    }

    /** Adds a node that is not started yet. */
    SimNode add() {
        names++;
        return keks.configure(scene.cluster().add("n" + names));
    }

    void startOne() {
        scene.anyOf(scene.cluster().nodes().stream().filter(n -> !n.running()).toList())
                .ifPresent(this::start);
    }

    void start(SimNode node) {
        try {
            open(node, scene.any(List.of(SimNode.From.values())));
            scene.count("started");
        } catch (StartupRefusedException e) {
            requireReason(node, e);
            scene.count("start refused " + e.refusal());
        }
    }

    /** Starts; what a leader answered is known from then on. */
    boolean open(SimNode node, SimNode.From from) {
        LifeWatch.Actives before = scene.watch().actives(scene.answeringLeader());
        int events = node.events().size();
        node.start(from);
        keks.restarted(node);
        List<String> all = node.events();
        boolean answered = all.subList(events, all.size()).stream().anyMatch(line -> line.startsWith("REGISTERED"));
        if (answered) {
            scene.watch().requireAtLeast(node, before);
        }
        return answered;
    }

    private void requireReason(SimNode node, StartupRefusedException e) {
        boolean kek = node.kek().failing() && e.getCause() instanceof KekException;
        boolean disk = node.disk().isOff() || (rolledBack.contains(node) && RolledBack.explains(e));
        if (!kek && !disk) {
            throw e;
        }
    }

    void stopOne() {
        scene.anyRunning().ifPresent(this::stop);
    }

    void stop(SimNode node) {
        writes.drop(node);
        node.stop();
        scene.count("stopped");
    }

    void crashOne() {
        scene.anyRunning().ifPresent(this::crash);
    }

    private void crash(SimNode node) {
        writes.forget(node);
        node.crash(scene.any(Survival.all()));
        scene.count("crashed");
    }

    void restartOne() {
        scene.anyRunning().ifPresent(this::restart);
    }

    void restart(SimNode node) {
        if (scene.oneIn(2)) {
            stop(node);
        } else {
            crash(node);
        }
        start(node);
    }

    /** Power goes at one of the next operations of the disk. */
    void cutPower() {
        scene.anyRunning().ifPresent(node -> {
            long at = node.disk().operations() + 1 + scene.random().nextInt(12);
            node.disk().cutPowerAt(at, scene.any(List.of(Moment.values())));
            scene.count("power to be cut");
        });
    }

    void bury() {
        for (SimNode node : scene.cluster().nodes()) {
            if (node.disk().isOff()) {
                crash(node);
                scene.count("crashed in a file operation");
            }
        }
    }

    /** A new node joins, or takes the place of one. */
    void join() {
        List<SimNode> nodes = scene.cluster().nodes();
        Optional<SimNode> unwanted = scene.anyOf(rolledBack.all());
        if (unwanted.isPresent() || nodes.size() == MOST_NODES) {
            replace(unwanted.orElseGet(() -> scene.any(nodes)));
        } else if (suffice(nodes)) {
            start(add());
            scene.count("joined");
        }
    }

    /** Puts a new node in the place of one, if the others hold all that is committed. */
    void replace(SimNode gone) {
        if (canBeReplaced(gone)) {
            writes.drop(gone);
            rolledBack.remove(gone);
            scene.cluster().remove(gone.name());
            start(add());
            scene.count("replaced");
        }
    }

    boolean canBeReplaced(SimNode gone) {
        List<SimNode> staying = new ArrayList<>(scene.cluster().nodes());
        staying.remove(gone);
        return suffice(staying);
    }

    /** Whether what is committed stays committed with these nodes and an empty one. */
    private boolean suffice(List<SimNode> staying) {
        return scene.cluster().groups().stream().allMatch(group -> {
            long holders = staying.stream()
                    .map(node -> node.replica(group.id().name()))
                    .filter(group::holdsAllCommitted)
                    .count();
            return holders * 2 > staying.size() + 1;
        });
    }

    /** Whether a node has a reason to stop applying: its disk is off, or was rolled back. */
    boolean mayHalt(SimNode node) {
        return node.disk().isOff() || rolledBack.contains(node);
    }

    /** Has a node lead each group, and write to it. */
    void leadAndWrite(SimNode node) {
        for (String name : List.of(SimCluster.DATA, SimCluster.CONTROL)) {
            SimGroup group = scene.cluster().group(name);
            if (node.running() && group.canLead(node)) {
                group.lead(node);
                scene.cluster().settle();
                writes.write(node, name);
            }
        }
    }

    /** Everybody runs, with today's KEK, and nobody on a rolled-back disk. */
    void heal() {
        bury();
        scene.cluster().nodes().forEach(node -> node.disk().cutPowerAt(Long.MAX_VALUE, StrictFileSystem.Moment.BEFORE));
        List<SimNode> down = scene.cluster().nodes().stream()
                .filter(node -> !node.running() && !rolledBack.contains(node))
                .toList();
        down.forEach(this::start);
        List<SimNode> outdated =
                scene.cluster().nodes().stream().filter(keks::isOutdated).toList();
        outdated.forEach(this::restart);
    }

    /** Those that run on a rolled-back disk, which others are to replace. */
    List<SimNode> rolledBack() {
        return rolledBack.all();
    }
}
