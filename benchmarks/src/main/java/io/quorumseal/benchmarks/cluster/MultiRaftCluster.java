package io.quorumseal.benchmarks.cluster;

import io.quorumseal.core.Admin;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.engine.ratis.RatisEngine;
import io.quorumseal.example.kv.ratis.Raft;
import io.quorumseal.provider.bc.KeyFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.retry.RetryPolicy;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.TimeDuration;

/** Three nodes in this process, with several groups whose values are sealed and kept in memory. */
final class MultiRaftCluster implements AutoCloseable {
    /** The first is the control group. */
    static final List<String> GROUPS = List.of("control", "data-1", "data-2");

    private static final int NODES = 3;
    private static final int MOST_TRANSFERS = 20;
    private static final int TRANSFER_MILLIS = 3_000;
    private static final Duration REGISTER = Duration.ofSeconds(1);

    private final List<RaftPeer> peers;
    private final Map<String, RaftGroup> groups = new LinkedHashMap<>();
    private final Map<String, RaftClient> clients = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();

    private record Node(RatisEngine engine, QuorumSeal seal, RaftServer server) {
        void close() throws IOException {
            server.close();
            seal.close();
            engine.close();
        }
    }

    /** Keeps the latest value, sealed: what it costs is what is measured, and what it keeps nobody reads. */
    private static final class LatestValue extends BaseStateMachine {
        private final QuorumSeal seal;
        private volatile int kept;

        LatestValue(QuorumSeal seal) {
            this.seal = seal;
        }

        @Override
        public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
            LogEntryProto entry = transaction.getLogEntry();
            ByteBuffer value = entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer();
            kept = seal.values().seal(ByteBuffer.allocate(Long.BYTES), value).bytes().length;
            updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
            return CompletableFuture.completedFuture(Message.valueOf(Integer.toString(kept)));
        }
    }

    private MultiRaftCluster(List<RaftPeer> peers) {
        this.peers = peers;
        for (String group : GROUPS) {
            UUID identity = UUID.nameUUIDFromBytes(group.getBytes(StandardCharsets.UTF_8));
            groups.put(group, RaftGroup.valueOf(RaftGroupId.valueOf(identity), peers));
            clients.put(group, client(group));
        }
    }

    static MultiRaftCluster start(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path kek = directory.resolve("kek");
        KeyFiles.create(kek);
        MultiRaftCluster cluster = new MultiRaftCluster(freePeers());
        for (RaftPeer peer : cluster.peers) {
            cluster.nodes.add(cluster.node(peer, directory.resolve(peer.getId().toString()), kek));
        }
        for (RaftGroup group : List.copyOf(cluster.groups.values()).subList(1, GROUPS.size())) {
            for (RaftPeer peer : cluster.peers) {
                checked(cluster.client(0).getGroupManagementApi(peer.getId()).add(group));
            }
        }
        return cluster;
    }

    private static List<RaftPeer> freePeers() throws IOException {
        List<RaftPeer> peers = new ArrayList<>();
        for (int i = 1; i <= NODES; i++) {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                peers.add(RaftPeer.newBuilder()
                        .setId("n" + i)
                        .setAddress("127.0.0.1:" + free.getLocalPort())
                        .build());
            }
        }
        return peers;
    }

    private Node node(RaftPeer self, Path directory, Path kek) throws IOException {
        Files.createDirectories(directory);
        RaftProperties properties = Raft.place(directory.resolve("raft"), self);
        RatisEngine.Builder builder = RatisEngine.builder(properties, GROUPS.get(0), group(GROUPS.get(0)))
                .snapshotsHoldOnlySealedValues();
        GROUPS.subList(1, GROUPS.size()).forEach(name -> builder.group(name, group(name)));
        RatisEngine engine = builder.build();
        QuorumSeal seal = QuorumSeal.builder()
                .directory(directory)
                .cluster("groups")
                .node(self.getId().toString())
                .controlGroup(GROUPS.get(0))
                .kek("file:" + kek)
                .limits(LoneEngine.LIMITS.withRegisterTimeout(REGISTER))
                .engine(engine)
                .listener((event, group, text) -> {})
                .open();
        RaftServer server = RaftServer.newBuilder()
                .setServerId(self.getId())
                .setGroup(group(GROUPS.get(0)))
                .setStateMachineRegistry(engine.host(seal, id -> new LatestValue(seal)))
                .setProperties(properties)
                .setOption(RaftStorage.StartupOption.RECOVER)
                .build();
        server.start();
        return new Node(engine, seal, server);
    }

    private RaftGroup group(String name) {
        return Objects.requireNonNull(groups.get(name));
    }

    private RaftClient client(int number) {
        return Objects.requireNonNull(clients.get(GROUPS.get(number)));
    }

    /** Tries again where a node does not lead, and nothing that a node refuses. */
    private RaftClient client(String name) {
        RetryPolicy patient = RetryPolicies.retryUpToMaximumCountWithFixedSleep(
                600, TimeDuration.valueOf(100, TimeUnit.MILLISECONDS));
        return RaftClient.newBuilder()
                .setProperties(new RaftProperties())
                .setRaftGroup(group(name))
                .setRetryPolicy(patient)
                .build();
    }

    /** Has each group led by another node. */
    void leadApart() throws IOException {
        for (int i = 0; i < GROUPS.size(); i++) {
            lead(client(i), peers.get(i));
        }
    }

    private static void lead(RaftClient client, RaftPeer wanted) throws IOException {
        for (int attempt = 1; !leader(client).equals(wanted.getId().toString()); attempt++) {
            try {
                checked(client.admin().transferLeadership(wanted.getId(), TRANSFER_MILLIS));
            } catch (IOException e) {
                if (attempt == MOST_TRANSFERS) {
                    throw e;
                }
            }
        }
    }

    private static String leader(RaftClient client) throws IOException {
        return checked(client.io().send(Message.valueOf(ByteString.copyFrom(new byte[1]))))
                .getServerId()
                .toString();
    }

    private static RaftClientReply checked(RaftClientReply reply) throws IOException {
        if (!reply.isSuccess()) {
            throw new IOException("refused: " + reply, reply.getException());
        }
        return reply;
    }

    Admin admin() {
        return nodes.get(0).seal().admin();
    }

    Load.Target target(String group) {
        RaftClient client = Objects.requireNonNull(clients.get(group));
        return value -> {
            var unused = checked(client.io().send(Message.valueOf(ByteString.copyFrom(value))));
        };
    }

    @Override
    public void close() throws IOException {
        for (RaftClient client : clients.values()) {
            client.close();
        }
        for (Node node : nodes) {
            node.close();
        }
    }
}
