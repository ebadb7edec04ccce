package io.quorumseal.api.spi;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Who may do what with a file.
 *
 * @param owner the number of its owner
 * @param group the number of its group
 * @param mode its mode
 */
record FileRights(int owner, int group, Set<PosixFilePermission> mode) {
    private static final int ROOT = 0;
    private static final String AFTERWARDS = ", and replace the secret if somebody may have read it";

    /** Says what is wrong and what to do, of a file that is secret or that everybody may read. */
    Optional<String> fault(boolean secret, Supplier<OwnIdentity> process) {
        return secret ? faultOfSecret(process.get()) : faultOfPublic();
    }

    private Optional<String> faultOfSecret(OwnIdentity process) {
        if (may("OTHERS_")) {
            return Optional.of("is open to everybody (mode " + text() + "); " + remedy(process) + AFTERWARDS
                    + " (in Kubernetes: defaultMode 0440 of the volume, and fsGroup of the pod)");
        }
        if (mode.contains(PosixFilePermission.GROUP_WRITE)) {
            return Optional.of("can be changed by its group (mode " + text() + "); " + remedy(process) + AFTERWARDS);
        }
        if (may("GROUP_") && !process.isIn(group) && !isRoots()) {
            return Optional.of("is open to group " + Integer.toUnsignedString(group)
                    + ", which is none of this process (mode " + text() + "; " + process + "); " + remedy(process)
                    + AFTERWARDS);
        }
        return Optional.empty();
    }

    private Optional<String> faultOfPublic() {
        return mode.contains(PosixFilePermission.GROUP_WRITE) || mode.contains(PosixFilePermission.OTHERS_WRITE)
                ? Optional.of("can be changed by others than its owner (mode " + text()
                        + "); chmod 644 it, and compare it with where it came from")
                : Optional.empty();
    }

    private boolean may(String whom) {
        return mode.stream().anyMatch(right -> right.name().startsWith(whom));
    }

    /** Root's group has no members of its own: a right of it is that of an access control list, or of root. */
    private boolean isRoots() {
        return owner == ROOT && group == ROOT;
    }

    /** An owner needs no group; who is not the owner reads as one of the group. */
    private String remedy(OwnIdentity process) {
        if (!process.isNot(owner)) {
            return "chmod 600 it";
        }
        return process.isIn(group)
                ? "chmod 440 it"
                : "chgrp "
                        + Integer.toUnsignedString(process.groups().iterator().next()) + " it and chmod 440 it";
    }

    private String text() {
        return PosixFilePermissions.toString(mode);
    }
}
