package io.quorumseal.core.internal.runtime;

import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.Engine.Logged;
import io.quorumseal.api.spi.Engine.Recovered;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.core.internal.format.KeyStateCodec;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.key.Keyring;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the engine's own files say, held against the sidecar. */
final class Recovery {
    private final Config config;
    private final Set<GroupId> cleartextGroups;
    private final List<Recovered> groups;
    private final Map<GroupId, KeyState> snapshots = new HashMap<>();

    Recovery(Config config, Set<GroupId> cleartextGroups) {
        this.config = config;
        this.cleartextGroups = cleartextGroups;
        this.groups = config.engine().recovered();
        for (Recovered group : groups) {
            group.keyState().ifPresent(carried -> snapshots.put(group.group(), decoded(group, carried.state())));
        }
    }

    private static KeyState decoded(Recovered group, byte[] state) {
        try {
            return KeyStateCodec.decode(ByteBuffer.wrap(state));
        } catch (MalformedException e) {
            throw new StartupRefusedException(
                    Refusal.SNAPSHOT_MISMATCH,
                    "the key state in the snapshot of group " + group.group() + " does not parse: " + e.getMessage()
                            + ". Entries behind it could not be opened. Remove the snapshot's files and let the node"
                            + " get another one from the leader",
                    e);
        }
    }

    Optional<KeyState> controlKeyState() {
        return Optional.ofNullable(snapshots.get(config.control()));
    }

    /** Whether a snapshot or the readable part of a log has keys. */
    boolean holdsKeyState() {
        boolean inSnapshot = snapshots.values().stream()
                .anyMatch(state -> state.bootstrapped()
                        || state.groups().values().stream()
                                .anyMatch(group -> group.cutover().isPresent()));
        return inSnapshot
                || groups.stream()
                        .flatMap(group -> group.entries().stream())
                        .anyMatch(logged -> EntryFrame.isOurs(ByteBuffer.wrap(logged.payload())));
    }

    /** The state that the sidecar has to begin with: in the logs that there are, with what the snapshots bring. */
    KeyState applyTo(KeyState sidecar, Unlocking unlocking) {
        KeyState state = sidecar;
        for (Recovered group : groups) {
            state = state.withGroup(group.group(), known -> known.in(group.log()));
            checkCutover(group, state.group(group.group()));
        }
        for (Recovered group : groups) {
            KeyState carried = snapshots.get(group.group());
            state = carried == null ? state : imported(state, carried, group.group(), unlocking);
        }
        for (GroupId group : cleartextGroups) {
            state = state.withGroup(group, KeyState.Group::cleartext);
        }
        return state;
    }

    private KeyState imported(KeyState mine, KeyState carried, GroupId group, Unlocking unlocking) {
        if (!group.equals(config.control())) {
            return Imports.mergedGroup(mine, carried, group);
        }
        KeyState merged = Imports.merged(mine, carried, group);
        unlocking.unlock(merged.keys().values());
        return merged;
    }

    /** A snapshot may be ahead of the sidecar, which is an import to finish; but the two may not contradict. */
    private void checkCutover(Recovered group, KeyState.Group mine) {
        if (group.keyState().isEmpty() || mine.cutover().isEmpty()) {
            return;
        }
        long cutover = mine.cutover().getAsLong();
        KeyState carried = snapshots.get(group.group());
        var theirs = carried == null
                ? KeyState.Group.NEW
                : carried.group(group.group()).in(group.log());
        if (theirs.cutover().isPresent() && theirs.cutover().getAsLong() != cutover) {
            throw mismatch(
                    group,
                    "the snapshot has the cutover at " + theirs.cutover().getAsLong() + ", the sidecar at " + cutover);
        }
        long at = group.keyState().get().index();
        if (theirs.cutover().isEmpty() && at >= cutover) {
            throw mismatch(group, "the snapshot at index " + at + " has no cutover, the sidecar has it at " + cutover);
        }
    }

    private static StartupRefusedException mismatch(Recovered group, String found) {
        return new StartupRefusedException(
                Refusal.SNAPSHOT_MISMATCH,
                "in group " + group.group() + " " + found
                        + ": sealed payloads would be taken for cleartext, or the other"
                        + " way round. One of the two files is of another node or another time: bring back the right"
                        + " one, or replace the node by a new one under another name");
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
        Envelope.open(keyring, Binding.RAFT, Envelope.NO_KEY, payload, out);
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
