package io.quorumseal.testkit;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.Admin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/** One cluster, to which things happen at random, as a seed says. */
final class RandomLife {
    static final String CANARY = "CANARY-in-cleartext-";
    private static final int MOST_NODES = 5;

    private final Random random;
    private final Coverage coverage;
    private final SimCluster cluster;
    private final List<SimWrite> begun = new ArrayList<>();
    private final List<SimWrite> appended = new ArrayList<>();
    private int names;
    private int writes;

    RandomLife(long seed, Coverage coverage) {
        // Random gives seeds that lie close together nearly the same first number.
        this.random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
        this.coverage = coverage;
        Engine.Append append = any(List.of(Engine.Append.values()));
        this.cluster = new SimCluster(seed, append);
        int size = 3 + random.nextInt(3);
        for (int i = 0; i < size; i++) {
            cluster.add(newName());
        }
        cluster.start();
        coverage.count("engine " + append);
    }

    SimCluster cluster() {
        return cluster;
    }

    List<SimWrite> appended() {
        return appended;
    }

    private String newName() {
        names++;
        return "n" + names;
    }

    /** Lives for a number of steps; most clusters have keys from early on. */
    void live(int steps) {
        int headStart = random.nextInt(4);
        for (int i = 0; i < 6 && headStart > 0; i++) {
            write();
        }
        if (headStart > 0) {
            admin("bootstrap", Admin::bootstrap);
        }
        if (headStart > 2) {
            admin("enable storage", Admin::enableStorageEnvelope);
            admin("enable raft control", a -> a.enableRaftEnvelope(new GroupId(SimCluster.CONTROL)));
        }
        for (int i = 0; i < steps; i++) {
            step();
            bury();
            requireNoHalt();
        }
    }

    private void step() {
        int dice = random.nextInt(100);
        if (dice < 30) {
            write();
        } else if (dice < 40) {
            finishBegun();
        } else if (dice < 52) {
            deliver();
        } else if (dice < 64) {
            administer();
        } else if (dice < 72) {
            elect();
        } else if (dice < 80) {
            lifeAndDeath();
        } else if (dice < 86) {
            snapshot();
        } else if (dice < 92) {
            trouble();
        } else if (dice < 95) {
            calm();
        } else {
            time();
        }
    }

    // ---- writes

    private void write() {
        Optional<SimNode> node = anyRunning();
        if (node.isEmpty()) {
            return;
        }
        String group = anyGroup();
        SimNode writer = random.nextInt(5) == 0
                ? node.get()
                : cluster.group(group).leader().map(SimReplica::node).orElse(node.get());
        writes++;
        try {
            SimWrite write = writer.begin(group, "k" + writes, CANARY + writes);
            coverage.count("write begun");
            begun.add(write);
            if (random.nextInt(4) != 0) {
                finish(write);
            }
        } catch (RetryableException e) {
            coverage.count("write refused " + e.reason());
        }
    }

    private void finishBegun() {
        if (!begun.isEmpty()) {
            finish(begun.get(random.nextInt(begun.size())));
        }
    }

    private void finish(SimWrite write) {
        begun.remove(write);
        try {
            if (random.nextInt(20) == 0) {
                write.drop();
                coverage.count("write dropped");
            } else {
                appended.add(write.append());
                coverage.count("write appended");
            }
        } catch (RetryableException e) {
            coverage.count("append refused " + e.reason());
        }
    }

    // ---- the log

    private void deliver() {
        String group = anyGroup();
        switch (random.nextInt(4)) {
            case 0 -> cluster.settle();
            case 1 -> anyRunning().ifPresent(SimNode::step);
            case 2 -> replicateSome(group);
            default -> anyRunning().ifPresent(node -> node.replica(group).applyNext());
        }
    }

    private void replicateSome(String group) {
        SimGroup log = cluster.group(group);
        Optional<SimReplica> leader = log.leader().filter(l -> l.node().connected());
        Optional<SimNode> follower = anyRunning().filter(SimNode::hears);
        if (leader.isPresent() && follower.isPresent()) {
            log.replicate(leader.get(), follower.get().replica(group), 1 + random.nextInt(3));
            log.commit(leader.get());
        }
    }

    private void elect() {
        SimGroup group = cluster.group(anyGroup());
        List<SimNode> electable =
                cluster.nodes().stream().filter(group::canLead).toList();
        if (!electable.isEmpty()) {
            group.lead(any(electable));
            coverage.count("elected");
        }
    }

    // ---- keys

    private void administer() {
        switch (random.nextInt(7)) {
            case 0 -> admin("bootstrap", Admin::bootstrap);
            case 1 -> admin("enable storage", Admin::enableStorageEnvelope);
            case 2 -> admin("enable raft control", a -> a.enableRaftEnvelope(new GroupId(SimCluster.CONTROL)));
            case 3, 4 -> admin("enable raft data", a -> a.enableRaftEnvelope(new GroupId(SimCluster.DATA)));
            case 5 -> admin("rotate storage", a -> a.rotate(Purpose.STORAGE));
            default -> admin("rotate raft", a -> a.rotate(Purpose.RAFT));
        }
    }

    private void admin(String what, Function<Admin, Admin.Result> change) {
        Optional<SimNode> node = anyRunning();
        if (node.isEmpty()) {
            return;
        }
        try {
            Admin.Result result = change.apply(node.get().runtime().admin());
            coverage.count(what + (result.already() ? " already" : " done"));
        } catch (RetryableException e) {
            coverage.count(what + " " + e.reason());
        } catch (RejectedException e) {
            coverage.count(what + " " + e.reason());
        }
    }

    // ---- nodes

    private void lifeAndDeath() {
        List<SimNode> down = cluster.nodes().stream().filter(n -> !n.running()).toList();
        int dice = random.nextInt(8);
        if (!down.isEmpty() && dice < 4) {
            start(any(down));
        } else if (dice < 5) {
            anyRunning().ifPresent(this::stop);
        } else if (dice < 6) {
            anyRunning().ifPresent(this::crash);
        } else if (dice < 7) {
            anyRunning().ifPresent(this::cutPower);
        } else {
            join();
        }
    }

    private void start(SimNode node) {
        try {
            node.start(any(List.of(SimNode.From.values())));
            coverage.count("started");
        } catch (StartupRefusedException e) {
            boolean kek = node.kek().failing();
            if (!(kek && (e.refusal() == Refusal.KEK_UNREACHABLE || e.refusal() == Refusal.WRONG_KEK))
                    && !node.disk().isOff()) {
                throw e;
            }
            coverage.count("start refused " + e.refusal());
        }
    }

    private void stop(SimNode node) {
        dropBegunOn(node);
        node.stop();
        coverage.count("stopped");
    }

    private void crash(SimNode node) {
        begun.removeIf(write -> write.node() == node);
        node.crash(any(Survival.all()));
        coverage.count("crashed");
    }

    /** Power goes at one of the next operations of the disk. */
    private void cutPower(SimNode node) {
        long at = node.disk().operations() + 1 + random.nextInt(12);
        node.disk().cutPowerAt(at, any(List.of(StrictFileSystem.Moment.values())));
        coverage.count("power to be cut");
    }

    private void bury() {
        for (SimNode node : cluster.nodes()) {
            if (node.disk().isOff()) {
                crash(node);
                coverage.count("crashed in a file operation");
            }
        }
    }

    private void dropBegunOn(SimNode node) {
        begun.removeIf(write -> {
            boolean there = write.node() == node;
            if (there) {
                write.drop();
            }
            return there;
        });
    }

    /** A new node joins, or takes the place of one whose directory was wiped. */
    private void join() {
        List<SimNode> staying = new ArrayList<>(cluster.nodes());
        Optional<SimNode> gone = staying.size() == MOST_NODES ? Optional.of(any(staying)) : Optional.empty();
        gone.ifPresent(staying::remove);
        if (!suffice(staying)) {
            return;
        }
        gone.ifPresent(node -> {
            dropBegunOn(node);
            cluster.remove(node.name());
        });
        start(cluster.add(newName()));
        coverage.count("joined");
    }

    /** Whether what is committed stays committed with these nodes and an empty one. */
    private boolean suffice(List<SimNode> staying) {
        return cluster.groups().stream().allMatch(group -> {
            long holders = staying.stream()
                    .map(node -> node.replica(group.id().name()))
                    .filter(group::holdsAllCommitted)
                    .count();
            return holders * 2 > staying.size() + 1;
        });
    }

    private void snapshot() {
        Optional<SimReplica> replica =
                anyRunning().map(n -> n.replica(anyGroup())).filter(SimReplica::canSnapshot);
        if (replica.isEmpty()) {
            return;
        }
        if (random.nextBoolean()) {
            replica.get().checkpoint();
            return;
        }
        replica.get().takeSnapshot();
        coverage.count("snapshot");
        if (random.nextBoolean()) {
            replica.get().purge();
            coverage.count("purged");
        }
    }

    private void trouble() {
        SimNode node = any(cluster.nodes());
        boolean on = random.nextInt(3) == 0;
        switch (random.nextInt(7)) {
            case 0 -> node.connected(!on);
            case 1 -> node.lagging(on);
            case 2 -> node.holdApply(on);
            case 3 -> node.loseAnswers(on);
            case 4 -> kek(node, on);
            case 5 -> cluster.holdAppends(anyGroup(), on);
            default -> refuseAfterBytes(node, on);
        }
    }

    /** Trouble ends, and both groups have a leader. */
    private void calm() {
        for (SimNode node : cluster.nodes()) {
            endTrouble(node);
        }
        cluster.groups().forEach(group -> group.holdAppends(false));
        electWhereNobodyLeads();
        cluster.settle();
    }

    private static void endTrouble(SimNode node) {
        node.kek().heal();
        node.connected(true);
        node.lagging(false);
        node.holdApply(false);
        node.loseAnswers(false);
    }

    private void electWhereNobodyLeads() {
        for (SimGroup group : cluster.groups()) {
            List<SimNode> electable =
                    cluster.nodes().stream().filter(group::canLead).toList();
            if (group.leader().isEmpty() && !electable.isEmpty()) {
                group.lead(any(electable));
            }
        }
    }

    private void kek(SimNode node, boolean fails) {
        if (fails) {
            node.kek().fail(random.nextInt(3) == 0 ? KekException.Kind.DENIED : KekException.Kind.UNREACHABLE);
            coverage.count("KEK outage");
        } else {
            node.kek().heal();
        }
    }

    private void refuseAfterBytes(SimNode node, boolean on) {
        if (on && node.running()) {
            node.replica(anyGroup()).refuseAfterBytes();
            coverage.count("log refuses an entry");
        }
    }

    private void time() {
        cluster.tick(Duration.ofMillis(random.nextInt(10) == 0 ? 31_000 : 200 + random.nextInt(2000)));
    }

    // ---- choosing

    private Optional<SimNode> anyRunning() {
        List<SimNode> running =
                cluster.nodes().stream().filter(SimNode::running).toList();
        return running.isEmpty() ? Optional.empty() : Optional.of(any(running));
    }

    private String anyGroup() {
        return random.nextInt(3) == 0 ? SimCluster.CONTROL : SimCluster.DATA;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    // ---- the end

    private void requireNoHalt() {
        for (SimNode node : cluster.nodes()) {
            for (SimReplica replica : node.replicas()) {
                replica.halt().filter(why -> !node.disk().isOff()).ifPresent(why -> {
                    throw new AssertionError(
                            node + " halted in " + replica.group().id(), why);
                });
            }
        }
    }

    /** All trouble ends; everybody starts and catches up. */
    void heal() {
        List.copyOf(begun).forEach(this::finish);
        for (SimNode node : cluster.nodes()) {
            endTrouble(node);
            node.disk().cutPowerAt(Long.MAX_VALUE, StrictFileSystem.Moment.BEFORE);
        }
        cluster.groups().forEach(group -> group.holdAppends(false));
        cluster.nodes().stream().filter(n -> !n.running()).forEach(this::start);
        converge();
    }

    /** Elects where nobody leads, until everybody has everything. */
    void converge() {
        for (int round = 0; round < 12; round++) {
            electWhereNobodyLeads();
            cluster.tick(Duration.ofSeconds(round == 3 ? 31 : 2));
            requireNoHalt();
        }
    }

    /** Stops everybody, starts everybody. */
    void restartAll() {
        cluster.nodes().forEach(SimNode::stop);
        cluster.nodes().forEach(this::start);
        converge();
    }

    /** A write that has to succeed. */
    void mustWrite(String group) {
        writes++;
        SimNode leader = cluster.group(group).leader().orElseThrow().node();
        appended.add(leader.write(group, "k" + writes, CANARY + writes));
        cluster.settle();
    }
}
