package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.closure.TaskClosure;
import io.quorumseal.api.spi.Proposal;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A proposal on its way through JRaft. JRaft does not say when an entry is appended, so it is closed when the entry is
 * committed; or when JRaft gives it up: nothing can be appended in its term any more.
 */
abstract class Pinned implements TaskClosure {
    private final Proposal proposal;
    private final Set<Pinned> underWay;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Begins.
     *
     * @param underWay has the proposal until it is closed
     */
    Pinned(Proposal proposal, Set<Pinned> underWay) {
        this.proposal = proposal;
        this.underWay = underWay;
        underWay.add(this);
    }

    final void close() {
        if (closed.compareAndSet(false, true)) {
            underWay.remove(this);
            proposal.close();
        }
    }

    /** The node shuts down, and JRaft may never say anything more about it. */
    void abandon() {
        close();
    }
}
