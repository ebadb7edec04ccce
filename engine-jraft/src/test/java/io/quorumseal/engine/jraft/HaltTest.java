package io.quorumseal.engine.jraft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.entity.Task;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.core.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HaltTest {
    private static final GroupId CONTROL = new GroupId(TestCluster.CONTROL);

    @TempDir
    Path directory;

    /** One replica's cipher does not open; what it has not applied it meets again. */
    @Test
    void entryThatOneNodeCannotOpen_staysUnappliedThereAndTheOthersGoOn() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL)) {
            cluster.nodes.forEach(node -> node.aead = new BreakingAead());
            cluster.startSealing();
            cluster.put(TestCluster.CONTROL, "good=1");
            cluster.awaitEqual(TestCluster.CONTROL);
            TestNode broken = cluster.other(cluster.leader(TestCluster.CONTROL));
            long before = broken.machine(TestCluster.CONTROL).applied();
            ((BreakingAead) broken.aead).arm();
            cluster.put(TestCluster.CONTROL, "bad=1");
            cluster.put(TestCluster.CONTROL, "next=1");
            KvMachine machine = broken.machine(TestCluster.CONTROL);
            cluster.signal.await(machine::failed, () -> "nothing failed");
            Status.Group status = broken.status(TestCluster.CONTROL);
            assertEquals(Status.Mode.HALTED, status.mode());
            assertTrue(status.why().contains("does not open"), status.why());
            assertEquals(before, machine.applied());
            assertNull(machine.get("bad"));
            assertNull(machine.get("next"));
            assertInstanceOf(Leadership.Following.class, broken.engine().leadership(CONTROL));
            broken.close();
            broken.aead = new BreakingAead();
            broken.start();
            cluster.awaitEqual(TestCluster.CONTROL);
            assertEquals("1", broken.machine(TestCluster.CONTROL).get("bad"));
            assertEquals("1", broken.machine(TestCluster.CONTROL).get("next"));
        }
    }

    @Test
    void payloadPastTheEngine_behindTheCutover_reachesNoMachine() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            cluster.awaitEqual(TestCluster.CONTROL);
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            leader.node(TestCluster.CONTROL)
                    .apply(new Task(ByteBuffer.wrap("past=it".getBytes(StandardCharsets.UTF_8)), new Put()));
            cluster.signal.await(leader.machine(TestCluster.CONTROL)::failed, () -> "the leader goes on");
            for (TestNode node : cluster.nodes) {
                assertNull(node.machine(TestCluster.CONTROL).get("past"));
            }
            assertEquals(Status.Mode.HALTED, leader.status(TestCluster.CONTROL).mode());
        }
    }

    @Test
    void vendorThatThrows_haltsTheGroupAndSaysSo() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            leader.put(TestCluster.CONTROL, "no equals sign");
            cluster.signal.await(leader.machine(TestCluster.CONTROL)::failed, () -> "nothing failed");
            Status.Group status = leader.status(TestCluster.CONTROL);
            assertEquals(Status.Mode.HALTED, status.mode());
            assertTrue(status.why().contains("not key=value"), status.why());
        }
    }
}
