package io.quorumseal.core.internal.kek;

import java.time.Duration;

/**
 * How calls of a KEK are guarded.
 *
 * @param timeout the longest time for what has no limit of its own, as opening
 * @param events who is told of each attempt
 * @param pacing time and chance
 */
public record Guarding(Duration timeout, KekEvents events, Pacing pacing) {
    /** Ten seconds, in real time, and nobody is told. */
    public static final Guarding DEFAULT =
            new Guarding(Duration.ofSeconds(10), (kek, operation, failure, took, attempt) -> {}, Pacing.real());
}
