package io.quorumseal.core;

import java.time.Duration;

/**
 * When active DEKs are replaced without anybody asking. Looked at once a minute; a rotation that fails is tried again.
 * Every node of a cluster should have the same.
 *
 * @param age how long a DEK is active at most, as dated by the node that leads the control group; zero for ever
 * @param seals how many envelopes one node makes under a DEK in one opening before it asks for another; 0 never. They are
 *     set aside in blocks of 256
 * @param bytes how many bytes of payloads, or of values, one node seals under a DEK in one opening before it asks for
 *     another, to within some MiB; 0 never
 */
public record RotationPolicy(Duration age, long seals, long bytes) {
    /** Nothing rotates by itself. */
    public static final RotationPolicy NEVER = new RotationPolicy(Duration.ZERO, 0, 0);

    /**
     * Checks the numbers.
     *
     * @param age as of the record
     * @param seals as of the record
     * @param bytes as of the record
     * @throws IllegalArgumentException if one of them is negative
     */
    public RotationPolicy {
        if (age.isNegative() || seals < 0 || bytes < 0) {
            throw new IllegalArgumentException(
                    "a rotation policy has no negative numbers: " + age + ", " + seals + ", " + bytes);
        }
    }
}
