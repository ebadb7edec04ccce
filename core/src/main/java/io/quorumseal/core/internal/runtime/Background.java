package io.quorumseal.core.internal.runtime;

import java.time.Duration;

/** Runs what must not run on the caller's thread. A test steps it by hand. */
public interface Background extends AutoCloseable {

    /** Runs a task soon; it may block. */
    void run(Runnable task);

    /** Runs a task after a while; it may block. */
    void later(Duration delay, Runnable task);

    /** Drops what was not begun. */
    @Override
    void close();
}
