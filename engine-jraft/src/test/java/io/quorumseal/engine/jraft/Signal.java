package io.quorumseal.engine.jraft;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Has tests wait for what happens in a cluster. Not all of it is told, so a wait looks up from time to time. */
final class Signal {
    private static final long LOOK_UP_MILLIS = 50;
    private static final long TIMEOUT_SECONDS = 30;

    synchronized void happened() {
        notifyAll();
    }

    void await(BooleanSupplier condition, Supplier<String> what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited in vain: " + what.get());
            }
            pause();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private synchronized void pause() {
        try {
            wait(LOOK_UP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
