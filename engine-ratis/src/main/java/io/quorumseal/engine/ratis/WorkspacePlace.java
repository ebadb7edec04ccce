package io.quorumseal.engine.ratis;

import io.quorumseal.api.StartupRefusedException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Where state machines have their workspaces.
 *
 * @param directory the vendor's; it is there
 * @param inMemory whether it has to be shown that nothing of it gets to a disk
 */
record WorkspacePlace(Path directory, boolean inMemory) {
    private static final String PREFIX = "quorumseal-";

    /**
     * Checks it.
     *
     * @throws StartupRefusedException if it is no directory, or may get to a disk though it has to stay in memory
     */
    WorkspacePlace checked() {
        try {
            Path real = real();
            doubt(real).ifPresent(why -> {
                throw refused(
                        "the workspace " + directory + " may get to a disk, and what a state machine writes there is in"
                                + " clear: " + why
                                + ". Take a directory of a tmpfs that is mounted with noswap, or of a ramfs, or"
                                + " turn swapping off. With workspaceOnDisk, the name of which says so, it is not checked");
            });
            return this;
        } catch (IOException e) {
            throw refused("the workspace " + directory + " is no directory that can be used: " + e);
        }
    }

    private static StartupRefusedException refused(String message) {
        return new StartupRefusedException(StartupRefusedException.Refusal.CONFIGURATION, message);
    }

    private Optional<String> doubt(Path real) throws IOException {
        return inMemory ? Memory.now().doubt(real) : Optional.empty();
    }

    private Path real() throws IOException {
        Path real = directory.toRealPath();
        if (!Files.isDirectory(real)) {
            throw new IOException("not a directory");
        }
        return real;
    }

    /**
     * Makes the workspace of a group anew, for the owner of this process alone. What an earlier process left there is
     * removed; what somebody else put in its place, too, or it is refused.
     */
    Workspace make(String node, String group) throws IOException {
        Path root = real().resolve(PREFIX + URLEncoder.encode(node, StandardCharsets.UTF_8) + "-" + group);
        Workspace.remove(root);
        Files.createDirectory(root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("the workspace " + root + " was exchanged while it was made");
        }
        Optional<String> doubt = doubt(root);
        if (doubt.isPresent()) {
            throw new IOException("the workspace " + root + " may get to a disk: " + doubt.get());
        }
        return new Workspace(root);
    }
}
