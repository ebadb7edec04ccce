package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.core.NodeImpl;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.util.ThreadPoolsFactory;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.GroupSeal;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * One group's way to its log. A vendor calls {@link #apply} wherever it would call {@code Node.apply}.
 *
 * <p>What goes past it is logged as it is. Behind the group's cutover it would halt every replica, since it does not open.
 */
public final class SealedGroup {
    private final HostedGroup hosted;
    private final Executor executor;

    SealedGroup(HostedGroup hosted, Executor executor) {
        this.hosted = hosted;
        this.executor = executor;
    }

    /**
     * Gives the group's handle of the runtime.
     *
     * @return the handle
     */
    public GroupSeal seal() {
        return hosted.seal();
    }

    /**
     * Seals a task's payload, if the group is cut over, and appends it on condition of the term in which it was sealed.
     * Otherwise like {@code Node.apply}: the task's closure gets an error if it is not appended or nobody knows, and the state
     * machine gets the closure if it is applied.
     *
     * <p>A refusal that comes from QuorumSeal has the code {@code EAGAIN} if the same task may succeed later, here or on
     * another node, and {@code EINVAL} if it never can; in both cases it was not appended, and the text begins so:
     * JRaft gives the second code also to an entry that is committed and cannot be read. A task without a closure that is
     * refused so is an exception.
     *
     * <p><b>Threads.</b> May be called by several threads at a time. While a cutover is under way it blocks, for at most
     * {@link io.quorumseal.core.Limits#holdTimeout}; so it must not be called on the thread that applies.
     *
     * @param task the task; its payload must not be changed before its closure was called
     * @throws IllegalStateException if the node shuts down
     */
    public void apply(Task task) {
        try {
            begin(task);
        } catch (QuorumSealException e) {
            if (task.getDone() == null) {
                throw e;
            }
            refuse(task.getDone(), e);
        }
    }

    private void begin(Task task) {
        Proposal proposal = hosted.seal().begin(task.getData());
        VendorTask pinned = new VendorTask(proposal, hosted.underWay(), task.getDone());
        try {
            requireTerm(task, proposal);
            node().apply(new Task(copy(proposal.bytes()), pinned, proposal.term()));
        } catch (RuntimeException | Error e) {
            pinned.close();
            throw e;
        }
    }

    private static void requireTerm(Task task, Proposal proposal) {
        if (task.getExpectedTerm() != -1 && task.getExpectedTerm() != proposal.term()) {
            throw new RetryableException(
                    RetryableException.Reason.TERM_CHANGED,
                    "not appended: the term is " + proposal.term() + ", and the task expects "
                            + task.getExpectedTerm());
        }
    }

    private NodeImpl node() {
        return hosted.group()
                .active()
                .orElseThrow(() -> new RetryableException(
                        RetryableException.Reason.GATE_CLOSED, "group " + hosted.id() + " does not run on this node"));
    }

    /** JRaft keeps it for longer than the proposal is open. */
    private static ByteBuffer copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return ByteBuffer.wrap(copy);
    }

    private void refuse(Closure done, QuorumSealException refusal) {
        RaftError code = refusal instanceof RetryableException
                ? RaftError.EAGAIN
                : refusal instanceof RejectedException ? RaftError.EINVAL : RaftError.EINTERNAL;
        var unused = ThreadPoolsFactory.runClosureInThread(
                hosted.group().group().id(), done, new Status(code, "not appended: %s", refusal.getMessage()));
    }

    /** Proposes an encryption entry. */
    CompletionStage<LogPosition> propose(Proposal proposal) {
        OwnTask task = new OwnTask(proposal, hosted.underWay(), executor);
        executor.execute(() -> submit(proposal, task));
        return task.applied();
    }

    private void submit(Proposal proposal, OwnTask task) {
        ByteBuffer logged;
        NodeImpl node;
        try {
            node = node();
            logged = copy(proposal.bytes());
        } catch (RuntimeException e) {
            // Nothing was handed over.
            task.fail(e);
            return;
        }
        try {
            node.apply(new Task(logged, task, proposal.term()));
        } catch (RuntimeException e) {
            task.fail(new IllegalStateException("nobody knows whether the entry was appended: " + e, e));
        }
    }
}
