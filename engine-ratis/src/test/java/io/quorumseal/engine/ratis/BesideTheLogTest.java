package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.RejectedException;
import io.quorumseal.api.StartupRefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.datastream.SupportedDataStreamType;
import org.apache.ratis.netty.NettyConfigKeys;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.util.NetUtils;
import org.apache.ratis.util.SizeInBytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other ways than a plain write by which a client brings bytes to a server. */
class BesideTheLogTest {
    private static final String CANARY = "canary-beside-the-log";

    @Test
    void messageStream_isOneWriteAndSealed(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            Message message = Message.valueOf("streamed=" + CANARY.repeat(100));
            RaftClientReply reply = cluster.client(TestCluster.CONTROL)
                    .getMessageStreamApi()
                    .streamAsync(message, SizeInBytes.valueOf(128))
                    .get(20, TimeUnit.SECONDS);
            assertEquals("ok", reply.getMessage().getContent().toStringUtf8());
            cluster.awaitEqual(TestCluster.CONTROL);
            for (TestNode node : cluster.nodes) {
                var values = node.machine(cluster.group(TestCluster.CONTROL)).copy();
                assertEquals(CANARY.repeat(100), values.get("streamed"));
            }
            assertEquals(List.of(), TestCluster.filesWith(directory, CANARY));
        }
    }

    @Test
    void messageStream_largerThanAnEntry_isRefused(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            Message message = Message.valueOf("k=" + "v".repeat(TestNode.ENTRY_LIMIT));
            var reply = cluster.client(TestCluster.CONTROL)
                    .getMessageStreamApi()
                    .streamAsync(message, SizeInBytes.valueOf(4096));
            var error = assertThrows(CompletionException.class, reply::join);
            var refused = assertInstanceOf(StateMachineException.class, error.getCause());
            assertEquals(RejectedException.Reason.TOO_LARGE, reason(refused.getCause()));
            cluster.put(TestCluster.CONTROL, "next=1");
            assertEquals(leader, cluster.leader(TestCluster.CONTROL));
        }
    }

    /** It has no way of its own past the log, so it starts. */
    @Test
    void stateMachineData_behindTheCutover_isRefused(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL)) {
            cluster.nodes.forEach(node -> node.vendor = DataBesideMachine::new);
            cluster.startSealing();
            var error =
                    assertThrows(StateMachineException.class, () -> cluster.put(TestCluster.CONTROL, "a=" + CANARY));
            assertRefused(error.getCause());
            assertEquals(List.of(), TestCluster.filesWith(directory, CANARY));
        }
    }

    @Test
    void start_machineThatWritesBesideTheLog_isRefused(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = keepingBeside(TestCluster.single(directory), true)) {
            TestNode node = cluster.nodes.get(0);
            assertRefused(node, BesideMachine.class.getName() + " has read, stream, write of its own");
            node.encryptionOff = true;
            node.start();
            assertEquals(0, ((BesideMachine) node.machine(cluster.group(TestCluster.CONTROL))).streams());
        }
    }

    @Test
    void start_serverThatTakesDataStreams_isRefused(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = TestCluster.single(directory)) {
            TestNode node = cluster.nodes.get(0);
            node.also = properties -> streaming(properties, node);
            assertRefused(node, "raft.datastream.type is NETTY");
            node.encryptionOff = true;
            node.start();
        }
    }

    private static void assertRefused(TestNode node, String what) {
        Throwable thrown = assertThrows(Exception.class, node::start);
        while (!(thrown instanceof StartupRefusedException refused)) {
            thrown = Objects.requireNonNull(thrown.getCause(), thrown::toString);
        }
        assertEquals(StartupRefusedException.Refusal.CONFIGURATION, refused.refusal());
        assertTrue(String.valueOf(refused.getMessage()).contains(what), refused::getMessage);
        assertTrue(String.valueOf(refused.getMessage()).contains("encryptionOff"), refused::getMessage);
    }

    /** Nothing is sealed and nothing can be: the vendor's store works as it did without QuorumSeal. */
    @Test
    void stateMachineData_encryptionOff_reachesTheVendorOnEveryMember(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL)) {
            cluster.nodes.forEach(node -> node.encryptionOff = true);
            keepingBeside(cluster, true).start();
            cluster.put(TestCluster.CONTROL, "a=" + CANARY);
            cluster.awaitEqual(TestCluster.CONTROL);
            for (TestNode node : cluster.nodes) {
                var values = node.machine(cluster.group(TestCluster.CONTROL)).copy();
                assertEquals(CANARY, values.get("a"));
            }
        }
    }

    @Test
    void dataStream_encryptionOff_reachesTheVendor(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = TestCluster.single(directory)) {
            TestNode node = cluster.nodes.get(0);
            node.encryptionOff = true;
            keepingBeside(cluster, false).start();
            try (RaftClient client = streamingClient(cluster, cluster.leader(TestCluster.CONTROL))) {
                var stream = client.getDataStreamApi().stream(bytes("header=" + CANARY));
                var unused = stream.writeAsync(bytes(CANARY)).get(20, TimeUnit.SECONDS);
            }
            assertEquals(1, ((BesideMachine) node.machine(cluster.group(TestCluster.CONTROL))).streams());
        }
    }

    private static TestCluster keepingBeside(TestCluster cluster, boolean writes) {
        for (TestNode node : cluster.nodes) {
            node.vendor = () -> new BesideMachine(writes);
            node.also = properties -> {
                if (!writes) {
                    streaming(properties, node);
                }
            };
        }
        return cluster;
    }

    private static void assertRefused(@Nullable Throwable cause) {
        assertEquals(RejectedException.Reason.BAD_REQUEST, reason(cause));
    }

    private static RejectedException.Reason reason(@Nullable Throwable cause) {
        var refusal = assertInstanceOf(WriteRefusedException.class, cause).refusal();
        return assertInstanceOf(RejectedException.class, refusal).reason();
    }

    private static void streaming(RaftProperties properties, TestNode node) {
        RaftConfigKeys.DataStream.setType(properties, SupportedDataStreamType.NETTY);
        NettyConfigKeys.DataStream.setPort(
                properties,
                NetUtils.createSocketAddr(node.peer.getDataStreamAddress()).getPort());
    }

    private static RaftClient streamingClient(TestCluster cluster, TestNode primary) {
        RaftProperties properties = new RaftProperties();
        RaftConfigKeys.DataStream.setType(properties, SupportedDataStreamType.NETTY);
        return RaftClient.newBuilder()
                .setProperties(properties)
                .setRaftGroup(cluster.group(TestCluster.CONTROL))
                .setPrimaryDataStreamServer(primary.peer)
                .build();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
