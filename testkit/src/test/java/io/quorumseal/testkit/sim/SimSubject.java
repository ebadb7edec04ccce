package io.quorumseal.testkit.sim;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.testkit.EngineSubject;
import io.quorumseal.testkit.disk.Survival;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** The simulation under the contract of engines. Its state machine is a map: payloads come out in the order of their keys. */
class SimSubject implements EngineSubject {
    private static final Duration TURN = Duration.ofMillis(200);
    private static final int MOST_TURNS = 50;
    private static final GroupId CONTROL = new GroupId(SimCluster.CONTROL);
    private static final GroupId DATA = new GroupId(SimCluster.DATA);

    private final SimCluster cluster;
    private final List<Pending> pending = new ArrayList<>();

    private record Pending(SimWrite write, CompletableFuture<Outcome> outcome) {}

    SimSubject(Engine.Append append, int nodes) {
        cluster = new SimCluster(
                append, IntStream.rangeClosed(1, nodes).mapToObj(i -> "n" + i).toArray(String[]::new));
    }

    SimCluster cluster() {
        return cluster;
    }

    SimReplica replica(String node, GroupId group) {
        return cluster.node(node).replica(group.name());
    }

    @Override
    public List<String> nodes() {
        return cluster.nodes().stream().map(SimNode::name).toList();
    }

    @Override
    public List<GroupId> groups() {
        return List.of(CONTROL, DATA);
    }

    @Override
    public void start(String node, Runtimes runtimes) {
        SimNode starting = cluster.node(node);
        starting.opener((engine, open) -> runtimes.open(node, engine, open));
        starting.start();
    }

    /** As a store does that keeps its applied index. */
    @Override
    public void stop(String node) {
        SimNode stopping = cluster.node(node);
        stopping.replicas().stream().filter(SimReplica::canCheckpoint).forEach(SimReplica::checkpoint);
        stopping.stop();
        ended(stopping);
    }

    private void ended(SimNode node) {
        node.replicas().forEach(replica -> replica.throwAt(Optional.empty()));
        pending.stream()
                .filter(one -> one.write().node() == node)
                .forEach(one -> one.outcome().complete(Outcome.UNKNOWN));
    }

    @Override
    public void lead(String node, GroupId group) {
        cluster.settle();
        cluster.elect(group.name(), node);
        cluster.settle();
    }

    @Override
    public CompletionStage<Outcome> write(String node, GroupId group, String payload) {
        VendorPayload parsed = VendorPayload.parse(java.nio.ByteBuffer.wrap(payload.getBytes(VendorPayload.CHARSET)));
        try {
            SimWrite write = cluster.node(node).write(group.name(), parsed.key(), parsed.value());
            CompletableFuture<Outcome> outcome = new CompletableFuture<>();
            pending.add(new Pending(write, outcome));
            return outcome;
        } catch (RetryableException | RejectedException e) {
            return CompletableFuture.completedFuture(Outcome.REFUSED);
        }
    }

    @Override
    public List<String> applied(String node, GroupId group) {
        Map<String, String> values = new TreeMap<>(cluster.node(node).values(group.name()));
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    @Override
    public Optional<OnNode> kill() {
        return Optional.of(node -> {
            cluster.node(node).crash(new Survival(Survival.Data.LOST, Survival.Names.LOST));
            ended(cluster.node(node));
        });
    }

    @Override
    public Optional<Defect> machineThrows() {
        return Optional.of((node, group, payload) ->
                replica(node, group).throwAt(Optional.of(payload.substring(0, payload.indexOf('=')))));
    }

    @Override
    public Optional<OnGroup> endGroup() {
        return Optional.of((node, group) -> replica(node, group).close());
    }

    @Override
    public boolean hasThreads() {
        return false;
    }

    @Override
    public boolean step(int turn) {
        cluster.tick(turn == 0 ? Duration.ZERO : TURN);
        pending.forEach(SimSubject::settle);
        return turn < MOST_TURNS;
    }

    private static void settle(Pending one) {
        SimWrite write = one.write();
        Optional<LogPosition> at = write.position();
        SimReplica replica = write.node().replica(write.group());
        if (write.committed()
                && at.filter(place -> replica.applied() >= place.index()).isPresent()) {
            one.outcome().complete(Outcome.APPLIED);
        } else if (write.lost()) {
            one.outcome().complete(Outcome.UNKNOWN);
        }
    }

    @Override
    public Map<String, String> notApplicable() {
        return Map.of("threads.may-block", "all that happens in the simulation does so on one thread");
    }

    @Override
    public void close() {
        cluster.close();
    }
}
