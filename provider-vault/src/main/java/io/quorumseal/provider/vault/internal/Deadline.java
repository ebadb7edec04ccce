package io.quorumseal.provider.vault.internal;

import java.time.Duration;

/**
 * The moment by which a call has to be over, with all that it needs on the way.
 *
 * @param nanos the moment, as {@link System#nanoTime} counts
 */
record Deadline(long nanos) {
    static Deadline after(Duration timeout) {
        return new Deadline(System.nanoTime() + timeout.toNanos());
    }

    /** Tells the nanoseconds left, at least 1: who asks too late fails by waiting no longer. */
    long left() {
        return Math.max(1, nanos - System.nanoTime());
    }
}
