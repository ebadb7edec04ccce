package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.spi.Engine.Leadership;
import java.nio.file.Path;
import java.util.List;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailoverTest {
    private static final GroupId CONTROL = new GroupId(TestCluster.CONTROL);

    @Test
    void leaderLost_underWrites_nothingIsRefusedLostOrAppliedTwice(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            try (Writers writers = new Writers(cluster, 4)) {
                writers.awaitWrites(50);
                TestNode leader = cluster.leader(TestCluster.CONTROL);
                leader.close();
                writers.awaitWrites(50);
                leader.start();
                writers.awaitWrites(50);
                writers.stop();
                assertEquals(List.of(), writers.failures());
                cluster.awaitEqual(TestCluster.CONTROL);
                for (TestNode node : cluster.nodes) {
                    KvStateMachine machine = node.machine(cluster.group(TestCluster.CONTROL));
                    assertEquals(0, machine.overwritten());
                    assertEquals(writers.acknowledged(), machine.copy().size() - cluster.barriers());
                }
            }
        }
    }

    @Test
    void stepDown_asLeader_anotherNodeLeads(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).start()) {
            cluster.put(TestCluster.CONTROL, "a=1");
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            var before = (Leadership.Leading) leader.engine().leadership(CONTROL);
            leader.engine().stepDown(CONTROL, "a test");
            leader.awaitNotLeading(before.term());
            cluster.put(TestCluster.CONTROL, "b=1");
            var now = (Leadership.Leading)
                    cluster.leader(TestCluster.CONTROL).engine().leadership(CONTROL);
            assertNotEquals(before.term(), now.term());
        }
    }

    @Test
    void write_ofTheLargestSize_isTakenAndOneByteMoreIsRefused(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            int largest = leader.engine().maxEntrySize() - leader.sealedOverhead();
            cluster.put(TestCluster.CONTROL, "k=" + "v".repeat(largest - 2));
            var error = assertThrows(
                    StateMachineException.class,
                    () -> cluster.put(TestCluster.CONTROL, "l=" + "v".repeat(largest - 1)));
            var refusal = assertInstanceOf(WriteRefusedException.class, error.getCause())
                    .refusal();
            assertEquals(
                    RejectedException.Reason.TOO_LARGE,
                    assertInstanceOf(RejectedException.class, refusal).reason());
            cluster.put(TestCluster.CONTROL, "m=1");
            assertEquals(leader, cluster.leader(TestCluster.CONTROL));
        }
    }
}
