package io.quorumseal.core.internal.member;

import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.KeyState.Group;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.internal.apply.Union;
import io.quorumseal.core.internal.format.AuditFormat;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Merges key state that another member applied into this node's. Nothing moves back. */
public final class Imports {
    private Imports() {}

    /** What a snapshot of a group other than control carries: its own record, and the control position it needs. */
    public static KeyState exported(KeyState state, GroupId control, GroupId group) {
        if (group.equals(control)) {
            return state;
        }
        Group position = state.group(control);
        return KeyState.EMPTY
                .withGroup(group, none -> state.group(group))
                .withGroup(
                        control,
                        none -> new Group(
                                position.log(),
                                position.generation(),
                                OptionalLong.empty(),
                                false,
                                position.applied(),
                                0,
                                AuditTrail.NONE));
    }

    public static KeyState merged(KeyState mine, KeyState theirs, GroupId control) {
        int order = order(mine, theirs, control);
        if (order > 0) {
            return goingOnFrom(mine, theirs, control);
        }
        return order < 0 ? withGroupsOf(mine, theirs) : together(mine, theirs, control);
    }

    /** How the log of what they know compares with the one of what is known here: later, if it is greater than 0. */
    private static int order(KeyState mine, KeyState theirs, GroupId control) {
        if (!theirs.bootstrapped() || !mine.bootstrapped()) {
            return 0;
        }
        return Integer.compare(
                generation(mine, theirs, control), mine.group(control).generation());
    }

    /** The generation of a group's log that they know, if it is the log that this node knows. */
    public static int generation(KeyState mine, KeyState theirs, GroupId group) {
        return inMyLog(mine.group(group), theirs.group(group)).generation();
    }

    private static KeyState withGroupsOf(KeyState mine, KeyState theirs) {
        return new KeyState(
                mine.active(),
                mine.keys(),
                mine.storageCutover(),
                groups(mine, theirs),
                mine.registry(),
                mine.retired());
    }

    /** Of the log before nothing holds that does not hold in the later one. */
    private static KeyState goingOnFrom(KeyState mine, KeyState theirs, GroupId control) {
        SortedMap<DekId, KeyState.Key> keys = keys(mine, theirs, control);
        keys.keySet().retainAll(theirs.keys().keySet());
        return new KeyState(
                theirs.active(),
                keys,
                theirs.storageCutover(),
                groups(mine, theirs),
                theirs.registry(),
                Union.retiredBut(mine, theirs, keys.keySet()));
    }

    private static KeyState together(KeyState mine, KeyState theirs, GroupId control) {
        boolean ahead = isAhead(mine, theirs, control)
                && beginsWith(theirs.group(control).audit(), mine.group(control).audit());
        SortedSet<DekId> retired = retired(mine, theirs);
        SortedMap<DekId, KeyState.Key> keys = keys(mine, theirs, control);
        keys.keySet().removeAll(retired);
        return new KeyState(
                active(mine, theirs, ahead),
                keys,
                cutover(mine, theirs),
                groups(mine, theirs),
                Union.registry(mine, theirs, retired),
                retired);
    }

    /** What is retired when both are merged. */
    static SortedSet<DekId> retired(KeyState mine, KeyState theirs, GroupId control) {
        return order(mine, theirs, control) > 0
                ? Union.retiredBut(mine, theirs, theirs.keys().keySet())
                : retired(mine, theirs);
    }

    private static SortedSet<DekId> retired(KeyState mine, KeyState theirs) {
        SortedSet<DekId> retired = new TreeSet<>(mine.retired());
        retired.addAll(theirs.retired());
        return retired;
    }

    /** Takes over the keys that are not retired here, and nothing else. */
    public static KeyState withKeysOf(KeyState mine, KeyState theirs, GroupId control) {
        SortedMap<DekId, KeyState.Key> keys = keys(mine, theirs, control);
        keys.keySet().removeAll(mine.retired());
        return new KeyState(mine.active(), keys, mine.storageCutover(), mine.groups(), mine.registry(), mine.retired());
    }

    /**
     * What is known of a group, where a snapshot of it is installed: the log that it stands in goes on. If that is of a lower
     * generation than what is known here, this node alone had accepted other new logs, which are gone.
     */
    static KeyState installing(KeyState mine, KeyState ofSnapshot, GroupId group) {
        Group here = mine.group(group);
        Group there = inMyLog(here, ofSnapshot.group(group));
        return there.generation() < here.generation() && there.log().equals(here.log())
                ? mine.withGroup(group, gone -> beginning(gone, there))
                : mine;
    }

    private static Group beginning(Group gone, Group there) {
        boolean undecided = gone.undecided() || gone.cutover().isPresent();
        return new Group(there.log(), there.generation(), OptionalLong.empty(), undecided, 0, 0, there.audit());
    }

    /** Takes over one group's record only. */
    public static KeyState mergedGroup(KeyState mine, KeyState theirs, GroupId group) {
        return mine.withGroup(group, known -> group(group, known, theirs.group(group)));
    }

    /** Whether they have applied more of a group's log than this node, as far as it is the log that this node knows. */
    static boolean isAhead(KeyState mine, KeyState theirs, GroupId group) {
        Group here = mine.group(group);
        Group there = inMyLog(here, theirs.group(group));
        return there.generation() != here.generation()
                ? there.generation() > here.generation()
                : there.applied() > here.applied();
    }

    /** Whoever has applied more of the control log knows which DEKs are active. */
    private static Map<Purpose, DekId> active(KeyState mine, KeyState theirs, boolean ahead) {
        return theirs.bootstrapped() && (ahead || !mine.bootstrapped()) ? theirs.active() : mine.active();
    }

    private static OptionalLong cutover(KeyState mine, KeyState theirs) {
        return mine.storageCutover().isPresent() ? mine.storageCutover() : theirs.storageCutover();
    }

    private static SortedMap<DekId, KeyState.Key> keys(KeyState mine, KeyState theirs, GroupId control) {
        int here = mine.group(control).generation();
        int there = generation(mine, theirs, control);
        SortedMap<DekId, KeyState.Key> keys = new TreeMap<>(mine.keys());
        theirs.keys()
                .forEach((id, key) -> keys.merge(id, key, (a, b) -> newerWrapping(Union.same(a, b), here, b, there)));
        return keys;
    }

    private static KeyState.Key newerWrapping(KeyState.Key mine, int here, KeyState.Key theirs, int there) {
        boolean newer = there != here ? there > here : theirs.wrapIndex() > mine.wrapIndex();
        return newer ? mine.wrapped(theirs.dek(), theirs.wrapIndex()) : mine;
    }

    private static SortedMap<GroupId, Group> groups(KeyState mine, KeyState theirs) {
        SortedMap<GroupId, Group> groups = new TreeMap<>(mine.groups());
        theirs.groups().forEach((id, group) -> {
            if (groups.containsKey(id) || !saysNothing(group)) {
                groups.put(id, group(id, mine.group(id), group));
            }
        });
        return groups;
    }

    /**
     * Leaves out the groups that have left and were never cut over: of these only the log's identity is known, and which
     * fences they passed, which an entry that does nothing loses nothing by. A group that comes again under its id begins
     * as a new one, and so it may, in whatever log.
     *
     * <p>One that was cut over stays for good, also if nothing of it is there. Its files may come back with the disk that
     * they are on, and then its sealed payloads would pass for cleartext; and the chain of its key events, which other
     * members have as well, must not begin anew. Nor would it be gone: other members' key state brings it along.
     *
     * @param here the groups that the engine runs or has on disk
     */
    public static KeyState withoutDeparted(KeyState state, Set<GroupId> here) {
        SortedMap<GroupId, Group> groups = new TreeMap<>(state.groups());
        groups.entrySet().removeIf(group -> !here.contains(group.getKey()) && saysNothing(group.getValue()));
        return new KeyState(
                state.active(), state.keys(), state.storageCutover(), groups, state.registry(), state.retired());
    }

    /** No cutover, no key event: what is applied of such a log are fences only. */
    private static boolean saysNothing(Group group) {
        return group.cutover().isEmpty()
                && !group.undecided()
                && group.registered() == 0
                && group.audit().count() == 0;
    }

    private static Group inMyLog(Group mine, Group theirs) {
        return mine.log().isEmpty() ? theirs : theirs.in(mine.log());
    }

    private static Group group(GroupId id, Group known, Group incoming) {
        Group their = inMyLog(known, incoming);
        Group mine = known.inGeneration(their.generation());
        Group theirs = their.inGeneration(known.generation());
        if (mine.cutover().isPresent()
                && theirs.cutover().isPresent()
                && !mine.cutover().equals(theirs.cutover())) {
            throw new HaltApplyException(
                    HaltApplyException.Reason.FORBIDDEN,
                    "group " + id + " was cut over at " + mine.cutover().getAsLong() + " as applied here, and at "
                            + theirs.cutover().getAsLong() + " as imported; one of the two is not of this log");
        }
        OptionalLong cutover = mine.cutover().isPresent() ? mine.cutover() : theirs.cutover();
        boolean later = their.generation() > known.generation();
        boolean undecided = cutover.isEmpty() && (mine.undecided() || (later && theirs.undecided()));
        AuditTrail audit = their.generation() == known.generation()
                ? longer(mine.audit(), theirs.audit())
                : later ? theirs.audit() : mine.audit();
        return new Group(
                theirs.log(),
                theirs.generation(),
                cutover,
                undecided,
                Math.max(mine.applied(), theirs.applied()),
                Math.max(mine.registered(), theirs.registered()),
                audit);
    }

    /** Whoever has more records of one chain has applied more; of another chain nothing is taken over. */
    private static AuditTrail longer(AuditTrail mine, AuditTrail theirs) {
        return theirs.count() > mine.count() && beginsWith(theirs, mine) ? theirs : mine;
    }

    /** Whether what they applied is what is applied here, and more. */
    private static boolean beginsWith(AuditTrail theirs, AuditTrail mine) {
        return AuditFormat.beginsWith(theirs, mine.count(), AuditFormat.head(mine));
    }
}
