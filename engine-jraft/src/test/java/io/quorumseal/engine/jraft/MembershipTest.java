package io.quorumseal.engine.jraft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.core.State;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Hosted;
import io.quorumseal.api.spi.Engine.Leadership.Following;
import io.quorumseal.api.spi.Engine.Leadership.Leading;
import io.quorumseal.api.spi.Engine.Logged;
import io.quorumseal.api.spi.Engine.Member;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MembershipTest {
    private static final GroupId CONTROL = new GroupId(TestCluster.CONTROL);
    private static final GroupId SHARD = new GroupId(TestCluster.SHARD);

    @TempDir
    Path directory;

    /** The new node has the keys before its server runs, and is told of by all members, first as a learner. */
    @Test
    void node_thatJoins_hasTheKeysAndIsAMember() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            cluster.put(TestCluster.CONTROL, "a=1");
            Set<Member> before = members(cluster.nodes.get(0));
            assertEquals(
                    cluster.nodes.stream()
                            .map(node -> new Member(node.name(), true))
                            .collect(Collectors.toSet()),
                    before);
            TestNode joins = cluster.newNode().start();
            assertTrue(joins.seal().status().keys().bootstrapped());
            assertEquals(List.of(), joins.engine().members(CONTROL));
            change(cluster, (leader, done) -> leader.addLearners(List.of(joins.peer), done));
            awaitMembers(cluster, with(before, new Member(joins.name(), false)));
            cluster.awaitEqual(TestCluster.CONTROL);
            change(cluster, (leader, done) -> leader.removeLearners(List.of(joins.peer), done));
            change(cluster, (leader, done) -> leader.addPeer(joins.peer, done));
            awaitMembers(cluster, with(before, new Member(joins.name(), true)));
            cluster.awaitEqual(TestCluster.CONTROL);
            assertEquals("1", joins.machine(TestCluster.CONTROL).get("a"));
        }
    }

    /** JRaft may not notice that a member has all entries before there is one more, so there are more. */
    private static void change(TestCluster cluster, BiConsumer<Node, Closure> change) {
        CompletableFuture<Status> done = new CompletableFuture<>();
        change.accept(cluster.leader(TestCluster.CONTROL).node(TestCluster.CONTROL), done::complete);
        cluster.signal.await(
                () -> {
                    Put unused = cluster.put(TestCluster.CONTROL, "more=");
                    return done.isDone();
                },
                () -> "the members are not changed");
        Status status = done.join();
        assertTrue(status.isOk(), status::toString);
    }

    private static Set<Member> members(TestNode node) {
        return new HashSet<>(node.engine().members(CONTROL));
    }

    private static Set<Member> with(Set<Member> members, Member one) {
        Set<Member> all = new HashSet<>(members);
        all.add(one);
        return all;
    }

    private static void awaitMembers(TestCluster cluster, Set<Member> expected) {
        for (TestNode node : cluster.nodes) {
            cluster.signal.await(() -> members(node).equals(expected), () -> members(node) + ", not " + expected);
        }
    }

    @Test
    void stepDown_onTheLeader_hasAnotherNodeLead() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            TestNode follower = cluster.other(leader);
            follower.engine().stepDown(CONTROL, "it does not lead");
            cluster.put(TestCluster.CONTROL, "a=1");
            leader.engine().stepDown(CONTROL, "a test wants it");
            cluster.signal.await(() -> !leader.leads(TestCluster.CONTROL), () -> "it leads on");
            assertNotEquals(leader, cluster.leader(TestCluster.CONTROL));
            cluster.put(TestCluster.CONTROL, "b=2");
            cluster.awaitEqual(TestCluster.CONTROL);
        }
    }

    /**
     * The voter that is to lead does not answer. The node leads on in the same term, with what it appended before, so at no moment
     * may its runtime take it for a follower.
     */
    @Test
    void transfer_thatFails_leavesTheNodeLeadingInItsTermAllTheTime() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            cluster.put(TestCluster.CONTROL, "a=1");
            TestNode away = cluster.other(leader);
            away.close();
            long term = assertInstanceOf(Leading.class, leader.engine().leadership(CONTROL))
                    .term();
            assertTrue(leader.node(TestCluster.CONTROL)
                    .transferLeadershipTo(away.peer)
                    .isOk());
            cluster.signal.await(
                    () -> {
                        Leading leading =
                                assertInstanceOf(Leading.class, leader.engine().leadership(CONTROL));
                        assertEquals(term, leading.term());
                        return leader.node(TestCluster.CONTROL).getNodeState() == State.STATE_LEADER;
                    },
                    () -> "the transfer does not end");
            Put put = cluster.put(TestCluster.CONTROL, "b=2");
            assertEquals(term, put.term());
        }
    }

    @Test
    void leadership_ofNodesThatDoNotLead_isFollowing() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).start()) {
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            Leading leading = assertInstanceOf(Leading.class, leader.engine().leadership(CONTROL));
            assertTrue(leading.ready());
            assertEquals(leader.node(TestCluster.CONTROL).getLastLogIndex(), leading.lastIndex());
            for (TestNode node : cluster.nodes) {
                if (node != leader) {
                    assertInstanceOf(Following.class, node.engine().leadership(CONTROL));
                }
            }
            assertInstanceOf(Following.class, leader.engine().leadership(new GroupId("unknown")));
        }
    }

    /** Its files are read as long as nobody else has them open. */
    @Test
    void group_thatWasStopped_isHeldAsItsFilesAreAndStartsAgain() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL, TestCluster.SHARD).startSealing()) {
            cluster.put(TestCluster.SHARD, "a=1");
            cluster.awaitEqual(TestCluster.SHARD);
            TestNode node = cluster.other(cluster.leader(TestCluster.SHARD));
            List<Logged> before = logged(node);
            Hosted running = node.engine().hosted(SHARD).orElseThrow();
            node.stopGroup(TestCluster.SHARD);
            assertEquals(running, node.engine().hosted(SHARD).orElseThrow());
            assertEquals(2, node.engine().groups().size());
            assertEquals(
                    before.stream().map(Logged::index).toList(),
                    logged(node).stream().map(Logged::index).toList());
            assertInstanceOf(Following.class, node.engine().leadership(SHARD));
            node.startGroup(TestCluster.SHARD);
            cluster.put(TestCluster.SHARD, "b=2");
            cluster.awaitEqual(TestCluster.SHARD);
            assertEquals("2", node.machine(TestCluster.SHARD).get("b"));
            assertThrows(IllegalArgumentException.class, () -> node.engine().holding(new GroupId("unknown")));
            assertEquals(Optional.empty(), node.engine().hosted(new GroupId("unknown")));
        }
    }

    /** A question that comes late is answered by whoever was asked, and the next engine has to get at the log. */
    @Test
    void engine_closed_opensNoLogAnyMore() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL, TestCluster.SHARD).startSealing()) {
            TestNode node = cluster.other(cluster.leader(TestCluster.CONTROL));
            JRaftEngine closed = node.engine();
            node.close();
            assertThrows(IllegalStateException.class, closed::groups);
            assertThrows(IllegalStateException.class, closed::recovered);
            node.start();
            cluster.awaitEqual(TestCluster.CONTROL);
        }
    }

    private static List<Logged> logged(TestNode node) {
        return StreamSupport.stream(node.engine().holding(SHARD).entries().spliterator(), false)
                .toList();
    }
}
