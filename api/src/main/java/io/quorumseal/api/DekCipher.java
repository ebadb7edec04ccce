package io.quorumseal.api;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a DEK seals. It comes with the entry that brings the DEK, stands beside it wherever the DEK goes, and never changes:
 * under one id there is one key in one cipher.
 *
 * <p>Any numbers may stand in it, because they come out of logs and files. Which of them are known, and fit the DEK's
 * purpose, is checked where entries, key state and sidecars are read and written.
 *
 * @param suite the cipher suite: the version that its envelopes begin with
 * @param binds what its log payloads are bound to besides their group: {@link #NOTHING}, {@link #TERM} or
 *     {@link #TERM_AND_INDEX}
 * @param commitment {@value #COMMITMENT_SIZE} bytes, derived from the DEK, that no other key has; not secret. Empty in
 *     suite 1, which has none
 */
public record DekCipher(int suite, int binds, byte[] commitment) {
    /** The size of a commitment, in bytes. */
    public static final int COMMITMENT_SIZE = 32;

    /** Envelopes are bound to no place: those of suite 1, and stored values. */
    public static final int NOTHING = 0;

    /** Log payloads are bound to their term, because the engine does not know their index beforehand. */
    public static final int TERM = 1;

    /** Log payloads are bound to their term and index. */
    public static final int TERM_AND_INDEX = 2;

    /** The number of the reference's suite: AES-256-GCM with counted nonces. */
    public static final int FIRST_SUITE = 1;

    /** The number of the suite whose nonces need no memory: XAES-256-GCM, bound to scope, group, log and place. */
    public static final int SECOND_SUITE = 2;

    /** The highest number that this release knows; it knows all from {@link #FIRST_SUITE} on. */
    public static final int NEWEST_SUITE = SECOND_SUITE;

    /** Suite 1, which is the reference's. */
    public static final DekCipher SUITE_1 = new DekCipher(FIRST_SUITE, NOTHING, new byte[0]);

    /**
     * Copies the commitment.
     *
     * @param suite as of the record
     * @param binds as of the record
     * @param commitment as of the record
     */
    public DekCipher {
        commitment = commitment.clone();
    }

    /**
     * Gives the commitment.
     *
     * @return a copy
     */
    @Override
    public byte[] commitment() {
        return commitment.clone();
    }

    /**
     * Tells whether this release knows a suite.
     *
     * @param suite a number
     * @return whether it stands for a suite that is known here
     */
    public static boolean isKnown(int suite) {
        return suite >= FIRST_SUITE && suite <= NEWEST_SUITE;
    }

    /**
     * Tells whether it is the reference's.
     *
     * @return whether this is {@link #SUITE_1}
     */
    public boolean isSuite1() {
        return equals(SUITE_1);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DekCipher that
                && suite == that.suite
                && binds == that.binds
                && Arrays.equals(commitment, that.commitment);
    }

    @Override
    public int hashCode() {
        return Objects.hash(suite, binds, Arrays.hashCode(commitment));
    }

    @Override
    public String toString() {
        return "DekCipher[suite " + suite + ", binds " + binds + ", commitment "
                + HexFormat.of().formatHex(commitment) + "]";
    }
}
