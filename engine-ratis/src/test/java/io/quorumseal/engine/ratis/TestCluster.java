package io.quorumseal.engine.ratis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.Admin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.TransferLeadershipException;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.retry.RetryPolicy;
import org.apache.ratis.util.TimeDuration;

/** Three nodes in one process, with real logs, over loopback. */
final class TestCluster implements AutoCloseable {
    static final String CONTROL = "control";
    static final String SHARD = "shard-7";

    final Map<String, RaftGroup> groups = new LinkedHashMap<>();
    final List<TestNode> nodes = new ArrayList<>();
    private int barriers;
    private static final int MOST_TRANSFERS = 5;
    private final Map<String, RaftClient> clients = new LinkedHashMap<>();

    /** What the cluster's own clients are made with. */
    Parameters parameters = new Parameters();

    TestCluster(Path directory, String... names) throws IOException {
        this(directory, peers(3), names);
    }

    static TestCluster single(Path directory) throws IOException {
        return new TestCluster(directory, peers(1), CONTROL);
    }

    TestCluster(Path directory, List<RaftPeer> peers, String... names) {
        for (String name : names) {
            groups.put(name, RaftGroup.valueOf(RaftGroupId.valueOf(UUID.randomUUID()), peers));
        }
        peers.forEach(peer ->
                nodes.add(new TestNode(peer, directory.resolve(peer.getId().toString()), groups)));
    }

    static List<RaftPeer> peers(int size) throws IOException {
        List<String> addresses = freeAddresses(2 * size);
        return IntStream.range(0, size)
                .mapToObj(i -> RaftPeer.newBuilder()
                        .setId("n" + (i + 1))
                        .setAddress(addresses.get(2 * i))
                        .setDataStreamAddress(addresses.get(2 * i + 1))
                        .build())
                .toList();
    }

    private static List<String> freeAddresses(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0));
        }
        List<String> addresses = sockets.stream()
                .map(socket -> "127.0.0.1:" + socket.getLocalPort())
                .toList();
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return addresses;
    }

    /** Starts all nodes at once: opening the runtime waits for the others for a while. */
    TestCluster start() throws IOException {
        each(TestNode::start);
        for (RaftGroup group : groups.values()) {
            addEverywhere(group);
        }
        return this;
    }

    private interface Step {
        void on(TestNode node) throws IOException;
    }

    private void each(Step step) {
        CompletableFuture.allOf(nodes.stream()
                        .map(node ->
                                CompletableFuture.runAsync(() -> run(step, node), task -> new Thread(task).start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private static void run(Step step, TestNode node) {
        try {
            step.on(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the cluster, gives it keys and has it seal the control group's log. */
    TestCluster startSealing() throws IOException {
        start();
        admin().bootstrap();
        admin().enableRaftEnvelope(new GroupId(CONTROL));
        return this;
    }

    private void addEverywhere(RaftGroup group) throws IOException {
        for (TestNode node : nodes) {
            if (!node.hosts(group)) {
                client(CONTROL).getGroupManagementApi(node.id()).add(group);
            }
        }
    }

    int barriers() {
        return barriers;
    }

    /** Makes one node more, which does not run yet and is no member of any group. */
    TestNode newNode(Path directory) throws IOException {
        RaftPeer peer = RaftPeer.newBuilder(peers(1).get(0))
                .setId("n" + (nodes.size() + 1))
                .build();
        TestNode node = new TestNode(peer, directory.resolve(peer.getId().toString()), groups);
        nodes.add(node);
        return node;
    }

    /** Makes these nodes the members of the control group. */
    void setMembers(List<TestNode> members) throws IOException {
        RaftClientReply reply = client(CONTROL)
                .admin()
                .setConfiguration(members.stream().map(node -> node.peer).toList());
        if (!reply.isSuccess()) {
            throw new IllegalStateException("not the members: " + reply);
        }
    }

    /** Has another node lead the control group. */
    void leadAway(TestNode leader) throws IOException {
        lead(other(leader));
    }

    TestNode other(TestNode than) {
        return running().stream().filter(node -> node != than).findFirst().orElseThrow();
    }

    void leadBack(TestNode leader) throws IOException {
        lead(leader);
    }

    void lead(TestNode wanted) throws IOException {
        transfer(client(CONTROL), wanted.id());
        if (leader(CONTROL) != wanted) {
            throw new IllegalStateException("leadership does not stay with " + wanted.id());
        }
    }

    /** Has a node lead. Another one may win the election that a transfer begins: then it is tried again. */
    static void transfer(RaftClient client, RaftPeerId wanted) throws IOException {
        for (int attempt = 1; !transferred(client, wanted, attempt); attempt++) {
            if (attempt == MOST_TRANSFERS) {
                throw new IllegalStateException("leadership does not go to " + wanted);
            }
        }
    }

    private static boolean transferred(RaftClient client, RaftPeerId wanted, int attempt) throws IOException {
        try {
            return client.admin().transferLeadership(wanted, 20_000).isSuccess();
        } catch (TransferLeadershipException e) {
            if (attempt == MOST_TRANSFERS) {
                throw e;
            }
            return false;
        }
    }

    RaftGroup group(String name) {
        return Objects.requireNonNull(groups.get(name));
    }

    RaftClient client(String name) {
        return clients.computeIfAbsent(name, each -> newClient(group(each), parameters, patient()));
    }

    static RaftClient newClient(RaftGroup group) {
        return newClient(group, new Parameters(), patient());
    }

    private static RetryPolicy patient() {
        return RetryPolicies.retryUpToMaximumCountWithFixedSleep(100, TimeDuration.valueOf(100, TimeUnit.MILLISECONDS));
    }

    static RaftClient newClient(RaftGroup group, Parameters parameters, RetryPolicy retries) {
        RaftProperties properties = new RaftProperties();
        RaftClientConfigKeys.Rpc.setRequestTimeout(properties, TimeDuration.valueOf(10, TimeUnit.SECONDS));
        return RaftClient.newBuilder()
                .setProperties(properties)
                .setParameters(parameters)
                .setRaftGroup(group)
                .setRetryPolicy(retries)
                .build();
    }

    RaftClientReply put(String group, String line) throws IOException {
        return client(group).io().send(Message.valueOf(line));
    }

    /** Finds the administration of a node that does not lead the control group, if there is one; it is patient. */
    Admin admin() throws IOException {
        TestNode leader = leader(CONTROL);
        return running().stream()
                .filter(node -> node != leader)
                .findFirst()
                .orElse(leader)
                .admin();
    }

    List<TestNode> running() {
        return nodes.stream().filter(TestNode::runs).toList();
    }

    /** Finds the leader, by asking for something that only a leader that is ready answers. */
    TestNode leader(String name) throws IOException {
        RaftClientReply reply = client(name).io().sendReadOnly(Message.valueOf("nothing"));
        return nodes.stream()
                .filter(node -> node.id().equals(reply.getServerId()))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until all running replicas have applied what is committed now. */
    void awaitEqual(String name) throws IOException, InterruptedException {
        long index = put(name, "barrier-" + barriers++ + "=").getLogIndex();
        for (TestNode node : running()) {
            node.machine(group(name)).awaitApplied(index);
        }
    }

    /** Tells the files below a directory whose bytes contain the text. */
    static List<Path> filesWith(Path directory, String text) throws IOException {
        String letters = new String(text.getBytes(UTF_8), StandardCharsets.ISO_8859_1);
        return DiskScan.of(directory, List.of(letters)).readable();
    }

    void stop() {
        each(TestNode::close);
    }

    @Override
    public void close() throws IOException {
        for (RaftClient client : clients.values()) {
            client.close();
        }
        stop();
    }
}
