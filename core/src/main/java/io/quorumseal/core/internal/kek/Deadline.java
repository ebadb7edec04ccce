package io.quorumseal.core.internal.kek;

import java.time.Duration;

/**
 * When a call has to have ended.
 *
 * @param pacing the time that it is held against
 * @param nanos the time, as {@link Pacing#nanoTime}
 */
record Deadline(Pacing pacing, long nanos) {

    static Deadline in(Duration timeout, Pacing pacing) {
        return new Deadline(pacing, pacing.nanoTime() + timeout.toNanos());
    }

    /** Tells how long it is until then, and never less than nothing. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanos - pacing.nanoTime()));
    }
}
