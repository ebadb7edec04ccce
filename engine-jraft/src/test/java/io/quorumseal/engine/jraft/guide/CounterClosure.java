package io.quorumseal.engine.jraft.guide;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Status;
import java.util.concurrent.CompletableFuture;

/** Whoever adds to a counter waits here for its value. */
public final class CounterClosure implements Closure {
    private final CompletableFuture<Long> value = new CompletableFuture<>();
    private volatile long counted;

    /**
     * Gives the value behind the addition.
     *
     * @return completes when it is applied; fails if it was not, or if nobody knows
     */
    public CompletableFuture<Long> value() {
        return value;
    }

    void counted(long now) {
        counted = now;
    }

    @Override
    public void run(Status status) {
        if (status.isOk()) {
            value.complete(counted);
        } else {
            value.completeExceptionally(new IllegalStateException(status.toString()));
        }
    }
}
