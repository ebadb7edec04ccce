package io.quorumseal.core.internal.start;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.Sidecar;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.Logged;
import io.quorumseal.api.spi.Engine.Recovered;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.core.internal.kek.KeyringMac;
import io.quorumseal.core.internal.kek.Unlocking;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.member.Imports;
import io.quorumseal.core.internal.member.SealedState;
import io.quorumseal.core.internal.node.Cutovers;
import io.quorumseal.core.internal.work.Config;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the engine's own files say, held against the sidecar. */
final class Recovery {
    private final Config config;
    private final Set<GroupId> cleartextGroups;
    private final List<Recovered> groups;
    private final Map<GroupId, SealedState> snapshots = new HashMap<>();
    private final Map<GroupId, SealedState> pending = new HashMap<>();

    Recovery(Config config, Set<GroupId> cleartextGroups) {
        this.config = config;
        this.cleartextGroups = cleartextGroups;
        this.groups = controlFirst(config);
        for (Recovered group : groups) {
            group.keyState().ifPresent(carried -> snapshots.put(group.group(), decoded(group, carried)));
        }
    }

    /** Its keys are needed to check what the others carry. */
    private static List<Recovered> controlFirst(Config config) {
        return config.engine().recovered().stream()
                .sorted(Comparator.comparing(group -> !group.group().equals(config.control())))
                .toList();
    }

    private static SealedState decoded(Recovered group, SnapshotKeyState carried) {
        try {
            return SealedState.decode(carried.state(), carried.index());
        } catch (MalformedException e) {
            throw unsound(group.group(), e);
        }
    }

    private static StartupRefusedException unsound(GroupId group, MalformedException e) {
        return new StartupRefusedException(
                Refusal.SNAPSHOT_MISMATCH,
                "the key state in the snapshot of group " + group + " cannot be used: " + e.getMessage()
                        + ". Entries behind it could not be opened, or would be taken for cleartext. Remove the"
                        + " snapshot's files and let the node get another one from the leader",
                e);
    }

    Optional<KeyState> controlKeyState() {
        return Optional.ofNullable(snapshots.get(config.control())).map(SealedState::state);
    }

    /** What snapshots of other groups carry that the control group has not caught up with. */
    Map<GroupId, SealedState> pending() {
        return pending;
    }

    /** Whether a snapshot was taken where values might be in cleartext: perhaps another member's, just installed. */
    boolean mayBringCleartext() {
        return snapshots.values().stream().anyMatch(carried -> !carried.valuesSealed());
    }

    /** Whether the engine's files hold nothing at all: what is in the logs will come from other members. */
    boolean isEmpty() {
        return groups.stream()
                .noneMatch(group -> group.applied() > 0
                        || group.purged() > 0
                        || group.keyState().isPresent()
                        || group.entries().iterator().hasNext());
    }

    /** Whether a snapshot or the readable part of a log has keys. */
    boolean holdsKeyState() {
        boolean inSnapshot = snapshots.values().stream()
                .map(SealedState::state)
                .anyMatch(state -> state.bootstrapped()
                        || state.groups().values().stream()
                                .anyMatch(group -> group.cutover().isPresent()));
        return inSnapshot || groups.stream().anyMatch(Recovery::logHoldsKeyEntries);
    }

    private static boolean logHoldsKeyEntries(Recovered group) {
        for (Logged logged : group.entries()) {
            if (EntryFrame.isOurs(ByteBuffer.wrap(logged.payload()))) {
                return true;
            }
        }
        return false;
    }

    /** The state that the sidecar has to begin with: in the logs that there are, with what the snapshots bring. */
    KeyState applyTo(Sidecar sidecar, Unlocking unlocking) {
        KeyState state = Imports.withoutDeparted(sidecar.state(), here());
        for (Recovered group : groups) {
            state = inLog(state, group);
            if (!sidecar.local().unmet().contains(group.group())) {
                checkCutover(group, state.group(group.group()));
            }
        }
        for (Recovered group : groups) {
            SealedState carried = snapshots.get(group.group());
            state = carried == null ? state : imported(state, carried, group.group(), unlocking);
        }
        for (GroupId group : cleartextGroups) {
            state = state.withGroup(group, KeyState.Group::cleartext);
        }
        return state;
    }

    /**
     * Says which cutovers were not met in the groups' logs: a log that is here and was not cut off behind it does not have the
     * marker; or only the control group's snapshot told of it, and the log is not here.
     */
    Sidecar unmet(Sidecar before, Sidecar after) {
        SortedSet<GroupId> unmet = new TreeSet<>(after.local().unmet());
        Map<GroupId, Recovered> logs = new HashMap<>();
        groups.forEach(group -> logs.put(group.group(), group));
        after.state()
                .groups()
                .forEach((group, known) -> known.cutover().ifPresent(cutover -> {
                    boolean told = before.state().group(group).cutover().isEmpty();
                    @Nullable Recovered log = logs.get(group);
                    if (log != null && Cutovers.hasMarkerAt(log.entries(), cutover)) {
                        unmet.remove(group);
                    } else if (log == null ? told : cutOff(log) < cutover || (told && !isVouchedFor(group, cutover))) {
                        unmet.add(group);
                    }
                }));
        snapshots.forEach((group, carried) -> {
            if (carried.vouchesForCutover(group)) {
                unmet.remove(group);
            }
        });
        return after.with(after.local().withUnmet(unmet));
    }

    private boolean isVouchedFor(GroupId group, long cutover) {
        SealedState carried = snapshots.get(group);
        return carried != null
                && carried.vouchesForCutover(group)
                && carried.state().group(group).cutover().equals(OptionalLong.of(cutover));
    }

    private static long cutOff(Recovered log) {
        return Math.max(
                log.purged(), log.keyState().map(SnapshotKeyState::index).orElse(0L));
    }

    /** Refuses a log that payloads cannot be bound to, if they are; and one whose identity key state has no room for. */
    void checkIdentities(KeyState state) {
        boolean bound = state.keys().values().stream()
                .anyMatch(key -> key.purpose() == Purpose.RAFT && !key.cipher().isSuite1());
        for (Recovered group : groups) {
            if (bound || !group.log().isEmpty()) {
                Binding.unusable(group.group(), group.log()).ifPresent(why -> {
                    throw new StartupRefusedException(Refusal.CONFIGURATION, why);
                });
            }
        }
    }

    /** Refuses an engine that knows less at append than the active raft DEK binds: nobody would open what it appended. */
    void checkBinds(KeyState state) {
        boolean bindsIndexes = state.activeDek(Purpose.RAFT)
                .flatMap(dek -> Optional.ofNullable(state.keys().get(dek)))
                .filter(key -> key.cipher().binds() == DekCipher.TERM_AND_INDEX)
                .isPresent();
        if (bindsIndexes && config.engine().append() != Engine.Append.INDEX_KNOWN) {
            throw new StartupRefusedException(
                    Refusal.CONFIGURATION,
                    "the active raft DEK binds payloads to their index, and this node's engine does not know the index when it"
                            + " appends: what it appended as leader no replica would open. Start the node with the engine"
                            + " that the others have");
        }
    }

    private Set<GroupId> here() {
        Set<GroupId> here = groups.stream().map(Recovered::group).collect(Collectors.toCollection(HashSet::new));
        config.engine().groups().forEach(hosted -> here.add(hosted.group()));
        here.add(config.control());
        return here;
    }

    /** In another log than before, the indexes at which keys were wrapped count nothing any more. */
    private KeyState inLog(KeyState state, Recovered group) {
        String before = state.group(group.group()).log();
        KeyState next = state.withGroup(group.group(), known -> known.in(group.log()));
        boolean restarted = group.group().equals(config.control()) && !before.isEmpty() && !before.equals(group.log());
        return restarted ? next.withEachKey(KeyState.Key::wrappedAnywhere) : next;
    }

    private KeyState imported(KeyState mine, SealedState carried, GroupId group, Unlocking unlocking) {
        if (!group.equals(config.control())) {
            return mergedGroup(mine, carried, group, unlocking);
        }
        KeyState theirs = withoutCutoversOfGoneLogs(mine, carried.state());
        KeyState merged = merged(group, () -> Imports.merged(mine, theirs, group));
        unlocking.unlock(merged.keys().values(), macs -> verify(group, carried, macs));
        return merged;
    }

    /**
     * The control group's snapshot may be from before the log of another group that is here began anew: what the sidecar says is
     * later.
     */
    private KeyState withoutCutoversOfGoneLogs(KeyState mine, KeyState ofControl) {
        KeyState kept = ofControl;
        for (Recovered each : groups) {
            GroupId group = each.group();
            KeyState.Group known = mine.group(group);
            if (known.cutover().isPresent() && !group.equals(config.control())) {
                kept = kept.withGroup(group, old -> old.cutover().equals(known.cutover()) ? old : known);
            }
        }
        return kept;
    }

    /** Made where the control group was further than here, it waits until that has caught up. */
    private KeyState mergedGroup(KeyState mine, SealedState carried, GroupId group, Unlocking unlocking) {
        boolean early = carried.signer()
                .filter(dek -> unlocking.keyring().find(dek).isEmpty())
                .isPresent();
        if (early) {
            pending.put(group, carried);
            return mine;
        }
        verify(group, carried, unlocking.macKeys());
        return merged(group, () -> Imports.mergedGroup(mine, carried.state(), group));
    }

    /** What halts where it is imported in passing is a reason not to start here. */
    private static KeyState merged(GroupId group, Supplier<KeyState> merge) {
        try {
            return merge.get();
        } catch (HaltApplyException e) {
            throw mismatch(group, "the snapshot contradicts the sidecar, " + e.getMessage(), e);
        }
    }

    private void verify(GroupId group, SealedState carried, KeyringMac macs) {
        try {
            carried.verify(group, config.cluster(), macs);
        } catch (MalformedException e) {
            throw unsound(group, e);
        }
    }

    /** A snapshot may be ahead of the sidecar, which is an import to finish; but the two may not contradict. */
    private void checkCutover(Recovered group, KeyState.Group mine) {
        if (group.keyState().isEmpty() || mine.cutover().isEmpty()) {
            return;
        }
        long cutover = mine.cutover().getAsLong();
        SealedState carried = snapshots.get(group.group());
        var theirs = carried == null
                ? KeyState.Group.NEW
                : carried.state().group(group.group()).in(group.log());
        if (theirs.generation() > mine.generation()) {
            return;
        }
        theirs = theirs.inGeneration(mine.generation());
        if (theirs.cutover().isPresent() && theirs.cutover().getAsLong() != cutover) {
            throw mismatch(
                    group.group(),
                    "the snapshot has the cutover at " + theirs.cutover().getAsLong() + ", the sidecar at " + cutover,
                    null);
        }
        long at = group.keyState().get().index();
        if (theirs.cutover().isEmpty() && at >= cutover) {
            throw mismatch(
                    group.group(),
                    "the snapshot at index " + at + " has no cutover, the sidecar has it at " + cutover,
                    null);
        }
    }

    private static StartupRefusedException mismatch(GroupId group, String found, @Nullable Exception cause) {
        return new StartupRefusedException(
                Refusal.SNAPSHOT_MISMATCH,
                "in group " + group + " " + found
                        + ": sealed payloads would be taken for cleartext, or the other"
                        + " way round. One of the two files is of another node or another time: bring back the right"
                        + " one, or replace the node by a new one under another name",
                cause);
    }

    /** Refuses if the engine regards entries as applied that changed keys and that neither file knows. */
    void checkNotBehind(KeyState state, Keyring keyring) {
        for (Recovered group : groups) {
            long known = Math.max(
                    state.group(group.group()).applied(),
                    group.keyState().map(carried -> carried.index()).orElse(0L));
            if (group.applied() > known) {
                checkGap(group, known, state, keyring);
            }
        }
    }

    private void checkGap(Recovered group, long known, KeyState state, Keyring keyring) {
        if (group.purged() > known && state.bootstrapped()) {
            throw behind(group, known, "the log is cut off through index " + group.purged());
        }
        for (Logged logged : group.entries()) {
            boolean inGap = logged.index() > known && logged.index() <= group.applied();
            if (inGap && changesKeys(group.group(), logged, state, keyring)) {
                throw behind(group, known, "an entry at index " + logged.index() + " changed keys, or cannot be read");
            }
        }
    }

    private static boolean changesKeys(GroupId group, Logged logged, KeyState state, Keyring keyring) {
        try {
            ByteBuffer payload = plain(group, logged, state, keyring);
            if (!EntryFrame.isOurs(payload)) {
                return false;
            }
            EncryptionEntry entry = EntryFrame.unframe(payload);
            return !(entry instanceof EncryptionEntry.RegisterWriter) && !(entry instanceof EncryptionEntry.Void);
        } catch (QuorumSealException e) {
            return true;
        }
    }

    private static ByteBuffer plain(GroupId group, Logged logged, KeyState state, Keyring keyring) {
        ByteBuffer payload = ByteBuffer.wrap(logged.payload());
        var cutover = state.group(group).cutover();
        if (cutover.isEmpty() || logged.index() <= cutover.getAsLong()) {
            return payload;
        }
        ByteBuffer out = ByteBuffer.allocate(payload.remaining());
        Binding log = Binding.log(group, state.group(group).log());
        int unused = Envelope.openLogged(keyring, log, logged.term(), logged.index(), payload, out);
        return out.flip();
    }

    private static StartupRefusedException behind(Recovered group, long known, String found) {
        return new StartupRefusedException(
                Refusal.SIDECAR_BEHIND,
                "the engine regards group " + group.group() + " as applied through index " + group.applied()
                        + ", the sidecar knows key changes through " + known + " only, and " + found
                        + ": the node would seal under old keys, or not at all. An old copy of the sidecar was put"
                        + " back. Start the node while the cluster answers, so that it gets the key state from there");
    }
}
