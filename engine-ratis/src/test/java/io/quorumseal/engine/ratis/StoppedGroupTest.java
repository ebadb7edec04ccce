package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.core.SealListener.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ratis closes a group whose state machine throws: its files stay, and count. */
class StoppedGroupTest {
    private static final String POISON = "poison=once";
    /** One for the log, one for values. */
    private static final int MAJORITY = 2;

    private static final int SECONDS = 20;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void retire_stateMachineThrew_namesMemberAndGroupUntilTheCauseIsGone(int size) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL, TestCluster.SHARD).startSealing()) {
            Admin admin = cluster.admin();
            cluster.awaitEqual(TestCluster.CONTROL);
            cluster.awaitEqual(TestCluster.SHARD);
            admin.enableRaftEnvelope(new GroupId(TestCluster.SHARD));
            List<TestNode> members = poison(cluster, size);
            DekId first = activeRaftDek(cluster);
            admin.rotate(Purpose.RAFT);
            cluster.awaitEqual(TestCluster.CONTROL);
            Admin.Result purge = admin.purge();
            RejectedException needed = assertThrows(RejectedException.class, () -> admin.retire(first));
            assertEquals(Reason.STILL_NEEDED, needed.reason(), needed::getMessage);
            for (TestNode node : members) {
                isNamed(node.id().toString(), purge, String.valueOf(needed.getMessage()));
            }
            comeBack(size == 1 ? members : cluster.nodes);
            cluster.awaitEqual(TestCluster.SHARD);
            cluster.awaitEqual(TestCluster.CONTROL);
            for (TestNode node : members) {
                assertEquals(0, node.count(Event.PURGED), () -> node.id() + " had halted");
            }
            isPurgedAndRetired(cluster, first);
            for (TestNode node : cluster.nodes) {
                assertEquals("once", valueOf("poison", node, cluster));
            }
        }
    }

    /** The group closes after its snapshot is written, and before its files are looked at again. */
    @Test
    void purge_serverClosesInTheMiddle_tellsOfNoSuccessUntilItIsBack() throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL, TestCluster.SHARD).startSealing()) {
            Admin admin = cluster.admin();
            cluster.awaitEqual(TestCluster.CONTROL);
            cluster.awaitEqual(TestCluster.SHARD);
            admin.enableRaftEnvelope(new GroupId(TestCluster.SHARD));
            cluster.put(TestCluster.SHARD, "a=1");
            cluster.awaitEqual(TestCluster.SHARD);
            DekId first = activeRaftDek(cluster);
            admin.rotate(Purpose.RAFT);
            cluster.awaitEqual(TestCluster.CONTROL);
            TestNode node = cluster.other(cluster.leader(TestCluster.CONTROL));
            CompletableFuture<Void> closed = closesInSnapshot(node, cluster.group(TestCluster.SHARD));
            Admin left = cluster.other(node).seal().admin();
            assertFalse(left.purge().already());
            closed.get(SECONDS, TimeUnit.SECONDS);
            node.awaitEvent(Event.TROUBLE, "old entries are not purged");
            RejectedException needed = assertThrows(RejectedException.class, () -> left.retire(first));
            assertEquals(Reason.STILL_NEEDED, needed.reason(), needed::getMessage);
            assertTrue(String.valueOf(needed.getMessage()).contains(node.id() + ": "), needed::getMessage);
            assertFalse(outcome(node, left.purge()) == Outcome.DONE);
            comeBack(List.of(node));
            assertEquals(0, node.count(Event.PURGED), () -> node.id() + " had closed");
            cluster.awaitEqual(TestCluster.SHARD);
            cluster.awaitEqual(TestCluster.CONTROL);
            isPurgedAndRetired(cluster, first);
            assertEquals("1", valueOf("a", node, cluster));
        }
    }

    /** From the snapshot on the server closes, and the snapshot goes on when the group is closing. */
    private static CompletableFuture<Void> closesInSnapshot(TestNode node, RaftGroup group) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        RaftServer server = node.server();
        DivisionInfo info = node.info(group);
        node.machine(group).onSnapshot = () -> {
            closed.completeAsync(() -> closed(server), task -> new Thread(task).start());
            while (!info.getLifeCycleState().isClosingOrClosed()) {
                Thread.onSpinWait();
            }
        };
        return closed;
    }

    private static @Nullable Void closed(RaftServer server) {
        try {
            server.close();
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DekId activeRaftDek(TestCluster cluster) {
        return cluster.nodes
                .get(0)
                .seal()
                .status()
                .keys()
                .activeDek(Purpose.RAFT)
                .orElseThrow();
    }

    private static String valueOf(String key, TestNode node, TestCluster cluster) {
        return String.valueOf(
                node.machine(cluster.group(TestCluster.SHARD)).copy().get(key));
    }

    /** A member that has nothing left says so at once, and tells of no event. */
    private static void isPurgedAndRetired(TestCluster cluster, DekId dek) throws Exception {
        Admin admin = cluster.admin();
        Map<TestNode, Integer> before = new LinkedHashMap<>();
        cluster.nodes.forEach(node -> before.put(node, node.count(Event.PURGED)));
        Admin.Result begun = admin.purge();
        for (TestNode node : cluster.nodes) {
            int expected = outcome(node, begun) == Outcome.DONE ? 0 : 1;
            node.awaitEvents(Event.PURGED, Objects.requireNonNull(before.get(node)) + expected);
        }
        Admin.Result again = admin.purge();
        assertTrue(again.already(), again::text);
        assertFalse(admin.retire(dek).already());
    }

    /** Returns who halted. Where all throw, the last one may never hear that the entry is committed: nobody is left to tell. */
    private static List<TestNode> poison(TestCluster cluster, int size) throws Exception {
        TestNode leader = cluster.leader(TestCluster.SHARD);
        List<TestNode> members = size == 1 ? List.of(cluster.other(leader)) : cluster.nodes;
        BlockingQueue<TestNode> halted = new LinkedBlockingQueue<>();
        members.forEach(node -> {
            node.whenHalted = halted::add;
            node.machine(cluster.group(TestCluster.SHARD)).throwsAt = POISON;
        });
        var sent = cluster.client(TestCluster.SHARD).async().send(Message.valueOf(POISON));
        if (size == 1) {
            sent.get(SECONDS, TimeUnit.SECONDS);
        }
        List<TestNode> seen = new ArrayList<>();
        while (seen.size() < Math.min(size, MAJORITY)) {
            seen.add(
                    Objects.requireNonNull(halted.poll(SECONDS, TimeUnit.SECONDS), () -> "only these halted: " + seen));
        }
        return seen;
    }

    private static void isNamed(String node, Admin.Result purge, String needed) {
        Admin.OnMember member = member(node, purge);
        assertFalse(member.outcome() == Outcome.DONE, purge::text);
        assertTrue(member.text().contains("group " + TestCluster.SHARD + ": has halted here"), purge::text);
        assertTrue(needed.contains(node + ": group " + TestCluster.SHARD + ": has halted here"), needed);
    }

    private static Admin.OnMember member(String node, Admin.Result purge) {
        return purge.members().stream()
                .filter(one -> one.node().equals(node))
                .findFirst()
                .orElseThrow();
    }

    private static Outcome outcome(TestNode node, Admin.Result purge) {
        return member(node.id().toString(), purge).outcome();
    }

    private static void comeBack(List<TestNode> members) throws Exception {
        for (TestNode node : members) {
            node.close();
        }
        for (TestNode node : members) {
            node.start();
        }
    }
}
