package io.quorumseal.provider.kms.internal;

import java.time.Duration;

/** When a call of the KEK has to be over. */
record Deadline(long endNanos) {

    static Deadline in(Duration timeout) {
        return new Deadline(System.nanoTime() + timeout.toNanos());
    }

    /** Tells the time left; negative when it is over. */
    Duration left() {
        return Duration.ofNanos(endNanos - System.nanoTime());
    }
}
