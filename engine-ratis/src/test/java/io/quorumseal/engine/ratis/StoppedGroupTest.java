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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.Message;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ratis closes a group whose state machine throws: its files stay, and count. */
class StoppedGroupTest {
    private static final String POISON = "poison=once";
    /** Two for the log, one for values. */
    private static final int LIVE_DEKS = 3;

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
            admin.enableRaftEnvelope(new GroupId(TestCluster.SHARD));
            List<TestNode> members = poison(cluster, size);
            DekId first = cluster.nodes
                    .get(0)
                    .seal()
                    .status()
                    .keys()
                    .activeDek(Purpose.RAFT)
                    .orElseThrow();
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
            for (TestNode node : cluster.nodes) {
                assertEquals(
                        "once",
                        node.machine(cluster.group(TestCluster.SHARD)).copy().get("poison"));
            }
        }
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
        Admin.OnMember member = purge.members().stream()
                .filter(one -> one.node().equals(node))
                .findFirst()
                .orElseThrow();
        assertFalse(member.outcome() == Outcome.DONE, purge::text);
        assertTrue(member.text().contains("group " + TestCluster.SHARD + ": has halted here"), purge::text);
        assertTrue(needed.contains(node + ": group " + TestCluster.SHARD + ": has halted here"), needed);
    }

    private static void comeBack(List<TestNode> members) throws Exception {
        for (TestNode node : members) {
            node.close();
        }
        for (TestNode node : members) {
            node.start();
        }
        for (TestNode node : members) {
            node.awaitRegistered(LIVE_DEKS);
        }
    }
}
