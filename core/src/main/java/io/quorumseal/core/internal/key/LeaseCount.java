package io.quorumseal.core.internal.key;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts leases until it is closed; runs an action when it is closed and the last lease has ended. An attempt that
 * comes too late may run the action again, so it has to be idempotent.
 */
final class LeaseCount {
    private static final long CLOSED = 1L << 62;

    private final AtomicLong state = new AtomicLong();
    private final Runnable whenOver;

    LeaseCount(Runnable whenOver) {
        this.whenOver = whenOver;
    }

    /** Counts one more; false, and nothing is counted, if it is closed. */
    boolean tryAcquire() {
        if (state.getAndIncrement() < CLOSED) {
            return true;
        }
        release();
        return false;
    }

    void release() {
        long left = state.decrementAndGet();
        if (left == CLOSED) {
            whenOver.run();
        } else if (left < 0 || left == CLOSED - 1) {
            state.incrementAndGet();
            throw new IllegalStateException("a lease was released that nobody held");
        }
    }

    void close() {
        if (state.getAndUpdate(now -> now | CLOSED) == 0) {
            whenOver.run();
        }
    }

    boolean any() {
        return (state.get() & ~CLOSED) != 0;
    }

    boolean isClosed() {
        return state.get() >= CLOSED;
    }
}
