package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.Engine.Recovered;
import io.quorumseal.core.Admin;
import io.quorumseal.core.GroupSeal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
            leader.admin().rotate(Purpose.RAFT);
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

    /** Who is behind has Ratis ask all the time, and the vendor's storage finds a file that is still being written. */
    @Test
    void latestSnapshot_whileOneIsTaken_isNotTheHalfOfIt(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = TestCluster.single(directory).startSealing()) {
            RaftGroup control = cluster.group(TestCluster.CONTROL);
            TestNode node = cluster.nodes.get(0);
            KvStateMachine machine = node.machine(control);
            StateMachine adapter =
                    node.server().getDivision(control.getGroupId()).getStateMachine();
            List<Optional<SnapshotInfo>> seen = new ArrayList<>();
            machine.onSnapshot = () -> {
                writeHalf(machine);
                seen.add(Optional.ofNullable(adapter.getLatestSnapshot()));
            };
            cluster.put(TestCluster.CONTROL, "a=" + "x".repeat(100));
            snapshotAndPurge(cluster);
            assertEquals(List.of(Optional.empty()), seen);
            FileInfo file = Objects.requireNonNull(adapter.getLatestSnapshot())
                    .getFiles()
                    .get(0);
            assertEquals(Files.size(file.getPath()), file.getFileSize());
        }
    }

    private static void writeHalf(KvStateMachine machine) {
        TermIndex at = machine.getLastAppliedTermIndex();
        SimpleStateMachineStorage storage = (SimpleStateMachineStorage) machine.getStateMachineStorage();
        try {
            var unused = Files.writeString(
                    storage.getSnapshotFile(at.getTerm(), at.getIndex()).toPath(), "a=");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its files were there before it stopped, and what they say of keys was never taken over; what comes next is sealed. */
    @ParameterizedTest
    @ValueSource(strings = {TestCluster.CONTROL, TestCluster.SHARD})
    void follower_stoppedWhileAnInstalledSnapshotWaits_takesTheCutoverOverWhenItStartsAgain(
            String first, @TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL, TestCluster.SHARD)) {
            // Clients that look for another leader ask nodes, too, that the group is not on, and give up.
            cluster.nodes.forEach(node -> node.also = TestNode::leadersStay);
            CountDownLatch installed = new CountDownLatch(1);
            cluster.nodes.forEach(node ->
                    node.around = seal -> new FaultyRuntime(seal, group -> new Telling(group, installed)));
            cluster.start();
            cluster.admin().bootstrap();
            cluster.awaitEqual(TestCluster.SHARD);
            TestNode away = awaitingKeyState(cluster, installed);
            stop(cluster, away, TestCluster.SHARD);
            assertFalse(away.seal().group(TestCluster.SHARD).cutover().isPresent());
            cluster.put(TestCluster.SHARD, "c=3");
            start(cluster, away, first);
            start(cluster, away, first.equals(TestCluster.SHARD) ? TestCluster.CONTROL : TestCluster.SHARD);
            cluster.awaitEqual(TestCluster.SHARD);
            assertTrue(away.seal().group(TestCluster.SHARD).cutover().isPresent());
            RaftGroup shard = cluster.group(TestCluster.SHARD);
            assertEquals("3", away.machine(shard).copy().get("c"));
        }
    }

    /** It missed the shard's cutover and a rotation, and has the shard's snapshot while its control group is down. */
    private static TestNode awaitingKeyState(TestCluster cluster, CountDownLatch installed) throws Exception {
        TestNode leader = cluster.leader(TestCluster.CONTROL);
        TestNode away = cluster.other(leader);
        TestCluster.transfer(cluster.client(TestCluster.SHARD), leader.id());
        // Tells the client who leads.
        cluster.put(TestCluster.SHARD, "b=2");
        stop(cluster, away, TestCluster.SHARD);
        Admin admin = leader.admin();
        admin.enableRaftEnvelope(new GroupId(TestCluster.SHARD));
        stop(cluster, away, TestCluster.CONTROL);
        admin.rotate(Purpose.RAFT);
        fillSegments(cluster, TestCluster.SHARD);
        List<TestNode> others =
                cluster.nodes.stream().filter(node -> node != away).toList();
        for (TestNode node : others) {
            snapshotAndPurge(cluster, node, TestCluster.SHARD);
        }
        // Ratis purges on the thread that applies, after it has answered: what is applied is behind that.
        long next = cluster.put(TestCluster.SHARD, "purged=").getLogIndex();
        RaftGroup shard = cluster.group(TestCluster.SHARD);
        for (TestNode node : others) {
            node.machine(shard).awaitApplied(next);
            assertTrue(
                    node.server().getDivision(shard.getGroupId()).getRaftLog().getStartIndex() > 0);
        }
        start(cluster, away, TestCluster.SHARD);
        installed.await();
        return away;
    }

    /** Tells that what a snapshot carries is handed over, which is when it is installed. */
    private static final class Telling extends FaultyRuntime.Group {
        private final CountDownLatch installed;

        Telling(GroupSeal good, CountDownLatch installed) {
            super(good);
            this.installed = installed;
        }

        @Override
        public CompletionStage<Void> importState(byte[] state, long snapshot) {
            installed.countDown();
            return super.importState(state, snapshot);
        }
    }

    /** With a client of its own: one that was told that a group is not there takes its leader to be somewhere else. */
    private static void stop(TestCluster cluster, TestNode node, String name) throws IOException {
        RaftGroup group = cluster.group(name);
        try (RaftClient operator = TestCluster.newClient(group)) {
            var removed = operator.getGroupManagementApi(node.id()).remove(group.getGroupId(), false, false);
            assertTrue(removed.isSuccess());
        }
    }

    private static void start(TestCluster cluster, TestNode node, String name) throws IOException {
        RaftGroup group = cluster.group(name);
        try (RaftClient operator = TestCluster.newClient(group)) {
            var added = operator.getGroupManagementApi(node.id()).add(group, false);
            assertTrue(added.isSuccess());
        }
    }

    static DekId activeRaftDek(TestNode node) {
        return node.seal().status().keys().activeDek(Purpose.RAFT).orElseThrow();
    }

    static void fillSegments(TestCluster cluster) throws IOException {
        fillSegments(cluster, TestCluster.CONTROL);
    }

    private static void fillSegments(TestCluster cluster, String group) throws IOException {
        for (int i = 0; i < 40; i++) {
            cluster.put(group, "fill-" + i + "=" + "x".repeat(4096));
        }
    }

    static void snapshotAndPurge(TestCluster cluster) throws IOException {
        for (TestNode node : cluster.running()) {
            snapshotAndPurge(cluster, node, TestCluster.CONTROL);
        }
    }

    private static void snapshotAndPurge(TestCluster cluster, TestNode node, String group) throws IOException {
        RaftClientReply reply =
                cluster.client(group).getSnapshotManagementApi(node.id()).create(true, 10_000);
        assertTrue(reply.isSuccess());
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
