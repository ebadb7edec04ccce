package io.quorumseal.engine.jraft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.error.RaftError;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.RetryableException.Reason;
import io.quorumseal.core.Admin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomesTest {
    private static final GroupId CONTROL = new GroupId(TestCluster.CONTROL);

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "EPERM, Is not leader., GATE_CLOSED",
        "EPERM, expected_term=3 doesn't match current_term=12, TERM_CHANGED",
        "EBUSY, Is transferring leadership., GATE_CLOSED",
        "EBUSY, Node <g/127.0.0.1:1> log manager is busy., BUSY",
        "'EBUSY', 'Node is busy, has too many tasks, queue is full and bufferSize=16384', BUSY",
        "EINTERNAL, Fail to append task., GATE_CLOSED",
        "ENODESHUTDOWN, Node is shutting down., GATE_CLOSED"
    })
    void status_ofATaskThatWasNotAppended_isARefusal(RaftError code, String text, Reason reason) {
        RetryableException refusal =
                assertInstanceOf(RetryableException.class, Outcomes.of(new Status(code.getNumber(), text)));
        assertEquals(reason, refusal.reason());
    }

    @ParameterizedTest
    @CsvSource({
        "EPERM, Leader stepped down",
        "EPERM, Is not leader",
        "EPERM, ''",
        "EBUSY, Is not leader.",
        "ESTATEMACHINE, StateMachine meet critical error",
        "ETIMEDOUT, Is transferring leadership."
    })
    void status_ofAnyOtherTextOrCode_leavesItUnknown(RaftError code, String text) {
        assertFalse(Outcomes.of(new Status(code.getNumber(), text)) instanceof RetryableException);
    }

    /** What JRaft really says, so that a release which says something else is noticed. */
    @Test
    void jraft_refusingATask_saysWhatIsKnown() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).start()) {
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            Put follower = new Put();
            cluster.other(leader).node(TestCluster.CONTROL).apply(new Task(ByteBuffer.allocate(1), follower));
            assertInstanceOf(RetryableException.class, Outcomes.of(follower.await()));
            Put otherTerm = new Put();
            leader.node(TestCluster.CONTROL).apply(new Task(ByteBuffer.allocate(1), otherTerm, 999));
            RetryableException refusal = assertInstanceOf(RetryableException.class, Outcomes.of(otherTerm.await()));
            assertEquals(Reason.TERM_CHANGED, refusal.reason());
        }
    }

    /** A leader that has lost its followers has appended, and cannot know. */
    @Test
    void entry_ofALeaderThatIsCutOff_staysUnknown() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            Admin admin = leader.seal().admin();
            for (TestNode node : cluster.nodes) {
                if (node != leader) {
                    node.close();
                }
            }
            Put put = leader.put(TestCluster.CONTROL, "a=1");
            Status status = put.await();
            assertFalse(status.isOk());
            assertFalse(Outcomes.of(status) instanceof RetryableException, status.toString());
            RetryableException refused = assertThrows(RetryableException.class, () -> admin.rotate(Purpose.RAFT));
            assertTrue(refused.reason() != Reason.TERM_CHANGED, refused.toString());
        }
    }

    /** The runtime is told so, too, and the proposal is closed. */
    @Test
    void propose_ofAnEntryWhoseOutcomeNobodyKnows_isNotRetryable() {
        ClosedProposal proposal = new ClosedProposal(1);
        OwnTask task = new OwnTask(proposal, java.util.concurrent.ConcurrentHashMap.newKeySet(), Runnable::run);
        task.run(new Status(RaftError.EPERM, "Leader stepped down"));
        CompletableFuture<?> outcome = task.applied().toCompletableFuture();
        CompletionException failure = assertThrows(CompletionException.class, outcome::join);
        assertFalse(failure.getCause() instanceof RetryableException);
        assertEquals(1, proposal.closed);
    }

    @Test
    void apply_onAFollower_tellsTheClosureThatItMaySucceedLater() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).start()) {
            TestNode follower = cluster.other(cluster.leader(TestCluster.CONTROL));
            Status status = follower.put(TestCluster.CONTROL, "a=1").await();
            assertEquals(RaftError.EAGAIN.getNumber(), status.getCode());
            assertThrows(
                    RetryableException.class,
                    () -> follower.way(TestCluster.CONTROL).apply(new Task(ByteBuffer.allocate(1), null)));
        }
    }

    @Test
    void apply_ofAnEntryThatIsTooLarge_tellsTheClosureThatItNeverSucceeds() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            int most = leader.engine().maxEntrySize();
            Put put = new Put();
            leader.way(TestCluster.CONTROL).apply(new Task(ByteBuffer.allocate(most), put));
            assertEquals(RaftError.EINVAL.getNumber(), put.await().getCode());
            String largest = "k=" + "v".repeat(most - 2 - overhead(leader));
            assertTrue(leader.put(TestCluster.CONTROL, largest).await().isOk());
            cluster.awaitEqual(TestCluster.CONTROL);
        }
    }

    /** Nothing stands between checking and appending but the term, so JRaft has to compare it. */
    @Test
    void append_inAnotherTermThanTheProposalWasCheckedIn_isRefusedByJRaft() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).start()) {
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            ClosedProposal own = new ClosedProposal(999);
            CompletableFuture<?> outcome = leader.engine().propose(CONTROL, own).toCompletableFuture();
            CompletionException failure = assertThrows(CompletionException.class, outcome::join);
            assertEquals(
                    Reason.TERM_CHANGED,
                    assertInstanceOf(RetryableException.class, failure.getCause())
                            .reason());
            assertEquals(1, own.closed);
            ClosedProposal vendors = new ClosedProposal(999);
            Put put = new Put();
            leader.wayOf(TestCluster.CONTROL, vendors).apply(new Task(ByteBuffer.allocate(1), put));
            assertEquals(Reason.TERM_CHANGED, ((RetryableException) Outcomes.of(put.await())).reason());
            assertEquals(1, vendors.closed);
        }
    }

    private static int overhead(TestNode node) {
        try (var proposal = node.seal().group(CONTROL.name()).begin(ByteBuffer.allocate(0))) {
            return proposal.maxSize();
        }
    }

    @Test
    void apply_ofATaskForAnotherTerm_isRefused() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).start()) {
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            Put put = new Put();
            leader.way(TestCluster.CONTROL).apply(new Task(ByteBuffer.allocate(1), put, 999));
            assertEquals(RaftError.EAGAIN.getNumber(), put.await().getCode());
        }
    }
}
