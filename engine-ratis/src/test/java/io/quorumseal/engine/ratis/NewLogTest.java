package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.RetryableException;
import io.quorumseal.core.Admin;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.apache.ratis.protocol.RaftGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A group that is removed with its files and made again under its id: Ratis knows it by nothing else. */
class NewLogTest {
    private static final int WRITES = 40;
    private static final GroupId SHARD = new GroupId(TestCluster.SHARD);

    @TempDir
    Path directory;

    @Test
    void acceptNewLog_groupMadeAnewUnderItsId_sealsAgain() throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL, TestCluster.SHARD).startSealing()) {
            Admin admin = cluster.admin();
            for (int i = 0; i < WRITES; i++) {
                assertTrue(cluster.put(TestCluster.SHARD, "k" + i + "=v").isSuccess());
            }
            admin.enableRaftEnvelope(SHARD);
            cluster.awaitEqual(TestCluster.SHARD);
            makeAnew(cluster, cluster.group(TestCluster.SHARD));
            TestNode leader = cluster.leader(TestCluster.SHARD);
            RetryableException closed = assertThrows(
                    RetryableException.class,
                    () -> leader.seal().group(TestCluster.SHARD).begin(ByteBuffer.allocate(1)));
            assertTrue(String.valueOf(closed.getMessage()).contains("accept-new-log"), closed::getMessage);
            assertFalse(admin.acceptNewLog(SHARD).already());
            assertFalse(admin.enableRaftEnvelope(SHARD).already());
            assertTrue(cluster.put(TestCluster.SHARD, "k=secret-of-the-new-log").isSuccess());
            cluster.awaitEqual(TestCluster.SHARD);
            assertEquals(
                    0, TestCluster.filesWith(directory, "secret-of-the-new-log").size());
        }
    }

    private static void makeAnew(TestCluster cluster, RaftGroup group) throws Exception {
        for (TestNode node : cluster.nodes) {
            var removed = cluster.client(TestCluster.CONTROL)
                    .getGroupManagementApi(node.id())
                    .remove(group.getGroupId(), true, false);
            assertTrue(removed.isSuccess());
        }
        for (TestNode node : cluster.nodes) {
            var added = cluster.client(TestCluster.CONTROL)
                    .getGroupManagementApi(node.id())
                    .add(group);
            assertTrue(added.isSuccess());
        }
    }
}
