package io.quorumseal.testkit.life;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.Admin;
import io.quorumseal.testkit.sim.NonceJournal;
import io.quorumseal.testkit.sim.RolledBack;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.testkit.sim.SimReplica;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** One cluster, to which things happen at random, as a seed says. */
public final class RandomLife {
    public static final String CANARY = "CANARY-in-cleartext-";

    private static final int MOST_DEKS = 5;

    /** What tells the lives of neighbouring seeds apart from their first number on. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private final LifeScene scene;
    private final LifeWrites writes;
    private final LifeLogs logs;
    private final LifeKeks keks;
    private final LifeNodes nodes;
    private final LifeDisks disks;
    private final LifeSidecars sidecars;
    private final LifeTroubles troubles;
    private final LifeMessages messages;
    private final LifeVendor vendor;
    private final LifeGroups groups;
    private final LifeCopies copies;
    private final LifeEntries entries;
    private final LifeFiles files;

    public RandomLife(long seed, AeadProvider cipher, Coverage coverage) {
        Random random = new Random(seed * SPREAD);
        List<Engine.Append> kinds = List.of(Engine.Append.values());
        Engine.Append append = kinds.get(random.nextInt(kinds.size()));
        RolledBack rolledBack = new RolledBack();
        LifeWatch watch = new LifeWatch(coverage);
        scene = new LifeScene(random, new SimCluster(seed, new NonceJournal(cipher), append), coverage, watch);
        writes = new LifeWrites(scene, rolledBack);
        logs = new LifeLogs(scene, writes);
        keks = new LifeKeks(scene);
        nodes = new LifeNodes(scene, writes, keks, rolledBack);
        files = new LifeFiles(scene);
        disks = new LifeDisks(scene, nodes, rolledBack, files);
        sidecars = new LifeSidecars(scene, nodes, rolledBack, files);
        troubles = new LifeTroubles(scene);
        messages = new LifeMessages(this, scene);
        vendor = new LifeVendor(this, scene);
        groups = new LifeGroups(this, scene);
        copies = new LifeCopies(scene, writes);
        entries = new LifeEntries(scene, nodes, rolledBack);
        watch.behindMarker(writes::behindMarker);
        scene.cluster().watch(watch);
        coverage.count("engine " + append);
        int suite = 1 + random.nextInt(2);
        scene.cluster().suite(suite);
        coverage.count("begins in suite " + suite);
        begin();
    }

    private void begin() {
        int size = scene.oneIn(8) ? 1 : 3 + scene.random().nextInt(3);
        scene.count(size == 1 ? "one voter" : "several voters");
        for (int i = 0; i < size; i++) {
            nodes.add();
        }
        scene.cluster().start();
    }

    /** Lives for a number of steps, comes to rest, restarts and lives on; fails if any promise is broken. */
    public void liveThrough(int steps) {
        live(steps);
        heal();
        check();
        if (scene.oneIn(3)) {
            restartAll();
        }
        scene.cluster().groups().forEach(group -> writes.mustWrite(group.id().name()));
        mustChange();
        check();
    }

    /** A change that has to succeed: nothing that is over stands in its way. */
    private void mustChange() {
        SimNode leader =
                scene.cluster().group(SimCluster.CONTROL).leader().orElseThrow().node();
        if (leader.runtime().status().keys().bootstrapped()) {
            Admin.Result unused = leader.runtime().admin().rotate(Purpose.RAFT);
            scene.cluster().settle();
        }
    }

    private void check() {
        scene.watch().requireNothingFound();
        new LifeCheck(scene.cluster(), writes.appended()).check();
        files.check();
    }

    /** Most clusters have keys from early on. */
    private void live(int steps) {
        int headStart = scene.random().nextInt(6);
        for (int i = 0; i < 6 && headStart > 0; i++) {
            writes.write();
        }
        if (headStart > 0) {
            admin("bootstrap", Admin::bootstrap);
        }
        for (int i = 0; i < steps; i++) {
            step();
        }
    }

    private void step() {
        LifeStep step = LifeSteps.draw(scene.random());
        scene.coverage().step(step.name(), LifeFault.in(scene.cluster()));
        step.action().accept(this);
        nodes.bury();
        requireNoHalt();
        scene.watch().requireNothingFound();
    }

    /** Asks any node for a change of key state. */
    void admin(String what, Function<Admin, Admin.Result> change) {
        if (what.equals("enable storage")) {
            disks.valuesMayBeSealed();
        }
        scene.anyRunning().ifPresent(node -> {
            try {
                Admin.Result result = change.apply(node.runtime().admin());
                scene.count(what + (result.already() ? " already" : " done"));
            } catch (RetryableException e) {
                scene.count(what + " " + e.reason());
            } catch (RejectedException e) {
                scene.count(what + " " + e.reason());
            }
        });
    }

    /** Not without end: every start is registered under every DEK. */
    void rotate(Purpose purpose) {
        boolean few = scene.cluster().nodes().stream()
                .filter(SimNode::running)
                .allMatch(node -> node.runtime().status().keys().keys().size() < MOST_DEKS);
        if (few) {
            admin("rotate " + purpose.word(), admin -> admin.rotate(purpose));
        }
    }

    /** Asks for the end of a DEK that is not active. */
    void retire() {
        scene.anyRunning().ifPresent(node -> {
            KeyState keys = node.runtime().status().keys();
            List<DekId> old = keys.keys().keySet().stream()
                    .filter(dek -> !keys.active().containsValue(dek))
                    .toList();
            if (!old.isEmpty()) {
                DekId dek = old.get(scene.random().nextInt(old.size()));
                admin("retire", admin -> admin.retire(dek));
            }
        });
    }

    /** What an operator does, one after the other; chance alone hardly does it in that order. */
    void leaveNothingOld() {
        for (int i = 0; i < 2; i++) {
            admin("rewrite", Admin::rewrite);
            scene.cluster().tick(Duration.ofSeconds(1));
        }
        if (!scene.oneIn(4)) {
            files.renewAll();
        }
        for (int i = 0; i < 2; i++) {
            admin("purge", Admin::purge);
            scene.cluster().tick(Duration.ofSeconds(1));
        }
        retire();
        scene.anyRunning()
                .filter(node -> node.runtime().status().storage().cleartextRefused())
                .ifPresent(node -> scene.count("cleartext refused"));
    }

    void time() {
        Random random = scene.random();
        scene.cluster().tick(Duration.ofMillis(random.nextInt(10) == 0 ? 31_000 : 200 + random.nextInt(2000)));
    }

    private void requireNoHalt() {
        for (SimNode node : scene.cluster().nodes()) {
            if (!nodes.mayHalt(node)) {
                node.replicas().forEach(RandomLife::requireNoHalt);
            }
        }
    }

    private static void requireNoHalt(SimReplica replica) {
        replica.halt().ifPresent(why -> {
            throw new AssertionError(
                    replica.node() + " halted in " + replica.group().id() + ": " + why.getMessage(), why);
        });
    }

    /** All trouble ends; everybody starts and catches up. */
    private void heal() {
        writes.finishAll();
        troubles.endAll();
        nodes.heal();
        vendor.heal();
        converge();
        for (SimNode gone : nodes.rolledBack()) {
            nodes.replace(gone);
            // The new one has to have everything before the next one goes.
            converge();
        }
        converge();
        groups.heal();
        converge();
    }

    /** Elects where nobody leads, until everybody has everything. */
    private void converge() {
        for (int round = 0; round < 12; round++) {
            scene.electWhereNobodyLeads();
            scene.cluster().tick(Duration.ofSeconds(round == 3 ? 31 : 2));
            requireNoHalt();
        }
    }

    private void restartAll() {
        List<SimNode> all = List.copyOf(scene.cluster().nodes());
        all.forEach(SimNode::stop);
        all.forEach(nodes::start);
        converge();
    }

    LifeWrites writes() {
        return writes;
    }

    LifeLogs logs() {
        return logs;
    }

    LifeKeks keks() {
        return keks;
    }

    LifeNodes nodes() {
        return nodes;
    }

    LifeDisks disks() {
        return disks;
    }

    LifeSidecars sidecars() {
        return sidecars;
    }

    LifeTroubles troubles() {
        return troubles;
    }

    LifeGroups groups() {
        return groups;
    }

    LifeVendor vendor() {
        return vendor;
    }

    LifeCopies copies() {
        return copies;
    }

    LifeEntries entries() {
        return entries;
    }

    LifeFiles files() {
        return files;
    }

    LifeMessages messages() {
        return messages;
    }
}
