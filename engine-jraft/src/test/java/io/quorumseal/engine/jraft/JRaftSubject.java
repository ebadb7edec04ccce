package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.RetryableException;
import io.quorumseal.testkit.EngineSubject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Nodes of JRaft under the contract of engines. Their state machine is a map: payloads come out in the order of their keys. */
final class JRaftSubject implements EngineSubject {
    private final Path directory;
    private final TestCluster cluster;

    JRaftSubject(int nodes) throws IOException {
        directory = Files.createTempDirectory("jraft-contract");
        cluster = new TestCluster(directory, nodes, TestCluster.CONTROL, TestCluster.SHARD);
        cluster.nodes.forEach(node -> node.registerTimeout = Duration.ofMillis(200));
    }

    private TestNode node(String name) {
        return cluster.nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public List<String> nodes() {
        return cluster.nodes.stream().map(TestNode::name).toList();
    }

    @Override
    public List<GroupId> groups() {
        return cluster.groups.keySet().stream().map(GroupId::new).toList();
    }

    @Override
    public void start(String name, Runtimes runtimes) {
        TestNode node = node(name);
        node.opening = (engine, open) -> runtimes.open(name, engine, open);
        TestNode unused = node.start();
    }

    @Override
    public void stop(String name) {
        node(name).close();
    }

    @Override
    public void lead(String name, GroupId group) {
        cluster.elect(node(name), group.name());
    }

    @Override
    public CompletionStage<Outcome> write(String name, GroupId group, String payload) {
        try {
            return node(name).put(group.name(), payload).done().thenApply(JRaftSubject::outcome);
        } catch (IllegalStateException e) {
            return CompletableFuture.completedFuture(Outcome.UNKNOWN);
        }
    }

    private static Outcome outcome(Status status) {
        if (status.isOk()) {
            return Outcome.APPLIED;
        }
        boolean refused = status.getCode() == RaftError.EAGAIN.getNumber()
                || status.getCode() == RaftError.EINVAL.getNumber()
                || Outcomes.of(status) instanceof RetryableException;
        return refused ? Outcome.REFUSED : Outcome.UNKNOWN;
    }

    @Override
    public List<String> applied(String name, GroupId group) {
        return node(name).machine(group.name()).copy().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    @Override
    public Optional<Defect> machineThrows() {
        return Optional.of((name, group, payload) -> node(name).machine(group.name()).throwsAt = payload);
    }

    @Override
    public Optional<OnGroup> endGroup() {
        return Optional.of((name, group) -> node(name).stopGroup(group.name()));
    }

    @Override
    public Map<String, String> notApplicable() {
        return Map.of("replay.kill", "these nodes share a process");
    }

    @Override
    public void close() throws IOException {
        cluster.close();
        SnapshotTest.delete(directory);
    }
}
