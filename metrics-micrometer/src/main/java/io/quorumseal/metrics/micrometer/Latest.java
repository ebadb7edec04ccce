package io.quorumseal.metrics.micrometer;

import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.Status;
import org.jspecify.annotations.Nullable;

/** A node's status, at most a second old: a registry reads one meter after the other. */
final class Latest {
    /** How old a status may be, in nanoseconds. */
    private static final long GOOD_FOR_NANOS = 1_000_000_000;

    private final QuorumSeal seal;
    private @Nullable Status known;
    private long knownAt;

    Latest(QuorumSeal seal) {
        this.seal = seal;
    }

    synchronized Status status() {
        Status status = known;
        if (status == null || System.nanoTime() - knownAt > GOOD_FOR_NANOS) {
            status = seal.status();
            known = status;
            knownAt = System.nanoTime();
        }
        return status;
    }
}
