package io.quorumseal.core.internal.sidecar;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs file operations where nobody interrupts them.
 *
 * <p>An interrupt closes the channel that its thread is working on. On the thread that applies entries it would turn a
 * good disk into a failed write, and a failed write is final.
 */
final class Uninterrupted {
    private Uninterrupted() {}

    /** Runs a task in a thread of its own and waits for it. An interrupt meanwhile is set again afterwards. */
    static <T> T call(Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future, "quorumseal-sidecar-io");
        thread.setDaemon(true);
        thread.start();
        return await(future);
    }

    private static <T> T await(FutureTask<T> future) throws Exception {
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
