package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A vendor's closure of one write. */
final class Put implements Closure {
    private final CompletableFuture<Status> done = new CompletableFuture<>();
    private volatile long term;
    private volatile long index;

    @Override
    public void run(Status status) {
        done.complete(status);
    }

    void appliedAt(long atTerm, long atIndex) {
        term = atTerm;
        index = atIndex;
    }

    long term() {
        return term;
    }

    long index() {
        return index;
    }

    boolean isDone() {
        return done.isDone();
    }

    CompletableFuture<Status> done() {
        return done;
    }

    Status await() {
        return done.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
