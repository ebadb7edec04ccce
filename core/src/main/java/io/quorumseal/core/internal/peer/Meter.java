package io.quorumseal.core.internal.peer;

import java.time.Duration;

/** Lets pass so much in a minute, and hardly more than that at once. */
final class Meter {
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    private final double most;
    private final Elapsed time;
    private double left;
    private long latest;

    /**
     * Begins full.
     *
     * @param most how much passes in a minute
     */
    Meter(long most, Elapsed time) {
        this.most = (double) most;
        this.time = time;
        this.left = this.most;
        this.latest = time.now();
    }

    /** Whether something passes. What is bigger than all that is left passes once the meter is full, and empties it. */
    synchronized boolean passes(long amount) {
        long now = time.now();
        left = Math.min(most, left + most * (now - latest) / MINUTE);
        latest = now;
        double wanted = (double) amount;
        if (left < Math.min(wanted, most)) {
            return false;
        }
        left -= wanted;
        return true;
    }
}
