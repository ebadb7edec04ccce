package io.quorumseal.core.internal.peer;

import java.time.InstantSource;

/**
 * Time that only goes on, in milliseconds. A clock that is set back costs nothing but the moment at which it is; otherwise what
 * was good for half a minute would be good again, or for as long as the clock was ahead.
 */
final class Elapsed {
    private final InstantSource clock;
    private long elapsed;
    private long last;

    Elapsed(InstantSource clock) {
        this.clock = clock;
        this.last = clock.millis();
        this.elapsed = last;
    }

    synchronized long now() {
        long now = clock.millis();
        elapsed += Math.max(0, now - last);
        last = now;
        return elapsed;
    }

    /** Begins the next millisecond at once, so that what was before it is known from what comes behind it. */
    synchronized long next() {
        long next = now() + 1;
        elapsed = next;
        return next;
    }
}
