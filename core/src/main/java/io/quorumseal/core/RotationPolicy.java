package io.quorumseal.core;

import java.time.Duration;

/**
 * When active DEKs are replaced without anybody asking. Checked once a minute; a rotation that fails is tried again.
 * Every node of a cluster should have the same one.
 *
 * <p>Age, seals and bytes are soft limits: they ask for a rotation, and count from the start of the present opening.
 * The hard limit also refuses. It is guaranteed that a node makes no more envelopes under a DEK than {@code hardSeals}
 * in all its openings that had a hard limit, even across crashes: counts are granted in blocks, each durable in the
 * sidecar before it is used. What is left of a block when the node stops is lost. Seals of openings without a hard
 * limit are not counted, so rotate once it has been set for the first time. A sidecar that is rolled back forgets
 * counts. Only DEKs of suite 1 are counted: with a hard limit a node starts only if it is opened with
 * {@link Builder#suite suite} 1.
 *
 * <p>The limit is for one node: n nodes make n times as many under the same DEK. A limit over the whole cluster, such
 * as the 2<sup>32</sup> of NIST SP 800-38D, section 8.3, for nonces drawn at random, is to be divided by the number of
 * nodes.
 *
 * <p>At three quarters of the hard limit a rotation is asked for at once, and rewriting stops. Where the active DEKs
 * are not replaced, new payloads are refused with
 * {@link io.quorumseal.api.RetryableException.Reason#SEAL_LIMIT SEAL_LIMIT} while what is left is still enough for
 * encryption entries and for payloads that are in the log, and then applying stalls. What is left by then suffices for
 * the payloads of each group that are opened and not stored yet, if they make 1,024 values together, or fewer where an
 * eighth of the limit divided by the number of groups is less. What exceeds that and the limit fails with
 * {@link io.quorumseal.api.RejectedException.Reason#EXHAUSTED EXHAUSTED}.
 *
 * @param age the longest time that a DEK is active, as dated by the node that leads the control group; zero for ever
 * @param seals how many envelopes one node makes under a DEK in one opening before it asks for another; 0 for never.
 *     They are set aside in blocks of 256
 * @param bytes how many bytes of payloads, or of values, one node seals under a DEK in one opening before it asks for
 *     another, to within some MiB; 0 for never
 * @param hardSeals the most envelopes that one node makes under a DEK over all its openings; 0 for no limit, and
 *     {@value #LEAST_HARD_SEALS} at least
 */
public record RotationPolicy(Duration age, long seals, long bytes, long hardSeals) {
    /** The lowest hard limit: a lower one would leave nothing besides what is kept in reserve. */
    public static final long LEAST_HARD_SEALS = 4_096;

    /** Nothing rotates by itself. */
    public static final RotationPolicy NEVER = new RotationPolicy(Duration.ZERO, 0, 0);

    /**
     * Checks the numbers.
     *
     * @param age as of the record
     * @param seals as of the record
     * @param bytes as of the record
     * @param hardSeals as of the record
     * @throws IllegalArgumentException if one of them is negative, or the hard limit is too low to be of use
     */
    public RotationPolicy {
        if (age.isNegative() || seals < 0 || bytes < 0 || hardSeals < 0) {
            throw new IllegalArgumentException("a rotation policy has no negative numbers: " + age + ", " + seals + ", "
                    + bytes + ", " + hardSeals);
        }
        if (hardSeals > 0 && hardSeals < LEAST_HARD_SEALS) {
            throw new IllegalArgumentException("a hard limit of " + hardSeals + " seals leaves nothing beside what is"
                    + " kept in reserve: at least " + LEAST_HARD_SEALS + ", or 0 for none");
        }
        if (hardSeals > 0 && seals >= hardSeals) {
            throw new IllegalArgumentException("the hard limit of " + hardSeals + " seals has to be above the number at"
                    + " which a rotation is asked for, " + seals);
        }
    }

    /**
     * Makes a policy without a hard limit.
     *
     * @param age as of the record
     * @param seals as of the record
     * @param bytes as of the record
     * @throws IllegalArgumentException if one of them is negative
     */
    public RotationPolicy(Duration age, long seals, long bytes) {
        this(age, seals, bytes, 0);
    }

    /**
     * Sets the hard limit.
     *
     * @param value the most envelopes that one node makes under a DEK over all its openings; 0 for no limit
     * @return the changed policy
     * @throws IllegalArgumentException if it is too low to be of use
     */
    public RotationPolicy withHardSeals(long value) {
        return new RotationPolicy(age, seals, bytes, value);
    }
}
