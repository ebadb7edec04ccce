package io.quorumseal.engine.ratis;

import io.quorumseal.api.GroupId;
import io.quorumseal.testkit.EngineSubject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.rpc.CallId;
import org.jspecify.annotations.Nullable;

/** Servers of Ratis under the contract of engines. Their state machine is a map: payloads come out in the order of their keys. */
final class RatisSubject implements EngineSubject {
    private final Path directory;
    private final TestCluster cluster;

    RatisSubject(int nodes) throws IOException {
        directory = Files.createTempDirectory("ratis-contract");
        cluster = new TestCluster(directory, TestCluster.peers(nodes), TestCluster.CONTROL, TestCluster.SHARD);
        cluster.nodes.forEach(node -> node.registerTimeout = Duration.ofMillis(200));
        cluster.groups.keySet().forEach(this::client);
    }

    private synchronized RaftClient client(String group) {
        return cluster.client(group);
    }

    private TestNode node(String name) {
        return cluster.nodes.stream()
                .filter(node -> node.id().toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private RaftGroup group(GroupId group) {
        return cluster.group(group.name());
    }

    @Override
    public List<String> nodes() {
        return cluster.nodes.stream().map(node -> node.id().toString()).toList();
    }

    @Override
    public List<GroupId> groups() {
        return cluster.groups.keySet().stream().map(GroupId::new).toList();
    }

    @Override
    public void start(String name, Runtimes runtimes) throws IOException {
        TestNode node = node(name);
        boolean first = !Files.exists(node.directory);
        node.opening = (engine, open) -> runtimes.open(name, engine, open);
        TestNode unused = node.start();
        if (first) {
            RaftClientReply added =
                    client(TestCluster.CONTROL).getGroupManagementApi(node.id()).add(cluster.group(TestCluster.SHARD));
            require(added);
        }
    }

    private static void require(RaftClientReply reply) {
        if (!reply.isSuccess()) {
            throw new IllegalStateException("refused: " + reply);
        }
    }

    @Override
    public void stop(String name) throws IOException {
        node(name).close();
    }

    @Override
    public void lead(String name, GroupId group) throws IOException {
        TestNode leader = cluster.nodes.size() == 1 ? cluster.leader(group.name()) : node(name);
        if (cluster.nodes.size() > 1) {
            TestCluster.transfer(client(group.name()), leader.id());
        }
    }

    @Override
    public CompletionStage<Outcome> write(String name, GroupId group, String payload) {
        TestNode node = node(name);
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setClientId(ClientId.randomId())
                .setServerId(node.id())
                .setGroupId(group(group).getGroupId())
                .setCallId(CallId.getAndIncrement())
                .setMessage(Message.valueOf(payload))
                .setType(RaftClientRequest.writeRequestType())
                .build();
        try {
            return node.server().submitClientRequestAsync(request).handle(RatisSubject::outcome);
        } catch (IOException e) {
            return CompletableFuture.completedFuture(outcome(null, e));
        }
    }

    /** Ratis says that a node leads no more also of what was appended. */
    private static Outcome outcome(@Nullable RaftClientReply reply, @Nullable Throwable failure) {
        Throwable why = reply == null ? failure : reply.getException();
        if (why == null) {
            return Outcome.APPLIED;
        }
        Throwable cause = why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
        return cause instanceof LeaderNotReadyException || cause.getCause() instanceof WriteRefusedException
                ? Outcome.REFUSED
                : Outcome.UNKNOWN;
    }

    @Override
    public List<String> applied(String name, GroupId group) {
        return node(name).machine(group(group)).copy().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    @Override
    public Optional<Defect> machineThrows() {
        return Optional.of((name, group, payload) -> node(name).machine(group(group)).throwsAt = payload);
    }

    @Override
    public Optional<OnGroup> endGroup() {
        return Optional.of((name, group) -> require(client(TestCluster.CONTROL)
                .getGroupManagementApi(node(name).id())
                .remove(group(group).getGroupId(), false, false)));
    }

    @Override
    public Map<String, String> notApplicable() {
        return Map.of(
                "replay.kill", "these nodes share a process; KilledAtEachStepTest kills nodes that are processes");
    }

    @Override
    public void close() throws IOException {
        cluster.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
