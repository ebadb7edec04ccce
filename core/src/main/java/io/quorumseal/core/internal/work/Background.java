package io.quorumseal.core.internal.work;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Runs what must not run on the caller's thread. A test steps it by hand. */
public interface Background extends AutoCloseable {

    /** Runs a task soon; it may block. */
    void run(Runnable task);

    /** Runs a task after a while; it may block. */
    void later(Duration delay, Runnable task);

    /** Waits for a stage, and throws what it failed with. A test runs meanwhile what the stage depends on. */
    default <T> T await(CompletionStage<T> stage, Duration bound) {
        return Futures.await(stage, bound);
    }

    /** Drops what was not begun. */
    @Override
    void close();
}
