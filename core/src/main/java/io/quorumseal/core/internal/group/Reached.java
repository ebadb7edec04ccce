package io.quorumseal.core.internal.group;

import io.quorumseal.api.RetryableException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** How far a group's log was gone through, and who waits for what index. Costs next to nothing while nobody waits. */
public final class Reached {
    private final ConcurrentSkipListMap<Long, CompletableFuture<Void>> waiting = new ConcurrentSkipListMap<>();
    private volatile @Nullable CompletableFuture<Void> next;
    private volatile long index;

    /** The log was gone through up to an index. */
    void at(long now) {
        index = now;
        if (next != null) {
            wentOn();
        }
        if (!waiting.isEmpty()) {
            var due = waiting.headMap(now, true);
            due.values().forEach(wait -> wait.complete(null));
            due.clear();
        }
    }

    private synchronized void wentOn() {
        CompletableFuture<Void> due = next;
        next = null;
        if (due != null) {
            due.complete(null);
        }
    }

    /** Completes when something more comes out of the log. */
    synchronized CompletableFuture<Void> next() {
        CompletableFuture<Void> wait = next;
        if (wait == null) {
            wait = new CompletableFuture<>();
            next = wait;
        }
        return wait;
    }

    /** The group has another log: of the one before nothing comes any more, and in this one nothing was gone through. */
    void begunAnew() {
        index = 0;
        waiting.values()
                .forEach(wait -> wait.completeExceptionally(new RetryableException(
                        RetryableException.Reason.TERM_CHANGED, "the group was made anew meanwhile; ask again")));
        waiting.clear();
    }

    /** Whether the log was gone through up to an index, or farther. */
    boolean has(long wanted) {
        return index >= wanted;
    }

    /** Completes when the log was gone through up to an index, or farther. */
    public CompletionStage<Void> when(long wanted) {
        CompletableFuture<Void> wait = waiting.computeIfAbsent(wanted, fresh -> new CompletableFuture<>());
        if (index >= wanted) {
            at(index);
        }
        return wait;
    }
}
