package com.example.filelog;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.testkit.EngineSubject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Nodes of a file engine under the contract; the state machine is a list. */
final class FileSubject implements EngineSubject {
    private static final GroupId GROUP = new GroupId("orders");

    private final Path directory;
    private final Map<String, Node> running = new ConcurrentHashMap<>();
    private final List<String> names;
    private final Cluster cluster;

    private record Node(FileEngine engine, QuorumSeal runtime, Machine machine) {}

    private static final class Machine {
        private final List<String> applied = new CopyOnWriteArrayList<>();
        private volatile String throwsAt = "";

        void apply(ByteBuffer payload) {
            String text = StandardCharsets.UTF_8.decode(payload).toString();
            if (text.equals(throwsAt)) {
                throw new IllegalStateException("a defect of the vendor's");
            }
            applied.add(text);
        }
    }

    FileSubject(int nodes) throws IOException {
        directory = Files.createTempDirectory("file-engine");
        names = IntStream.rangeClosed(1, nodes).mapToObj(i -> "n" + i).toList();
        cluster = new Cluster(GROUP, "orders-2025-01", names);
    }

    private Node node(String name) {
        return Objects.requireNonNull(running.get(name), name);
    }

    @Override
    public List<String> nodes() {
        return names;
    }

    @Override
    public List<GroupId> groups() {
        return List.of(GROUP);
    }

    @Override
    public void start(String name, Runtimes runtimes) throws IOException {
        FileEngine engine = new FileEngine(Files.createDirectories(directory.resolve(name)), name, cluster);
        QuorumSeal runtime = runtimes.open(name, engine);
        Machine machine = new Machine();
        running.put(name, new Node(engine, runtime, machine));
        engine.start(runtime, machine::apply);
    }

    @Override
    public void stop(String name) throws InterruptedException {
        Node stopping = running.remove(name);
        if (stopping != null) {
            stopping.engine().stop();
            stopping.runtime().close();
        }
    }

    @Override
    public void lead(String name, GroupId group) {
        cluster.elect(node(name).engine());
    }

    @Override
    public CompletionStage<Outcome> write(String name, GroupId group, String payload) {
        return node(name)
                .engine()
                .write(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)))
                .handle((at, failure) -> failure == null ? Outcome.APPLIED : outcome(failure));
    }

    private static Outcome outcome(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof RetryableException || cause instanceof RejectedException
                ? Outcome.REFUSED
                : Outcome.UNKNOWN;
    }

    @Override
    public List<String> applied(String name, GroupId group) {
        return List.copyOf(node(name).machine().applied);
    }

    @Override
    public Optional<Defect> machineThrows() {
        return Optional.of((name, group, payload) -> node(name).machine().throwsAt = payload);
    }

    private void stopAtLast(String name) throws IOException {
        try {
            stop(name);
        } catch (InterruptedException e) {
            throw new IOException("interrupted while node " + name + " stopped", e);
        }
    }

    @Override
    public Map<String, String> notApplicable() {
        String oneGroup = "this engine has one group";
        String neverCut = "this log is never cut, and there are no snapshots";
        return Map.of(
                "apply.others-go-on", oneGroup,
                "halt.others-go-on", oneGroup,
                "holding.ended", oneGroup,
                "groups.ended", oneGroup,
                "snapshots.*", neverCut,
                "compaction.*", neverCut,
                "replay.kill", "its nodes share a process");
    }

    @Override
    public void close() throws IOException {
        for (String name : names) {
            stopAtLast(name);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
