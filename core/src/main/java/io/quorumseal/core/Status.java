package io.quorumseal.core;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.core.internal.apply.Room;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a node says of itself.
 *
 * @param node the node's name
 * @param opening the number of this opening
 * @param health how it is doing, in one word and with the reason
 * @param keys the key state as applied here
 * @param storage whether values are sealed: {@link Mode#CLEARTEXT} or {@link Mode#SEALING}
 * @param cleartextRefused whether a value that is said to be in cleartext is refused, because none is
 * @param groups what each group does that the engine runs or has on disk; of those that left, {@code keys} still tells what
 *     has to be remembered
 * @param seals how many nonces this node has used, or set aside in blocks, under each live DEK in this opening
 * @param sealsGranted how many seals under each live DEK this node may have made over all its openings, where a hard
 *     limit holds ({@link RotationPolicy#hardSeals}); what is granted ahead is in it
 * @param values what is stored here, if it was counted in this opening and no snapshot was installed since
 * @param files what stands below the folders of sealed files, as it was when somebody looked last: at the start, and
 *     whenever purging, rewriting, retiring or {@link SealedFiles#older} is asked for; empty without folders
 * @param writtenInClear what the engine knows to be written in clear although encryption is on, a line for each group
 * @param kept the retired DEKs that this node does not destroy yet, and what still needs each; empty text while nobody
 *     has looked, which is soon
 * @param kek how the KEK is doing
 * @param counters what was counted since the runtime opened
 * @param settings every setting, as it is in force; nothing secret
 */
public record Status(
        String node,
        LocalEpoch opening,
        NodeHealth health,
        KeyState keys,
        Mode storage,
        boolean cleartextRefused,
        Map<GroupId, Group> groups,
        SortedMap<DekId, Long> seals,
        SortedMap<DekId, Long> sealsGranted,
        Optional<Values> values,
        Optional<Files> files,
        List<String> writtenInClear,
        SortedMap<DekId, String> kept,
        KekHealth kek,
        Counters counters,
        List<Setting> settings) {

    /**
     * Copies the maps and lists.
     *
     * @param node as of the record
     * @param opening as of the record
     * @param health as of the record
     * @param keys as of the record
     * @param storage as of the record
     * @param cleartextRefused as of the record
     * @param groups as of the record
     * @param seals as of the record
     * @param sealsGranted as of the record
     * @param values as of the record
     * @param files as of the record
     * @param writtenInClear as of the record
     * @param kept as of the record
     * @param kek as of the record
     * @param counters as of the record
     * @param settings as of the record
     */
    public Status {
        groups = Map.copyOf(groups);
        seals = Collections.unmodifiableSortedMap(new TreeMap<>(seals));
        sealsGranted = Collections.unmodifiableSortedMap(new TreeMap<>(sealsGranted));
        writtenInClear = List.copyOf(writtenInClear);
        kept = Collections.unmodifiableSortedMap(new TreeMap<>(kept));
        settings = List.copyOf(settings);
    }

    /**
     * Tells what will stop something before long unless somebody does something about it, and what to do.
     *
     * @return lines for people; none if all is well
     */
    public List<String> warnings() {
        return Stream.concat(Room.warning(keys).stream(), writtenInClear.stream())
                .toList();
    }

    /** How a group is doing. */
    public enum Mode {
        /** Payloads are logged as they are. */
        CLEARTEXT,
        /** Payloads are sealed. */
        SEALING,
        /** A cutover is under way. */
        HELD,
        /** Apply waits for something; the node is degraded. */
        STALLED,
        /** Apply halted; the node has to be looked at. */
        HALTED
    }

    /**
     * One group.
     *
     * @param mode how it is doing
     * @param why one line for people; empty if all is well
     * @param longestHold the longest time that a proposal was held, at the last cutover that this node made as leader
     *     in this opening; zero if none was held
     */
    public record Group(Mode mode, String why, Duration longestHold) {}

    /**
     * What stands below the folders of sealed files. What is not of this library is not in it.
     *
     * @param sealed how much is sealed under each DEK
     * @param clear how much is in clear
     * @param unreadable what could not be looked at, and why
     * @param at when it was looked at
     */
    public record Files(SortedMap<DekId, Amount> sealed, Amount clear, List<String> unreadable, Instant at) {
        /**
         * Copies the collections.
         *
         * @param sealed as of the record
         * @param clear as of the record
         * @param unreadable as of the record
         * @param at as of the record
         */
        public Files {
            sealed = Collections.unmodifiableSortedMap(new TreeMap<>(sealed));
            unreadable = List.copyOf(unreadable);
        }
    }

    /**
     * An amount of stored values, or of files.
     *
     * @param values how many
     * @param bytes their size as stored, without their keys
     */
    public record Amount(long values, long bytes) {
        /** Nothing. */
        public static final Amount NONE = new Amount(0, 0);

        /**
         * Adds one value.
         *
         * @param size its size in bytes
         * @return the sum
         */
        public Amount plus(long size) {
            return new Amount(values + 1, bytes + size);
        }

        /**
         * Adds another amount.
         *
         * @param more the other one
         * @return the sum
         */
        public Amount plus(Amount more) {
            return new Amount(values + more.values, bytes + more.bytes);
        }
    }

    /**
     * The stored values of this node, as they were counted when the last rewriting of this opening ended. What is
     * stored since then is sealed under the DEK that is active at the time.
     *
     * @param active the DEK that was active when the rewriting began
     * @param sealed what is under each DEK
     * @param cleartext what is not sealed
     * @param unreadable what is said to be sealed but is not a storage envelope
     */
    public record Values(DekId active, SortedMap<DekId, Amount> sealed, Amount cleartext, Amount unreadable) {
        /**
         * Copies the map.
         *
         * @param active as of the record
         * @param sealed as of the record
         * @param cleartext as of the record
         * @param unreadable as of the record
         */
        public Values {
            sealed = Collections.unmodifiableSortedMap(new TreeMap<>(sealed));
        }

        /**
         * Tells what is under a DEK.
         *
         * @param dek the DEK
         * @return the amount
         */
        public Amount under(DekId dek) {
            return sealed.getOrDefault(dek, Amount.NONE);
        }

        /**
         * Tells what was counted in all.
         *
         * @return the amount
         */
        public Amount all() {
            Amount all = cleartext.plus(unreadable);
            for (Amount amount : sealed.values()) {
                all = all.plus(amount);
            }
            return all;
        }

        /**
         * Says it in one line.
         *
         * @return a line for people
         */
        public String text() {
            String each = sealed.entrySet().stream()
                    .map(entry -> entry.getValue().values() + " under DEK " + entry.getKey()
                            + (entry.getKey().equals(active) ? " (active)" : ""))
                    .collect(Collectors.joining(", "));
            return "values: " + (each.isEmpty() ? "none sealed" : each) + ", " + cleartext.values() + " in cleartext, "
                    + unreadable.values() + " unreadable";
        }
    }

    /**
     * A setting, as it is in force.
     *
     * @param name its name, such as {@code quorumseal.limits.kek-timeout}
     * @param value what is in force, written as it would be set; of a KEK's URI the scheme only. Empty if nothing is
     * @param source who says so
     * @param overruled whether a setting from outside says something, too, and a call of the builder holds in its place
     */
    public record Setting(String name, String value, Source source, boolean overruled) {
        /** Who says so. */
        public enum Source {
            /** Nobody: it is the default. */
            DEFAULT,
            /** A call of the builder. */
            BUILDER,
            /** The settings that the builder was given ({@link Builder#settings(Map)}). */
            SETTINGS,
            /** The environment that the builder was given ({@link Builder#environment}). */
            ENVIRONMENT
        }
    }

    /**
     * Counts since the runtime opened.
     *
     * @param sealed envelopes made, of either kind
     * @param opened envelopes opened, of either kind
     * @param cleartext payloads and values passed on as they are
     * @param refused proposals refused
     * @param kekCallsOnApply calls of the KEK that apply had to wait for
     * @param strangers questions that came and proved nothing
     */
    public record Counters(
            long sealed, long opened, long cleartext, long refused, long kekCallsOnApply, long strangers) {}
}
