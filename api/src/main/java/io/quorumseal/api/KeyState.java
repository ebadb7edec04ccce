package io.quorumseal.api;

import io.quorumseal.api.EncryptionEntry.WrappedDek;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The replicated key state: the result of applying the encryption entries of all logs. Immutable.
 *
 * <p>It travels in snapshots and in answers to a registering node, and is the replicated part of the sidecar. It
 * holds keys in wrapped form only.
 *
 * @param active the active DEK of each purpose; a purpose without one is absent
 * @param keys every live DEK
 * @param storageCutover the control log's index of the storage cutover; present if and only if values are sealed
 * @param groups what each group's log has done
 * @param registry which node has sealed under which DEK
 * @param retired the ids of the DEKs that were retired; they never return
 */
public record KeyState(
        Map<Purpose, DekId> active,
        SortedMap<DekId, Key> keys,
        OptionalLong storageCutover,
        SortedMap<GroupId, Group> groups,
        SortedMap<Row, Writer> registry,
        SortedSet<DekId> retired) {

    /** The state before bootstrap. */
    public static final KeyState EMPTY = new KeyState(
            Map.of(), new TreeMap<>(), OptionalLong.empty(), new TreeMap<>(), new TreeMap<>(), new TreeSet<>());

    /**
     * Copies all collections.
     *
     * @param active as of the record
     * @param keys as of the record
     * @param storageCutover as of the record
     * @param groups as of the record
     * @param registry as of the record
     * @param retired as of the record
     */
    public KeyState {
        active = Map.copyOf(active);
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
        registry = Collections.unmodifiableSortedMap(new TreeMap<>(registry));
        retired = Collections.unmodifiableSortedSet(new TreeSet<>(retired));
    }

    /**
     * One live DEK.
     *
     * @param purpose what it seals
     * @param dek its id and wrapped bytes
     * @param cipher how it seals
     * @param created when this node applied the entry that brought it, to the second
     * @param epoch this node's opening number as recorded for the DEK; local to the node, 0 in exports
     * @param wrapIndex the control log's index of the entry that brought the wrapped bytes; 0 if not known
     */
    public record Key(
            Purpose purpose, WrappedDek dek, DekCipher cipher, Instant created, LocalEpoch epoch, long wrapIndex) {
        /**
         * Makes a DEK of suite 1.
         *
         * @param purpose as of the record
         * @param dek as of the record
         * @param created as of the record
         * @param epoch as of the record
         * @param wrapIndex as of the record
         */
        public Key(Purpose purpose, WrappedDek dek, Instant created, LocalEpoch epoch, long wrapIndex) {
            this(purpose, dek, DekCipher.SUITE_1, created, epoch, wrapIndex);
        }

        /**
         * Replaces the wrapped form of the same DEK.
         *
         * @param anew the new form
         * @param index the control log's index of the entry that brought it; 0 if not known
         * @return the DEK in the new form
         */
        public Key wrapped(WrappedDek anew, long index) {
            return new Key(purpose, anew, cipher, created, epoch, index);
        }

        /**
         * Forgets the index at which it was wrapped: whatever a log brings is newer.
         *
         * @return the DEK, wrapped at an index that is not known
         */
        public Key wrappedAnywhere() {
            return wrapped(dek, 0);
        }

        /**
         * Records an opening of this node.
         *
         * @param opening the opening number
         * @return the DEK with that number
         */
        public Key recorded(LocalEpoch opening) {
            return new Key(purpose, dek, cipher, created, opening, wrapIndex);
        }
    }

    /**
     * What one group's log has done.
     *
     * @param log the identity of the log that the indexes count in; empty if not known
     * @param generation how often the log was accepted as one that began anew under its identity; the indexes count in the
     *     last one
     * @param cutover the index of the marker in this log; payloads at higher indexes are sealed
     * @param undecided whether the group was cut over in another log, and in this one neither has a marker been applied
     *     nor cleartext been allowed
     * @param applied through which index entries other than registrations were applied; 0 if none
     * @param registered through which index registrations were applied; 0 if none
     * @param audit the group's key events
     */
    public record Group(
            String log,
            int generation,
            OptionalLong cutover,
            boolean undecided,
            long applied,
            long registered,
            AuditTrail audit) {
        /** A group whose log has done nothing yet. */
        public static final Group NEW = new Group("", OptionalLong.empty(), false, 0, 0);

        /**
         * Makes a group without key events, in the first log of its identity.
         *
         * @param log as of the record
         * @param cutover as of the record
         * @param undecided as of the record
         * @param applied as of the record
         * @param registered as of the record
         */
        public Group(String log, OptionalLong cutover, boolean undecided, long applied, long registered) {
            this(log, 0, cutover, undecided, applied, registered, AuditTrail.NONE);
        }

        /**
         * Records that an entry was applied; never lowers.
         *
         * @param index the entry's index
         * @return the group with the index raised
         */
        public Group appliedThrough(long index) {
            return new Group(log, generation, cutover, undecided, Math.max(applied, index), registered, audit);
        }

        /**
         * Records that registrations were applied; never lowers.
         *
         * @param index the entry's index
         * @return the group with the index raised
         */
        public Group registeredThrough(long index) {
            return new Group(log, generation, cutover, undecided, applied, Math.max(registered, index), audit);
        }

        /**
         * Records the cutover in this log.
         *
         * @param index the marker's index
         * @return the group, cut over
         */
        public Group cutOverAt(long index) {
            return new Group(log, generation, OptionalLong.of(index), false, applied, registered, audit);
        }

        /**
         * Records which log the indexes count in. In a log other than before, no index holds, but it is remembered that
         * the group was cut over, and so are its key events.
         *
         * @param identity the log's identity
         * @return the group in that log
         */
        public Group in(String identity) {
            if (log.isEmpty() || log.equals(identity)) {
                return new Group(identity, generation, cutover, undecided, applied, registered, audit);
            }
            return new Group(identity, 0, OptionalLong.empty(), undecided || cutover.isPresent(), 0, 0, audit);
        }

        /**
         * Moves to a later log of the same identity, of which nothing is known yet. No index holds there either, and it is
         * remembered that the group was cut over.
         *
         * @param later the generation of that log
         * @return the group in that log; unchanged if it is in that one or a later one already
         */
        public Group inGeneration(int later) {
            return later <= generation
                    ? this
                    : new Group(log, later, OptionalLong.empty(), undecided || cutover.isPresent(), 0, 0, audit);
        }

        /**
         * Records that the log was accepted as one that began anew. What stands at higher indexes than the entry that says
         * so is another log's.
         *
         * @param later the generation of the log from now on
         * @param index the index of the entry
         * @param wasCutOver whether the group was cut over in the log before, as its leader knew
         * @return the group in the log that began anew
         */
        public Group begunAnew(int later, long index, boolean wasCutOver) {
            boolean here = cutover.isPresent() && cutover.getAsLong() < index;
            return new Group(
                    log,
                    later,
                    here ? cutover : OptionalLong.empty(),
                    !here && (undecided || wasCutOver),
                    index,
                    Math.min(registered, index),
                    audit);
        }

        /**
         * Leaves out a cutover that is known from elsewhere.
         *
         * @return the group as far as its log was gone through
         */
        public Group withoutMarker() {
            return cutover.isPresent() ? withoutCutover(cutover.getAsLong() - 1) : this;
        }

        /**
         * Gives up a cutover that the log turned out not to have: it is that of another log under the same identity.
         *
         * @param index up to where the log was gone through
         * @return the group, undecided
         */
        public Group withoutCutover(long index) {
            return new Group(
                    log,
                    generation,
                    OptionalLong.empty(),
                    true,
                    Math.min(applied, index),
                    Math.min(registered, index),
                    audit);
        }

        /**
         * Records that payloads of this log are not sealed before a marker is applied in it.
         *
         * @return the group, decided
         */
        public Group cleartext() {
            return new Group(log, generation, cutover, false, applied, registered, audit);
        }

        /**
         * Goes on from another trail of key events.
         *
         * @param trail the trail
         * @return the group with that trail
         */
        public Group audited(AuditTrail trail) {
            return new Group(log, generation, cutover, undecided, applied, registered, trail);
        }

        /**
         * Records a key event.
         *
         * @param next its record
         * @return the group with the record at the end of its trail
         */
        public Group recorded(AuditRecord next) {
            return new Group(log, generation, cutover, undecided, applied, registered, audit.with(next));
        }
    }

    /**
     * The key of a registry row.
     *
     * @param dek the DEK
     * @param node16 the low 16 bits of the node id
     */
    public record Row(DekId dek, int node16) implements Comparable<Row> {
        /**
         * Finds the row of a registration.
         *
         * @param registration the registration
         * @return its row
         */
        public static Row of(Registration registration) {
            return new Row(registration.dek(), registration.node().low16());
        }

        @Override
        public int compareTo(Row other) {
            int byDek = dek.compareTo(other.dek);
            return byDek != 0 ? byDek : Integer.compare(node16, other.node16);
        }
    }

    /**
     * A registry row: a node that has sealed under a DEK.
     *
     * @param node the node
     * @param first the opening in which it first did
     * @param last the opening in which it last did
     */
    public record Writer(NodeId node, LocalEpoch first, LocalEpoch last) {}

    /**
     * Tells whether the cluster has keys.
     *
     * @return whether a bootstrap was applied
     */
    public boolean bootstrapped() {
        return !active.isEmpty();
    }

    /**
     * Finds the active DEK.
     *
     * @param purpose of which purpose
     * @return its id; empty before bootstrap
     */
    public Optional<DekId> activeDek(Purpose purpose) {
        return Optional.ofNullable(active.get(purpose));
    }

    /**
     * Finds how a DEK seals.
     *
     * @param dek the DEK
     * @return its cipher; {@link DekCipher#SUITE_1} if it is not known, as wherever nothing says how a DEK seals
     */
    public DekCipher cipher(DekId dek) {
        Key key = keys.get(dek);
        return key == null ? DekCipher.SUITE_1 : key.cipher();
    }

    /**
     * Finds what a group's log has done.
     *
     * @param id the group
     * @return its record; {@link Group#NEW} if it has done nothing
     */
    public Group group(GroupId id) {
        Group group = groups.get(id);
        return group == null ? Group.NEW : group;
    }

    /**
     * Changes one group.
     *
     * @param id the group
     * @param change what to do with its record
     * @return the changed state; this one if that changes nothing
     */
    public KeyState withGroup(GroupId id, UnaryOperator<Group> change) {
        Group changed = change.apply(group(id));
        if (changed.equals(groups.get(id))) {
            return this;
        }
        SortedMap<GroupId, Group> next = new TreeMap<>(groups);
        next.put(id, changed);
        return new KeyState(active, keys, storageCutover, next, registry, retired);
    }

    /**
     * Adds or replaces a DEK.
     *
     * @param key the DEK
     * @return the changed state
     */
    public KeyState withKey(Key key) {
        SortedMap<DekId, Key> next = new TreeMap<>(keys);
        next.put(key.dek().id(), key);
        return new KeyState(active, next, storageCutover, groups, registry, retired);
    }

    /**
     * Changes every DEK, in one copy of the state.
     *
     * @param change what to do with a DEK; its id stays
     * @return the changed state
     */
    public KeyState withEachKey(UnaryOperator<Key> change) {
        SortedMap<DekId, Key> next = new TreeMap<>(keys);
        next.replaceAll((id, key) -> change.apply(key));
        return new KeyState(active, next, storageCutover, groups, registry, retired);
    }

    /**
     * Makes a DEK the active one.
     *
     * @param purpose of which purpose
     * @param dek the DEK
     * @return the changed state
     */
    public KeyState withActive(Purpose purpose, DekId dek) {
        Map<Purpose, DekId> next = new TreeMap<>(active);
        next.put(purpose, dek);
        return new KeyState(next, keys, storageCutover, groups, registry, retired);
    }

    /**
     * Records the storage cutover.
     *
     * @param index the control log's index of the entry
     * @return the changed state
     */
    public KeyState withStorageCutover(long index) {
        return new KeyState(active, keys, OptionalLong.of(index), groups, registry, retired);
    }

    /**
     * Puts a registry row.
     *
     * @param row the row's key
     * @param writer the row
     * @return the changed state
     */
    public KeyState withWriter(Row row, Writer writer) {
        SortedMap<Row, Writer> next = new TreeMap<>(registry);
        next.put(row, writer);
        return new KeyState(active, keys, storageCutover, groups, next, retired);
    }

    /**
     * Takes a DEK out, with its registry rows, and remembers that it was retired.
     *
     * @param dek the DEK
     * @return the changed state
     */
    public KeyState withRetired(DekId dek) {
        SortedMap<DekId, Key> keptKeys = new TreeMap<>(keys);
        keptKeys.remove(dek);
        SortedMap<Row, Writer> keptRows = new TreeMap<>(registry);
        keptRows.keySet().removeIf(row -> row.dek().equals(dek));
        SortedSet<DekId> gone = new TreeSet<>(retired);
        gone.add(dek);
        return new KeyState(active, keptKeys, storageCutover, groups, keptRows, gone);
    }
}
