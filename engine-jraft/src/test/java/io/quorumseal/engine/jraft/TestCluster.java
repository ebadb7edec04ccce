package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.PeerId;
import io.quorumseal.api.GroupId;
import io.quorumseal.core.Admin;
import io.quorumseal.testkit.PatientAdmin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Three nodes in one process, with real logs, over loopback. */
final class TestCluster implements AutoCloseable {
    static final String CONTROL = "control";
    static final String SHARD = "shard-7";
    private static final int MOST_TRIES = 1_000;

    final Signal signal = new Signal();
    final Map<String, String> groups = new LinkedHashMap<>();
    final List<TestNode> nodes = new ArrayList<>();
    private final Path directory;
    private int barriers;

    TestCluster(Path directory, String... names) throws IOException {
        this(directory, 3, names);
    }

    TestCluster(Path directory, int size, String... names) throws IOException {
        this.directory = directory;
        for (String name : names) {
            groups.put(name, UUID.randomUUID().toString());
        }
        List<PeerId> peers = peers(size);
        peers.forEach(peer -> nodes.add(node(peer, new Configuration(peers))));
    }

    private TestNode node(PeerId peer, Configuration initial) {
        return new TestNode(peer, directory.resolve("n" + (nodes.size() + 1)), groups, initial, signal);
    }

    private static List<PeerId> peers(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        List<PeerId> peers = sockets.stream()
                .map(socket -> new PeerId("127.0.0.1", socket.getLocalPort()))
                .toList();
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return peers;
    }

    /** Makes one node more, which does not run yet and is no member of any group, but knows who to ask. */
    TestNode newNode() throws IOException {
        Configuration members = nodes.get(0).initial;
        TestNode node = node(peers(1).get(0), new Configuration());
        node.engineAlso = builder -> builder.members(members);
        nodes.add(node);
        return node;
    }

    /** Starts all nodes at once: opening the runtime waits for the others for a while. */
    TestCluster start() {
        each(TestNode::start);
        groups.keySet().forEach(this::leader);
        return this;
    }

    private void each(Consumer<TestNode> step) {
        CompletableFuture.allOf(nodes.stream()
                        .map(node ->
                                CompletableFuture.runAsync(() -> step.accept(node), task -> new Thread(task).start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** Starts the cluster, gives it keys and has it seal its logs. */
    TestCluster startSealing() {
        try {
            start();
            bootstrap();
            groups.keySet().forEach(this::cutOver);
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
        return this;
    }

    private void cutOver(String group) {
        Admin.Result unused = admin().enableRaftEnvelope(new GroupId(group));
    }

    /** Gives it keys, which all nodes then have: who has not applied them would refuse the next change. */
    void bootstrap() {
        Admin.Result unused = admin().bootstrap();
        signal.await(
                () -> running().stream()
                        .allMatch(node -> node.seal().status().keys().bootstrapped()),
                () -> "not every node has keys");
    }

    List<TestNode> running() {
        return nodes.stream().filter(TestNode::runs).toList();
    }

    /** Waits until a node leads. */
    TestNode leader(String group) {
        signal.await(() -> leading(group).isPresent(), () -> "nobody leads " + group);
        return leading(group).orElseGet(() -> leader(group));
    }

    private Optional<TestNode> leading(String group) {
        return running().stream().filter(node -> node.leads(group)).findFirst();
    }

    /** Has a node elected. Another one may win the election that a transfer begins: then it is tried again. */
    void elect(TestNode wanted, String group) {
        signal.await(
                () -> {
                    running().stream()
                            .filter(node -> node != wanted && node.node(group).isLeader())
                            .forEach(node -> {
                                Status unused = node.node(group).transferLeadershipTo(wanted.peer);
                            });
                    return wanted.node(group).isLeader();
                },
                () -> wanted.name() + " is not elected in " + group);
    }

    TestNode other(TestNode than) {
        return running().stream().filter(node -> node != than).findFirst().orElseThrow();
    }

    /** Finds the administration of a node that does not lead the control group. */
    Admin admin() {
        return PatientAdmin.of(() -> other(leader(CONTROL)).seal().admin());
    }

    /** Writes until it is applied. */
    Put put(String group, String line) {
        Status last = Status.OK();
        for (int i = 0; i < MOST_TRIES; i++) {
            Put put = leader(group).put(group, line);
            last = put.await();
            if (last.isOk()) {
                return put;
            }
        }
        throw new IllegalStateException("not written: " + last);
    }

    /** Waits until all running replicas have applied what is committed now. */
    void awaitEqual(String group) {
        long index = put(group, "barrier-" + barriers++ + "=").index();
        for (TestNode node : running()) {
            signal.await(
                    () -> node.machine(group).applied() >= index,
                    () -> node.name() + " has applied " + node.machine(group).applied() + " of " + index);
        }
    }

    /** Tells the files below a directory whose bytes contain the text. */
    static List<Path> filesWith(Path directory, String text) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> contains(file, text))
                    .toList();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        each(TestNode::close);
    }

    @Override
    public void close() {
        stop();
    }
}
