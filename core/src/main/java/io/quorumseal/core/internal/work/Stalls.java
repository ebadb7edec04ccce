package io.quorumseal.core.internal.work;

import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What apply waits for; closing ends every wait. */
public final class Stalls {
    private final Background background;
    private final Set<CompletableFuture<Void>> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public Stalls(Background background) {
        this.background = background;
    }

    public CompletableFuture<Void> after(Duration delay) {
        CompletableFuture<Void> wait = new CompletableFuture<>();
        background.later(delay, () -> wait.complete(null));
        return until(wait);
    }

    public CompletableFuture<Void> until(CompletionStage<Void> event) {
        CompletableFuture<Void> wait = new CompletableFuture<>();
        waiting.add(wait);
        event.whenComplete((done, failed) -> end(wait, failed));
        if (closed) {
            close();
        }
        return wait;
    }

    @SuppressWarnings("CollectionUndefinedEquality") // this very wait is meant
    private void end(CompletableFuture<Void> wait, @Nullable Throwable failed) {
        waiting.remove(wait);
        if (failed == null) {
            wait.complete(null);
        } else {
            wait.completeExceptionally(failed);
        }
    }

    public void close() {
        closed = true;
        waiting.forEach(wait -> end(wait, closedError()));
    }

    public static RejectedException closedError() {
        return new RejectedException(Reason.CLOSED, "the runtime is closed");
    }
}
