package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.core.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A group is removed from its members and added again under its id: its log begins anew, in the same name. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class AddedAgainTest {
    private static final GroupId SHARD = new GroupId(TestCluster.SHARD);
    private static final String CANARY = "canary-of-the-new-log";
    /** Two for the log and values. */
    private static final int ACTIVE_DEKS = 2;

    private static final int BEFORE_THE_CUTOVER = 20;

    @TempDir
    Path directory;

    @Test
    void write_groupWasRemovedWithItsFiles_isRefusedUntilTheNewLogIsCutOver() throws Exception {
        try (TestCluster cluster = cutOver()) {
            again(cluster, true);
            RejectedException refusal = assertInstanceOf(RejectedException.class, refusal(cluster));
            assertEquals(RejectedException.Reason.OTHER_LOG, refusal.reason(), refusal::getMessage);
            for (TestNode node : cluster.nodes) {
                assertTrue(status(node).why().contains("was cut over in another log"), status(node)::why);
            }
            assertFalse(cluster.admin().enableRaftEnvelope(SHARD).already());
            cluster.put(TestCluster.SHARD, "new=" + CANARY);
            isSealedEverywhere(cluster);
            cluster.stop();
            cluster.start();
            for (TestNode node : cluster.nodes) {
                node.awaitRegistered(ACTIVE_DEKS);
            }
            isSealedEverywhere(cluster);
        }
    }

    /** The old log still is on the disk, and may come back. */
    @Test
    void write_groupWasRemovedAndItsFilesStay_isRefusedAndStatusSaysWhy() throws Exception {
        try (TestCluster cluster = cutOver()) {
            again(cluster, false);
            RetryableException refusal = assertInstanceOf(RetryableException.class, refusal(cluster));
            assertEquals(RetryableException.Reason.GATE_CLOSED, refusal.reason(), refusal::getMessage);
            List<String> why =
                    cluster.nodes.stream().map(node -> status(node).why()).toList();
            assertTrue(why.stream().anyMatch(text -> text.contains("before the cutover at")), why::toString);
        }
    }

    @Test
    void removed_groupIsStillThere_isRefusedAndChangesNothing() throws Exception {
        try (TestCluster cluster = cutOver()) {
            TestNode node = cluster.nodes.get(0);
            assertThrows(IllegalStateException.class, () -> node.seal().removed(SHARD));
            assertThrows(IllegalStateException.class, () -> node.seal().removed(new GroupId(TestCluster.CONTROL)));
            assertTrue(node.seal().group(TestCluster.SHARD).cutover().isPresent());
            cluster.awaitEqual(TestCluster.SHARD);
        }
    }

    private TestCluster cutOver() throws Exception {
        TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL, TestCluster.SHARD).startSealing();
        cluster.awaitEqual(TestCluster.CONTROL);
        for (int i = 0; i < BEFORE_THE_CUTOVER; i++) {
            cluster.put(TestCluster.SHARD, "old" + i + "=1");
        }
        cluster.admin().enableRaftEnvelope(SHARD);
        cluster.awaitEqual(TestCluster.SHARD);
        return cluster;
    }

    private static void again(TestCluster cluster, boolean withFiles) throws IOException {
        RaftGroup group = cluster.group(TestCluster.SHARD);
        for (TestNode node : cluster.nodes) {
            assertTrue(cluster.client(TestCluster.CONTROL)
                    .getGroupManagementApi(node.id())
                    .remove(group.getGroupId(), withFiles, !withFiles)
                    .isSuccess());
        }
        for (TestNode node : cluster.nodes) {
            assertTrue(cluster.client(TestCluster.CONTROL)
                    .getGroupManagementApi(node.id())
                    .add(group)
                    .isSuccess());
        }
        cluster.leader(TestCluster.SHARD);
    }

    private static QuorumSealException refusal(TestCluster cluster) {
        var error = assertThrows(StateMachineException.class, () -> cluster.put(TestCluster.SHARD, "a=" + CANARY));
        return assertInstanceOf(WriteRefusedException.class, error.getCause()).refusal();
    }

    private static Status.Group status(TestNode node) {
        return Objects.requireNonNull(node.seal().status().groups().get(SHARD));
    }

    private void isSealedEverywhere(TestCluster cluster) throws Exception {
        cluster.awaitEqual(TestCluster.SHARD);
        for (TestNode node : cluster.nodes) {
            var values = node.machine(cluster.group(TestCluster.SHARD)).copy();
            assertEquals(CANARY, values.get("new"));
            assertFalse(values.containsKey("old0"));
        }
        assertEquals(List.of(), TestCluster.filesWith(directory, CANARY));
    }
}
