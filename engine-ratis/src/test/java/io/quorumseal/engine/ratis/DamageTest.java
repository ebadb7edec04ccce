package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.Status;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.retry.RetryPolicies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageTest {
    private static final GroupId CONTROL = new GroupId(TestCluster.CONTROL);

    @Test
    void entryThatTheLeaderSealedWrongly_isFoundOnTheLeader(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL)) {
            cluster.nodes.forEach(node -> node.aead = new FlippingAead());
            cluster.startSealing();
            cluster.put(TestCluster.CONTROL, "good=1");
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            ((FlippingAead) leader.aead).arm();
            try (RaftClient client = impatient(cluster)) {
                assertThrows(IOException.class, () -> client.io().send(Message.valueOf("bad=1")));
            }
            leader.awaitEvent(Event.HALTED);
            Status.Group status = leader.status();
            assertEquals(Status.Mode.HALTED, status.mode());
            assertTrue(status.why().contains("does not open"), status.why());
            leader.awaitClosed();
            assertInstanceOf(Leadership.Following.class, leader.engine().leadership(CONTROL));
            KvStateMachine machine = leader.machine(cluster.group(TestCluster.CONTROL));
            assertEquals("1", machine.copy().get("good"));
            assertFalse(machine.copy().containsKey("bad"));
        }
    }

    @Test
    void vendorThatThrows_haltsTheGroupAndSaysSo(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            cluster.put(TestCluster.CONTROL, "good=1");
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            try (RaftClient client = impatient(cluster)) {
                assertThrows(IOException.class, () -> client.io().send(Message.valueOf("no equals sign")));
            }
            leader.awaitEvent(Event.HALTED);
            assertTrue(
                    leader.status().why().contains("not key=value"),
                    leader.status().why());
            leader.awaitClosed();
        }
    }

    private static RaftClient impatient(TestCluster cluster) {
        return RaftClient.newBuilder()
                .setProperties(new org.apache.ratis.conf.RaftProperties())
                .setRaftGroup(cluster.group(TestCluster.CONTROL))
                .setRetryPolicy(RetryPolicies.noRetry())
                .build();
    }
}
