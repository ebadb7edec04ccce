package io.quorumseal.core.internal.work;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The background of a real node: daemon threads. */
public final class Threads implements Background {
    private final ScheduledExecutorService timer;
    private final ExecutorService workers;

    public Threads(String node) {
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, "quorumseal-" + node);
            thread.setDaemon(true);
            return thread;
        };
        this.timer = Executors.newSingleThreadScheduledExecutor(factory);
        this.workers = Executors.newCachedThreadPool(factory);
    }

    @Override
    public void run(Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException closed) {
            // The runtime is closing: nobody waits for this any more.
        }
    }

    @Override
    public void later(Duration delay, Runnable task) {
        try {
            var unused = timer.schedule(() -> run(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            // As above.
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdownNow();
    }
}
