package io.quorumseal.core;

import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A DEK as one node knows it: a live one, or a retired one that this node keeps because something here still needs it. No key
 * is in it, not even a wrapped one.
 *
 * @param id its id
 * @param purpose what it seals
 * @param suite the cipher suite that it seals in
 * @param word whether it is active, was replaced, or is kept after it was retired
 * @param since when the entry that brought it was applied, to the second: here, or on the member that told this node of it.
 *     A DEK is active from then on, so of the active one it is the last rotation of its purpose
 * @param age how long ago that was when the status was made; zero if a clock was ahead
 * @param kekVersion the version of the KEK that wrapped it, in the provider's words; empty unless a rewrap that is among the
 *     latest {@value io.quorumseal.api.AuditTrail#KEPT} key events says it, because no other entry does
 * @param seals how many nonces this node has used, or set aside in blocks, under it in this opening; unsigned
 * @param bytes how many bytes of plaintext this node has sealed under it in this opening, to within some MiB
 * @param sealsGranted how many seals under it this node may have made over all its openings, where a hard limit holds
 *     ({@link RotationPolicy#hardSeals}), with what is granted ahead; 0 where none does
 * @param limits how much of each limit of the rotation policy that is used up, 1 being all; none for a DEK that is not active,
 *     and of a limit that is not set
 * @param needs what on this node still needs it, one line for people each, as far as it is known without looking through logs:
 *     those were looked at when {@link Status.Group#log} says. None if it is active
 */
public record DekStatus(
        DekId id,
        Purpose purpose,
        int suite,
        Word word,
        Instant since,
        Duration age,
        Optional<String> kekVersion,
        long seals,
        long bytes,
        long sealsGranted,
        SortedMap<Limit, Double> limits,
        List<String> needs) {

    /**
     * Copies the collections.
     *
     * @param id as of the record
     * @param purpose as of the record
     * @param suite as of the record
     * @param word as of the record
     * @param since as of the record
     * @param age as of the record
     * @param kekVersion as of the record
     * @param seals as of the record
     * @param bytes as of the record
     * @param sealsGranted as of the record
     * @param limits as of the record
     * @param needs as of the record
     */
    public DekStatus {
        limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
        needs = List.copyOf(needs);
    }

    /** One word for each. */
    public enum Word {
        /** What is sealed now is sealed under it. */
        ACTIVE,
        /** It opens what was sealed under it, until it is retired. */
        REPLACED,
        /** It was retired, and opens what on this node still needs it. */
        KEPT
    }

    /** The limits of a {@link RotationPolicy}. */
    public enum Limit {
        /** {@link RotationPolicy#age}. */
        AGE,
        /** {@link RotationPolicy#seals}. */
        SEALS,
        /** {@link RotationPolicy#bytes}. */
        BYTES,
        /** {@link RotationPolicy#hardSeals}; what is granted ahead counts. */
        HARD_SEALS
    }

    /**
     * Tells whether what is sealed now is sealed under it.
     *
     * @return whether it is
     */
    public boolean isActive() {
        return word == Word.ACTIVE;
    }

    /**
     * Tells how much of a limit is used up.
     *
     * @param limit the limit
     * @return 0 for nothing, 1 for all; NaN if it is not set, or the DEK is not active
     */
    public double used(Limit limit) {
        return limits.getOrDefault(limit, Double.NaN);
    }
}
