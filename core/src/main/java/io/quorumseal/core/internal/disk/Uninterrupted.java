package io.quorumseal.core.internal.disk;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs file operations where nobody interrupts them.
 *
 * <p>An interrupt closes the channel that its thread is working on. On the thread that applies entries it would turn a
 * good disk into a failed write, and a failed write is final.
 */
public final class Uninterrupted {
    /** Starting a thread can take longer than the write itself; one that has nothing to do ends soon. */
    private static final ExecutorService THREADS =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                Thread thread = new Thread(task, "quorumseal-sidecar-io");
                thread.setDaemon(true);
                return thread;
            });

    private Uninterrupted() {}

    /** Runs a task in another thread and waits for it. An interrupt meanwhile is set again afterwards. */
    public static <T> T call(Callable<T> task) throws Exception {
        return await(THREADS.submit(task));
    }

    private static <T> T await(Future<T> future) throws Exception {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException wait) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException failure) {
            throw unwrapped(failure);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Exception unwrapped(ExecutionException failure) {
        if (failure.getCause() instanceof Error error) {
            throw error;
        }
        return failure.getCause() instanceof Exception exception ? exception : failure;
    }
}
