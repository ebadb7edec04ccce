package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.LogPosition;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Opened;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client sends a call again because it got no answer: the entry is in the log, sealed, and counts once. */
class RetryCacheTest {
    private static final String LATE = "late=1";

    private final ClientId client = ClientId.randomId();
    private final CountDownLatch met = new CountDownLatch(1);
    private volatile String stalled = "";

    @Test
    void callWithoutAnswer_retriedAtTheNextLeader_isAppliedOnce(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL)) {
            for (TestNode node : cluster.nodes) {
                node.around = good -> new FaultyRuntime(
                        good, group -> new Stalling(group, node.id().toString()));
            }
            cluster.startSealing();
            TestNode first = cluster.leader(TestCluster.CONTROL);
            stalled = first.id().toString();
            CompletableFuture<RaftClientReply> unanswered = call(cluster, first);
            met.await();
            assertFalse(unanswered.isDone());
            first.close();
            long index = retry(cluster);
            stalled = "";
            first.start();
            cluster.awaitEqual(TestCluster.CONTROL);
            assertAppliedOnce(cluster);
            assertEquals(index, retry(cluster));
            assertAppliedOnce(cluster);
        }
    }

    @Test
    void call_retriedAfterAllWereRestarted_isAppliedOnce(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            long index = retry(cluster);
            cluster.stop();
            cluster.start();
            assertEquals(index, retry(cluster));
            cluster.awaitEqual(TestCluster.CONTROL);
            assertAppliedOnce(cluster);
        }
    }

    private long retry(TestCluster cluster) throws Exception {
        TestNode leader = cluster.leader(TestCluster.CONTROL);
        RaftClientReply reply = call(cluster, leader).get(20, TimeUnit.SECONDS);
        assertTrue(reply.isSuccess(), reply::toString);
        assertEquals("ok", reply.getMessage().getContent().toStringUtf8());
        return reply.getLogIndex();
    }

    private CompletableFuture<RaftClientReply> call(TestCluster cluster, TestNode node) throws Exception {
        return node.server()
                .submitClientRequestAsync(RaftClientRequest.newBuilder()
                        .setClientId(client)
                        .setServerId(node.id())
                        .setGroupId(cluster.group(TestCluster.CONTROL).getGroupId())
                        .setCallId(7)
                        .setMessage(Message.valueOf(LATE))
                        .setType(RaftClientRequest.writeRequestType())
                        .build());
    }

    private static void assertAppliedOnce(TestCluster cluster) throws Exception {
        cluster.awaitEqual(TestCluster.CONTROL);
        for (TestNode node : cluster.running()) {
            KvStateMachine machine = node.machine(cluster.group(TestCluster.CONTROL));
            assertEquals("1", machine.copy().get("late"));
            assertEquals(0, machine.overwritten());
        }
    }

    /** Does not get over the call's entry on the node that is to be closed. */
    private final class Stalling extends FaultyRuntime.Group {
        private final String node;

        Stalling(GroupSeal good, String node) {
            super(good);
            this.node = node;
        }

        @Override
        public Opened open(LogPosition position, ByteBuffer logged) {
            Opened opened = super.open(position, logged);
            if (!node.equals(stalled) || !isLate(opened)) {
                return opened;
            }
            met.countDown();
            return new Opened.NotYet("a test", new CompletableFuture<>());
        }

        private static boolean isLate(Opened opened) {
            return opened instanceof Opened.Payload payload
                    && StandardCharsets.UTF_8
                            .decode(payload.plaintext().duplicate())
                            .toString()
                            .equals(LATE);
        }
    }
}
