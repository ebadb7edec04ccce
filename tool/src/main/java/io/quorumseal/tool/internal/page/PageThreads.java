package io.quorumseal.tool.internal.page;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Few threads, none of which stays with a client for long: when its time is over it is interrupted, which closes the
 * channel that it reads or writes. The server's own limits of time are system properties, and hold for the whole process.
 */
public final class PageThreads implements Executor, AutoCloseable {
    private static final int SERVING = 4;

    private final long patience;
    private final ThreadPoolExecutor serving;
    private final ScheduledExecutorService clock;

    /**
     * Starts no thread yet.
     *
     * @param patience how long an exchange may take, from when its first byte has come
     */
    public PageThreads(Duration patience) {
        this.patience = patience.toNanos();
        this.serving = new ThreadPoolExecutor(
                SERVING,
                SERVING,
                this.patience,
                TimeUnit.NANOSECONDS,
                new LinkedBlockingQueue<>(),
                named("quorumseal page"));
        this.serving.allowCoreThreadTimeOut(true);
        this.clock = Executors.newSingleThreadScheduledExecutor(named("quorumseal page clock"));
    }

    private static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void execute(Runnable exchange) {
        long end = System.nanoTime() + patience;
        serving.execute(() -> run(exchange, end));
    }

    /** One that has waited for too long is run, too: what it reads first closes it. */
    private void run(Runnable exchange, long end) {
        Turn turn = new Turn();
        Future<?> limit = clock.schedule(turn, end - System.nanoTime(), TimeUnit.NANOSECONDS);
        try {
            exchange.run();
        } finally {
            boolean unused = limit.cancel(false);
            turn.end();
        }
    }

    /** Interrupts the thread that made it, until its end. */
    private static final class Turn implements Runnable {
        private final Thread thread = Thread.currentThread();
        private boolean over;

        @Override
        public synchronized void run() {
            if (!over) {
                thread.interrupt();
            }
        }

        synchronized void end() {
            over = true;
            boolean unused = Thread.interrupted();
        }
    }

    @Override
    public void close() {
        serving.shutdownNow();
        clock.shutdownNow();
    }
}
