package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.KeyState.Group;
import io.quorumseal.api.Sidecar;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.core.internal.sidecar.SidecarMac.Verdict;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decides on a file that holds something worth protecting and has no MAC: written by the reference, or stripped of its
 * MAC by somebody. Only the operator can tell which, and he may be mistaken: a cutover that the snapshot knows must be
 * in the file.
 */
public final class Adoption {
    private Adoption() {}

    /** Tells whether a file may be used only if the operator adopts it. */
    public static boolean needed(KeyState file, Verdict mac) {
        return mac == Verdict.ABSENT && holdsSomething(file);
    }

    /**
     * Tells what is believed of a file that nobody has to adopt: all of it if it has a MAC. Without one, anybody may have
     * written its indexes and its records of key events, and a node that has no keys lacks none of them: only whose the
     * file is, its opening number and whether the node joins are believed.
     */
    public static Sidecar believed(Sidecar file, Verdict mac) {
        if (mac != Verdict.ABSENT || holdsSomething(file.state())) {
            return file;
        }
        Sidecar.Local local = file.local();
        Sidecar.Local identity = new Sidecar.Local(local.cluster(), local.node(), local.opening(), Optional.empty());
        return new Sidecar(KeyState.EMPTY, identity.withJoining(local.joining()), file.unknown());
    }

    private static boolean holdsSomething(KeyState file) {
        return !file.keys().isEmpty()
                || !file.registry().isEmpty()
                || !file.retired().isEmpty()
                || file.storageCutover().isPresent()
                || file.groups().values().stream().anyMatch(Adoption::cutOver);
    }

    /**
     * Checks what the operator wants to adopt against what is known otherwise.
     *
     * @param file what the file holds
     * @param snapshot the key state of the control group's latest snapshot, if it carries one
     * @throws StartupRefusedException if the snapshot knows a cutover that the file lacks or has elsewhere
     */
    public static void check(KeyState file, Optional<KeyState> snapshot) {
        snapshot.ifPresent(known -> {
            checkStorage(known.storageCutover(), file.storageCutover());
            known.groups().forEach((id, group) -> checkGroup(id, group, file.group(id)));
        });
    }

    /** A file of version 1 holds the storage cutover with index 0, for one that was not recorded. */
    private static void checkStorage(OptionalLong known, OptionalLong found) {
        boolean unrecorded = found.isPresent() && found.getAsLong() == 0;
        if (known.isPresent() && !unrecorded) {
            checkSame("the storage cutover", known, found);
        }
    }

    private static void checkGroup(GroupId id, Group known, Group found) {
        if (known.cutover().isPresent() && sameLog(known, found)) {
            checkSame("the raft cutover of group " + id, known.cutover(), found.cutover());
        } else if (cutOver(known) && !cutOver(found)) {
            throw lost("the raft cutover of group " + id + " in another log", "none");
        }
    }

    private static boolean sameLog(Group known, Group found) {
        return known.log().isEmpty() || found.log().isEmpty() || known.log().equals(found.log());
    }

    private static boolean cutOver(Group group) {
        return group.cutover().isPresent() || group.undecided();
    }

    private static void checkSame(String what, OptionalLong known, OptionalLong found) {
        if (!known.equals(found)) {
            String instead = found.isPresent() ? "it at " + found.getAsLong() : "none";
            throw lost(what + " at index " + known.getAsLong(), instead);
        }
    }

    private static StartupRefusedException lost(String known, String found) {
        return new StartupRefusedException(
                Refusal.SIDECAR_NOT_ADOPTED,
                "the sidecar has no MAC and cannot be adopted: the snapshot has " + known + ", the sidecar has " + found
                        + ". Sealed data would be taken for cleartext: bring back this node's own file");
    }
}
