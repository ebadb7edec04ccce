package io.quorumseal.api;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the node's key file {@code <dataDir>/encryption/keys.json} says. Immutable.
 *
 * @param state the replicated part, written by the Applier only
 * @param local the part that belongs to this node
 * @param unknown members of the file that this version does not know: name to JSON text, kept on every rewrite
 */
public record Sidecar(KeyState state, Local local, SortedMap<String, String> unknown) {

    /**
     * Copies the map.
     *
     * @param state as of the record
     * @param local as of the record
     * @param unknown as of the record
     */
    public Sidecar {
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    /**
     * The part that belongs to this node.
     *
     * @param cluster the cluster's name; empty in a file that the reference wrote
     * @param node the node's name; empty in a file that the reference wrote
     * @param opening the number of the latest opening
     * @param kekFingerprint what the KEK said of itself when it last wrapped or unwrapped; not secret
     * @param cleartextRefused whether a stored value that is said to be in cleartext is not passed on, because the node
     *     has counted that it holds none
     * @param joining whether the node began with an empty log and no member has told it the cluster's keys yet
     * @param sealsGranted how many seals under each DEK the node was granted, over all its openings, where a hard limit
     *     holds: it has made no more. Raised durably before the first of them is made
     * @param kept the retired DEKs that something on this node may still need, each as it was when it was live. They
     *     open and never seal, and leave the node in no form
     * @param unmet the groups whose cutover is known from elsewhere, and was not met in the group's log on this node
     * @param folders the folders of sealed files, below the data directory by their relative paths and else by absolute
     *     ones, each with whether a file in clear is refused there, because the node has seen that none is
     */
    public record Local(
            String cluster,
            String node,
            LocalEpoch opening,
            Optional<String> kekFingerprint,
            boolean cleartextRefused,
            boolean joining,
            SortedMap<DekId, Long> sealsGranted,
            SortedMap<DekId, KeyState.Key> kept,
            SortedSet<GroupId> unmet,
            SortedMap<String, Boolean> folders) {

        /**
         * Copies the collections.
         *
         * @param cluster as of the record
         * @param node as of the record
         * @param opening as of the record
         * @param kekFingerprint as of the record
         * @param cleartextRefused as of the record
         * @param joining as of the record
         * @param sealsGranted as of the record
         * @param kept as of the record
         * @param unmet as of the record
         * @param folders as of the record
         */
        public Local {
            sealsGranted = Collections.unmodifiableSortedMap(new TreeMap<>(sealsGranted));
            kept = Collections.unmodifiableSortedMap(new TreeMap<>(kept));
            unmet = Collections.unmodifiableSortedSet(new TreeSet<>(unmet));
            folders = Collections.unmodifiableSortedMap(new TreeMap<>(folders));
        }

        /**
         * Begins the part of a node that has counted nothing, is not joining, keeps nothing and has heard of nothing.
         *
         * @param cluster as of the record
         * @param node as of the record
         * @param opening as of the record
         * @param kekFingerprint as of the record
         */
        public Local(String cluster, String node, LocalEpoch opening, Optional<String> kekFingerprint) {
            this(
                    cluster,
                    node,
                    opening,
                    kekFingerprint,
                    false,
                    false,
                    new TreeMap<>(),
                    new TreeMap<>(),
                    new TreeSet<>(),
                    new TreeMap<>());
        }

        /**
         * Raises the opening number.
         *
         * @param next the new number
         * @return the changed part
         */
        public Local withOpening(LocalEpoch next) {
            return new Local(
                    cluster, node, next, kekFingerprint, cleartextRefused, joining, sealsGranted, kept, unmet, folders);
        }

        /**
         * Sets whether cleartext is refused.
         *
         * @param refused whether it is refused
         * @return the changed part
         */
        public Local withCleartextRefused(boolean refused) {
            return new Local(
                    cluster, node, opening, kekFingerprint, refused, joining, sealsGranted, kept, unmet, folders);
        }

        /**
         * Sets whether the node is joining.
         *
         * @param begins whether it has yet to be told the cluster's keys
         * @return the changed part
         */
        public Local withJoining(boolean begins) {
            return new Local(
                    cluster,
                    node,
                    opening,
                    kekFingerprint,
                    cleartextRefused,
                    begins,
                    sealsGranted,
                    kept,
                    unmet,
                    folders);
        }

        /**
         * Replaces what was granted.
         *
         * @param granted how many seals under each DEK
         * @return the changed part
         */
        public Local withSealsGranted(SortedMap<DekId, Long> granted) {
            return new Local(
                    cluster, node, opening, kekFingerprint, cleartextRefused, joining, granted, kept, unmet, folders);
        }

        /**
         * Replaces what is kept.
         *
         * @param needed the retired DEKs that this node may still need
         * @return the changed part
         */
        public Local withKept(SortedMap<DekId, KeyState.Key> needed) {
            return new Local(
                    cluster,
                    node,
                    opening,
                    kekFingerprint,
                    cleartextRefused,
                    joining,
                    sealsGranted,
                    needed,
                    unmet,
                    folders);
        }

        /**
         * Replaces the groups whose cutover was not met.
         *
         * @param heard the groups
         * @return the changed part
         */
        public Local withUnmet(SortedSet<GroupId> heard) {
            return new Local(
                    cluster,
                    node,
                    opening,
                    kekFingerprint,
                    cleartextRefused,
                    joining,
                    sealsGranted,
                    kept,
                    heard,
                    folders);
        }

        /**
         * Replaces the folders of sealed files.
         *
         * @param named the folders
         * @return the changed part
         */
        public Local withFolders(SortedMap<String, Boolean> named) {
            return new Local(
                    cluster,
                    node,
                    opening,
                    kekFingerprint,
                    cleartextRefused,
                    joining,
                    sealsGranted,
                    kept,
                    unmet,
                    named);
        }
    }

    /**
     * Replaces the replicated part.
     *
     * @param next the new replicated part
     * @return the changed sidecar
     */
    public Sidecar with(KeyState next) {
        return new Sidecar(next, local, unknown);
    }

    /**
     * Replaces the node's own part.
     *
     * @param next the new part
     * @return the changed sidecar
     */
    public Sidecar with(Local next) {
        return new Sidecar(state, next, unknown);
    }
}
