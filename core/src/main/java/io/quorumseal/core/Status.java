package io.quorumseal.core;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.Purpose;
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
 * What a node says of itself. Made of what the node knows: whoever asks waits for no member, no KEK and no look through a log.
 * Where reading it has something asked or looked for, that is in the background, and shows in a later one. Nothing secret is in
 * it: no key but the wrapped ones of the key state, no payload, and no value.
 *
 * @param node the node's name
 * @param at when the status was made, by the node's clock; ages are as of then
 * @param opening the number of this opening
 * @param health how it is doing, in one word and with the reason
 * @param keys the key state as applied here
 * @param deks what is known here of each live DEK, and of each retired one that this node keeps
 * @param members the members of the control group by name, learners and this node included; empty while the engine does not
 *     know them
 * @param groups what each group does that the engine runs or has on disk; of those that left, {@code keys} still tells
 *     what has to be remembered
 * @param storage what is stored here
 * @param kek the KEK, and how it is doing
 * @param counters what was counted since the runtime opened
 * @param settings every setting, as it is in force; nothing secret
 */
public record Status(
        String node,
        Instant at,
        LocalEpoch opening,
        NodeHealth health,
        KeyState keys,
        SortedMap<DekId, DekStatus> deks,
        SortedMap<String, MemberStatus> members,
        SortedMap<GroupId, Group> groups,
        StorageStatus storage,
        KekStatus kek,
        Counters counters,
        List<Setting> settings) {

    /**
     * Copies the maps and lists.
     *
     * @param node as of the record
     * @param at as of the record
     * @param opening as of the record
     * @param health as of the record
     * @param keys as of the record
     * @param deks as of the record
     * @param members as of the record
     * @param groups as of the record
     * @param storage as of the record
     * @param kek as of the record
     * @param counters as of the record
     * @param settings as of the record
     */
    public Status {
        deks = Collections.unmodifiableSortedMap(new TreeMap<>(deks));
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
        settings = List.copyOf(settings);
    }

    /**
     * Tells what will stop something before long unless somebody does something about it, and what to do.
     *
     * @return lines for people; none if all is well
     */
    public List<String> warnings() {
        return Stream.concat(
                        Room.warning(keys).stream(),
                        groups.values().stream().flatMap(group -> group.writtenInClear().stream()))
                .toList();
    }

    /**
     * Finds the active DEK of a purpose.
     *
     * @param purpose the purpose
     * @return the DEK; empty before the bootstrap
     */
    public Optional<DekStatus> active(Purpose purpose) {
        return keys.activeDek(purpose).flatMap(dek -> Optional.ofNullable(deks.get(dek)));
    }

    /**
     * Lists the retired DEKs that this node keeps.
     *
     * @return the DEKs, and in each what still needs it; no text while nobody has looked, which is soon
     */
    public SortedMap<DekId, DekStatus> kept() {
        SortedMap<DekId, DekStatus> kept = new TreeMap<>(deks);
        kept.values().removeIf(dek -> dek.word() != DekStatus.Word.KEPT);
        return kept;
    }

    /**
     * Tells how much of the opening numbers is used up. A node that seals in suite 1 ends with them.
     *
     * @return 0 to 1, which stands for {@value LocalEpoch#MAX}
     */
    public double openingsUsed() {
        return opening.value() / (double) LocalEpoch.MAX;
    }

    /**
     * Tells how long ago something was when the status was made.
     *
     * @param then when it was
     * @return the time from then to {@link #at}; zero if it was later, because a clock was ahead
     */
    public Duration since(Instant then) {
        return then.isBefore(at) ? Duration.between(then, at) : Duration.ZERO;
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
     * @param lastHold how long the proposal waited that was held last, of those at the last cutover that this node made as
     *     leader in this opening; zero if none was held
     * @param longestHold the longest that one of them waited; zero if none was held
     * @param writtenInClear what the engine knows to be written in clear although encryption is on, in one line for people
     * @param log what its log and snapshots held when somebody looked last; empty if nobody has in this opening
     */
    public record Group(
            Mode mode,
            String why,
            Duration lastHold,
            Duration longestHold,
            Optional<String> writtenInClear,
            Optional<LogStatus> log) {}

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
