package io.quorumseal.engine.ratis;

import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Proposal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.statemachine.TransactionContext;
import org.jspecify.annotations.Nullable;

/**
 * An encryption entry that the local runtime proposes. Whether it was appended is told by whether its log entry was
 * made, which is exact; the reply of Ratis is not.
 */
final class OwnWrite extends Write {
    private final CompletableFuture<LogPosition> applied = new CompletableFuture<>();
    private final BiConsumer<TermIndex, OwnWrite> onAppend;
    private final Executor executor;
    private volatile boolean appended;

    OwnWrite(Proposal proposal, Executor executor, BiConsumer<TermIndex, OwnWrite> onAppend) {
        super(proposal);
        this.executor = executor;
        this.onAppend = onAppend;
    }

    CompletionStage<LogPosition> applied() {
        return applied;
    }

    @Override
    LogEntryProto plainEntry(TransactionContext context, long term, long index) {
        appended = true;
        onAppend.accept(TermIndex.valueOf(term, index), this);
        return context.initLogEntry(term, index);
    }

    /** Ratis has answered: if nothing was appended by now, nothing will be. */
    void answered(@Nullable Throwable error) {
        close();
        if (!appended) {
            fail(refusal(error));
        }
    }

    private static RuntimeException refusal(@Nullable Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetryableException retryable) {
                return retryable;
            }
        }
        return new RetryableException(
                RetryableException.Reason.GATE_CLOSED, "not appended, try again: " + error, error);
    }

    void applied(LogPosition position) {
        executor.execute(() -> applied.complete(position));
    }

    void lost(TermIndex other) {
        fail(new RetryableException(
                RetryableException.Reason.TERM_CHANGED,
                "a leader of another term has replaced the entry by its own at " + other));
    }

    void unknown(String why) {
        fail(new IllegalStateException("nobody knows whether the entry was appended: " + why));
    }

    private void fail(RuntimeException error) {
        executor.execute(() -> applied.completeExceptionally(error));
    }
}
