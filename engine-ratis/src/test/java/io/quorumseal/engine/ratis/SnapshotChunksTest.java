package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.Purpose;
import java.nio.file.Path;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot of many chunks, the key state's among them. */
class SnapshotChunksTest {
    private static final SizeInBytes CHUNK = SizeInBytes.valueOf(256);
    /** More chunks than there are: with fewer, Ratis waits half a minute for what it sent while the node was down. */
    private static final int AT_A_TIME = 10_000;

    @Test
    void laggingFollower_snapshotInManyChunks_getsKeyStateAndValues(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL);
                InstalledChunks chunks = new InstalledChunks()) {
            cluster.nodes.forEach(node -> node.also = SnapshotChunksTest::smallChunks);
            cluster.startSealing();
            RaftGroup control = cluster.group(TestCluster.CONTROL);
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            TestNode late = cluster.other(leader);
            late.close();
            var first = SnapshotTest.activeRaftDek(leader);
            leader.admin().rotate(Purpose.RAFT);
            SnapshotTest.fillSegments(cluster);
            SnapshotTest.snapshotAndPurge(cluster);
            cluster.put(TestCluster.CONTROL, "behind the snapshot=1");
            late.deaf = true;
            late.start();
            cluster.awaitEqual(TestCluster.CONTROL);
            assertTrue(chunks.of(".keys") > 1, () -> "key state came in " + chunks.of(".keys") + " chunks");
            assertTrue(chunks.of("snapshot.") > 1, () -> "values came in " + chunks.of("snapshot.") + " chunks");
            assertNotEquals(first, SnapshotTest.activeRaftDek(late));
            assertEquals(SnapshotTest.activeRaftDek(leader), SnapshotTest.activeRaftDek(late));
            assertEquals(leader.machine(control).copy(), late.machine(control).copy());
        }
    }

    private static void smallChunks(RaftProperties properties) {
        RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(properties, CHUNK);
        GrpcConfigKeys.Server.setInstallSnapshotRequestElementLimit(properties, AT_A_TIME);
    }
}
