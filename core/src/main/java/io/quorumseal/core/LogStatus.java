package io.quorumseal.core;

import io.quorumseal.api.DekId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the log and the snapshots of one group hold on this node, as it was when somebody looked last. To look is to go through
 * the log, so it is done where it has to be anyway, by purging and retiring, and for whoever reads {@link QuorumSeal#status} in
 * the background only, so that it takes no more than a hundredth of the time, at most every ten minutes.
 *
 * @param sealed the payloads of the log under each DEK, encryption entries among them
 * @param cleartext the payloads in clear; encryption entries in clear hold nothing secret and are not among them
 * @param unreadable the payloads behind the cutover that are no envelope
 * @param snapshots the snapshots that are kept
 * @param at when it was looked at
 */
public record LogStatus(
        SortedMap<DekId, Payloads> sealed,
        Payloads cleartext,
        Payloads unreadable,
        List<Snapshot> snapshots,
        Instant at) {

    /**
     * Copies the collections.
     *
     * @param sealed as of the record
     * @param cleartext as of the record
     * @param unreadable as of the record
     * @param snapshots as of the record
     * @param at as of the record
     */
    public LogStatus {
        sealed = Collections.unmodifiableSortedMap(new TreeMap<>(sealed));
        snapshots = List.copyOf(snapshots);
    }

    /**
     * Some payloads of a log.
     *
     * @param count how many
     * @param bytes their size as logged
     * @param last the index of the last of them; 0 if there is none
     */
    public record Payloads(long count, long bytes, long last) {
        /** None. */
        public static final Payloads NONE = new Payloads(0, 0, 0);

        /**
         * Adds others.
         *
         * @param more the others
         * @return all of them
         */
        public Payloads plus(Payloads more) {
            return new Payloads(count + more.count, bytes + more.bytes, Math.max(last, more.last));
        }
    }

    /**
     * A snapshot.
     *
     * @param index the index that it covers
     * @param dek the raft DEK that was active when it was taken; empty if there were no keys
     * @param files the storage DEKs that files of it are sealed under
     * @param clearFiles how many files of this library in it are in clear
     * @param valuesSealed whether it was taken when no value was in clear any more; otherwise one may be
     */
    public record Snapshot(long index, Optional<DekId> dek, Set<DekId> files, long clearFiles, boolean valuesSealed) {
        /**
         * Copies the set.
         *
         * @param index as of the record
         * @param dek as of the record
         * @param files as of the record
         * @param clearFiles as of the record
         * @param valuesSealed as of the record
         */
        public Snapshot {
            files = Collections.unmodifiableSet(new TreeSet<>(files));
        }
    }

    /**
     * Tells what of the log is under a DEK.
     *
     * @param dek the DEK
     * @return the payloads
     */
    public Payloads under(DekId dek) {
        return sealed.getOrDefault(dek, Payloads.NONE);
    }

    /**
     * Tells what the log holds in all.
     *
     * @return the payloads
     */
    public Payloads all() {
        Payloads all = cleartext.plus(unreadable);
        for (Payloads payloads : sealed.values()) {
            all = all.plus(payloads);
        }
        return all;
    }
}
