package io.quorumseal.core.internal.kek;

import java.time.Duration;
import java.util.Optional;

/** Is told of each attempt to call a KEK, on the caller's thread. Nothing secret is said. */
@FunctionalInterface
public interface KekEvents {

    /** What was asked of the KEK. */
    enum Operation {
        OPEN,
        WRAP,
        UNWRAP,
        REWRAP,
        PROBE
    }

    /**
     * Is told.
     *
     * @param kek the KEK's description
     * @param operation what was asked
     * @param failure what came instead of an answer; of several DEKs unwrapped by one call, the first failure
     * @param took how long the caller waited
     * @param attempt which attempt of the call it was, from 1
     */
    void ended(String kek, Operation operation, Optional<Throwable> failure, Duration took, int attempt);
}
