package io.quorumseal.core.internal.apply;

import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.Bootstrap;
import io.quorumseal.api.EncryptionEntry.NewKey;
import io.quorumseal.api.EncryptionEntry.NewKeys;
import io.quorumseal.api.EncryptionEntry.RegisterWriter;
import io.quorumseal.api.EncryptionEntry.RetireDek;
import io.quorumseal.api.EncryptionEntry.RewrapDeks;
import io.quorumseal.api.EncryptionEntry.RotateDek;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.core.internal.format.EntryLimits;
import io.quorumseal.core.internal.format.KeyStateLimits;
import io.quorumseal.core.internal.format.ProposalLimits;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/**
 * Whether what an entry leads to has room wherever it has to go: into the sidecar, into exported key state, to other
 * members. Asked before an entry is proposed, and never when it is applied: what is committed has to go on. Only what
 * grows is refused, so that what makes room always passes.
 */
public final class Room {
    private static final String RETIRE =
            "rewrite and purge, then retire the old DEKs that nothing needs any more, and rotate less often";

    private static final List<Part> PARTS = List.of(
            new Part(
                    "live DEKs", ProposalLimits.LIVE_DEKS, state -> state.keys().size(), RETIRE),
            new Part(
                    "registrations",
                    KeyStateLimits.REGISTRY_ROWS,
                    state -> state.registry().size(),
                    RETIRE),
            new Part(
                    "retired DEKs",
                    KeyStateLimits.RETIRED_IDS,
                    state -> state.retired().size(),
                    "no command makes room for more: move the data to a new cluster"),
            new Part(
                    "groups",
                    KeyStateLimits.GROUPS,
                    state -> state.groups().size(),
                    "host fewer groups in one process, under another control group"));

    /** What of key state can become too much. */
    private record Part(String name, int most, ToIntFunction<KeyState> count, String help) {
        private void check(KeyState before, KeyState next) {
            int found = count.applyAsInt(next);
            if (found > most && found > count.applyAsInt(before)) {
                throw refused("it makes " + found + " " + name + ", and at most " + most + " have room", help);
            }
        }
    }

    private Room() {}

    /**
     * Refuses an entry that leads to more than has room.
     *
     * @param fileSize tells how many bytes the sidecar has with a key state
     * @throws RejectedException with {@link Reason#NO_ROOM}
     */
    static void check(EncryptionEntry entry, KeyState before, KeyState next, ToIntFunction<KeyState> fileSize) {
        wrapped(entry).forEach(Room::checkLength);
        for (Part part : PARTS) {
            part.check(before, next);
        }
        mostBytes(entry, before, next).ifPresent(most -> checkFile(next, fileSize.applyAsInt(next), most));
    }

    private static List<WrappedDek> wrapped(EncryptionEntry entry) {
        if (entry instanceof Bootstrap bootstrap) {
            return List.of(bootstrap.storage(), bootstrap.raft());
        }
        if (entry instanceof RotateDek rotate) {
            return List.of(rotate.dek());
        }
        if (entry instanceof NewKeys keys) {
            return keys.keys().stream().map(NewKey::dek).toList();
        }
        return entry instanceof RewrapDeks rewrap ? rewrap.deks() : List.of();
    }

    private static void checkLength(WrappedDek dek) {
        if (dek.wrapped().length > EntryLimits.WRAPPED_DEK_BYTES) {
            throw refused(
                    "the KEK wrapped DEK " + dek.id() + " in " + dek.wrapped().length + " bytes, and at most "
                            + EntryLimits.WRAPPED_DEK_BYTES + " have room",
                    "name another KEK, or have this one wrap more shortly");
        }
    }

    /** A new member still has room when new keys have none; one that is registered, and what makes room, always has. */
    private static OptionalInt mostBytes(EncryptionEntry entry, KeyState before, KeyState next) {
        if (entry instanceof RetireDek || entry instanceof EncryptionEntry.Void) {
            return OptionalInt.empty();
        }
        if (entry instanceof RegisterWriter) {
            boolean isNew = next.registry().size() > before.registry().size();
            return isNew ? OptionalInt.of(ProposalLimits.SIDECAR_BYTES_WITH_MEMBERS) : OptionalInt.empty();
        }
        return OptionalInt.of(
                entry instanceof RewrapDeks ? ProposalLimits.SIDECAR_BYTES_WITH_MEMBERS : ProposalLimits.SIDECAR_BYTES);
    }

    private static void checkFile(KeyState next, int size, int most) {
        if (size > most) {
            throw refused(
                    "the sidecar comes to " + size + " bytes, and at most " + most + " have room; it holds "
                            + next.keys().size() + " live DEKs, "
                            + next.registry().size() + " registrations under them and "
                            + next.retired().size() + " ids of retired ones",
                    RETIRE);
        }
    }

    private static RejectedException refused(String found, String help) {
        return new RejectedException(
                Reason.NO_ROOM,
                "key state has no room for this entry: " + found
                        + ". Members could not take it over any more. What is sealed stays readable, and nothing was"
                        + " proposed. To go on, " + help);
    }

    /** Warns from three quarters of the live DEKs on, in one line. */
    public static Optional<String> warning(KeyState state) {
        int found = state.keys().size();
        return found < ProposalLimits.LIVE_DEKS_WARNING
                ? Optional.empty()
                : Optional.of(found + " of " + ProposalLimits.LIVE_DEKS
                        + " live DEKs that have room; then no rotation is possible. In time, " + RETIRE);
    }
}
