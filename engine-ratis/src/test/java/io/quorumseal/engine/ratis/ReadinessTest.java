package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.util.LifeCycle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ratis says that a node leads, is ready, or runs, in moments when a vendor's state machine is not there yet or any more. */
class ReadinessTest {
    private static final GroupId CONTROL = new GroupId(TestCluster.CONTROL);
    private static final String CANARY = "canary-of-the-new-leader";

    /** Holds what waits for it, at the latest until it closes: a cluster that closes waits for whoever waits here. */
    private static final class Gate implements AutoCloseable {
        private final CountDownLatch release = new CountDownLatch(1);

        void await() {
            try {
                assertTrue(release.await(30, TimeUnit.SECONDS), "nobody released it");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            release.countDown();
        }
    }

    /** Ratis lets clients write before the vendor's callback has returned. */
    @Test
    void write_whileTheVendorIsToldThatItLeads_isSealed(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing();
                RaftClient client = TestCluster.newClient(cluster.group(TestCluster.CONTROL));
                Gate gate = new Gate()) {
            RaftGroup control = cluster.group(TestCluster.CONTROL);
            TestNode next = cluster.other(cluster.leader(TestCluster.CONTROL));
            CountDownLatch told = new CountDownLatch(1);
            next.machine(control).onLeaderReady = () -> {
                told.countDown();
                gate.await();
            };
            TestCluster.transfer(client, next.id());
            told.await();
            writesUnapplied(cluster, next, client, gate);
        }
    }

    /** Ratis counts what was handed to a vendor, not what the vendor has done. */
    @Test
    void write_whileTheVendorHasNotAppliedWhatWasBeforeTheCutover_isSealed(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).start();
                RaftClient client = TestCluster.newClient(cluster.group(TestCluster.CONTROL));
                Gate gate = new Gate()) {
            RaftGroup control = cluster.group(TestCluster.CONTROL);
            cluster.admin().bootstrap();
            TestNode next = cluster.other(cluster.leader(TestCluster.CONTROL));
            next.machine(control).appliesLater = true;
            next.machine(control).applyBehind(gate::await);
            cluster.put(TestCluster.CONTROL, "before=1");
            cluster.admin().enableRaftEnvelope(CONTROL);
            cluster.lead(next);
            assertFalse(next.machine(control).copy().containsKey("before"));
            writesUnapplied(cluster, next, client, gate);
        }
    }

    private static void writesUnapplied(TestCluster cluster, TestNode leader, RaftClient client, Gate gate)
            throws Exception {
        RaftGroup control = cluster.group(TestCluster.CONTROL);
        assertInstanceOf(Leadership.Leading.class, leader.engine().leadership(CONTROL));
        CompletableFuture<RaftClientReply> write = client.async().send(Message.valueOf("new=" + CANARY));
        TestNode follower = cluster.other(leader);
        follower.machine(control).awaitKey("new");
        assertFalse(write.isDone());
        assertFalse(leader.machine(control).copy().containsKey("new"));
        assertEquals(CANARY, follower.machine(control).copy().get("new"));
        assertEquals(List.of(), TestCluster.filesWith(leader.directory, CANARY));
        gate.close();
        assertEquals(leader.id(), write.get(20, TimeUnit.SECONDS).getServerId());
        cluster.awaitEqual(TestCluster.CONTROL);
        assertEquals(List.of(), TestCluster.filesWith(leader.directory.resolveSibling(""), CANARY));
    }

    /** Ratis's server goes on to say that it runs; who looks at the runtime's status sees that the group does not. */
    @Test
    void haltedGroup_whoseServerSaysThatItRuns_saysHaltedAndLeadsNothing(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            TestNode halted = cluster.leader(TestCluster.CONTROL);
            var unused = cluster.client(TestCluster.CONTROL).async().send(Message.valueOf("no equals sign"));
            halted.awaitEvent(Event.HALTED);
            halted.awaitClosed();
            assertEquals(LifeCycle.State.RUNNING, halted.server().getLifeCycleState());
            assertEquals(Status.Mode.HALTED, halted.status().mode());
            assertInstanceOf(Leadership.Following.class, halted.engine().leadership(CONTROL));
            assertEquals(List.of(), halted.engine().members(CONTROL));
        }
    }
}
