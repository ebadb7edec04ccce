package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.Engine.Recovered;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SnapshotTest {
    @Test
    void laggingFollower_behindThePurgedLog_getsKeyStateWithTheSnapshot(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            RaftGroup control = cluster.group(TestCluster.CONTROL);
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            TestNode late = cluster.nodes.stream()
                    .filter(node -> node != leader)
                    .findFirst()
                    .orElseThrow();
            DekId first = activeRaftDek(leader);
            late.close();
            leader.seal().admin().rotate(Purpose.RAFT);
            fillSegments(cluster);
            snapshotAndPurge(cluster);
            cluster.put(TestCluster.CONTROL, "behind the snapshot=1");
            late.deaf = true;
            late.start();
            cluster.awaitEqual(TestCluster.CONTROL);
            assertNotEquals(first, activeRaftDek(leader));
            assertEquals(activeRaftDek(leader), activeRaftDek(late));
            assertEquals(leader.machine(control).copy(), late.machine(control).copy());
            assertTrue(late.snapshotDirectory(control).newest().isPresent());
            restartsFromItsSnapshot(cluster, late);
        }
    }

    static DekId activeRaftDek(TestNode node) {
        return node.seal().status().keys().activeDek(Purpose.RAFT).orElseThrow();
    }

    static void fillSegments(TestCluster cluster) throws IOException {
        for (int i = 0; i < 40; i++) {
            cluster.put(TestCluster.CONTROL, "fill-" + i + "=" + "x".repeat(4096));
        }
    }

    static void snapshotAndPurge(TestCluster cluster) throws IOException {
        for (TestNode node : cluster.running()) {
            RaftClientReply reply = cluster.client(TestCluster.CONTROL)
                    .getSnapshotManagementApi(node.id())
                    .create(true, 10_000);
            assertTrue(reply.isSuccess());
        }
    }

    private static void restartsFromItsSnapshot(TestCluster cluster, TestNode late) throws Exception {
        RaftGroup control = cluster.group(TestCluster.CONTROL);
        late.close();
        late.deaf = false;
        late.start();
        Recovered recovered = late.recoveredAtStart.get(0);
        assertEquals(control.getGroupId().getUuid().toString(), recovered.log());
        assertTrue(recovered.purged() > 0);
        assertEquals(recovered.applied(), recovered.keyState().orElseThrow().index());
        cluster.awaitEqual(TestCluster.CONTROL);
        assertEquals("1", late.machine(control).copy().get("behind the snapshot"));
        assertFalse(late.machine(control).copy().isEmpty());
        assertEquals(List.of(), TestCluster.filesWith(late.directory.resolve("raft"), "behind the snapshot=1"));
    }
}
