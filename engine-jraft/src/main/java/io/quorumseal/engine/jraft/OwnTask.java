package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.Status;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.spi.Proposal;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** An encryption entry that the local runtime proposes. Only this process has the closure, so nobody can forge one. */
final class OwnTask extends Pinned {
    private final CompletableFuture<LogPosition> applied = new CompletableFuture<>();
    private final Executor executor;

    OwnTask(Proposal proposal, Set<Pinned> underWay, Executor executor) {
        super(proposal, underWay);
        this.executor = executor;
    }

    CompletionStage<LogPosition> applied() {
        return applied;
    }

    @Override
    public void onCommitted() {
        close();
    }

    /** It is applied here. */
    void applied(LogPosition position) {
        close();
        executor.execute(() -> applied.complete(position));
    }

    /** JRaft tells only errors so: that the entry is applied, the adapter tells. */
    @Override
    public void run(Status status) {
        fail(Outcomes.of(status));
    }

    void fail(RuntimeException error) {
        close();
        executor.execute(() -> applied.completeExceptionally(error));
    }

    @Override
    void abandon() {
        fail(new IllegalStateException("nobody knows whether the entry was appended: the node shut down"));
    }
}
