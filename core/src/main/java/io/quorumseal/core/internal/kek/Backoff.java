package io.quorumseal.core.internal.kek;

import java.time.Duration;

/** How often a call is tried, and how long to wait between: twice as long each time, less up to a half by chance. */
final class Backoff {
    /** Attempts of one call, the first included. */
    static final int MAX_ATTEMPTS = 5;

    /** The wait behind the first attempt, before chance shortens it. */
    static final int FIRST_DELAY_MILLIS = 100;

    /** The longest wait. */
    static final int LONGEST_DELAY_MILLIS = 2_000;

    private Backoff() {}

    /**
     * Tells how long to wait behind a failed attempt.
     *
     * @param attempt which one, from 1
     * @param jitter from 0 to 1
     */
    static Duration after(int attempt, double jitter) {
        long full = Math.min(LONGEST_DELAY_MILLIS, (long) FIRST_DELAY_MILLIS << Math.min(attempt - 1, 10));
        return Duration.ofNanos((long) (full * 1_000_000 * (1 - jitter / 2)));
    }
}
