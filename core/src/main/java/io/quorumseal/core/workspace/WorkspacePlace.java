package io.quorumseal.core.workspace;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.core.internal.format.Sha256;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where the state machines of a node have their workspaces: a directory of the vendor's, in which each group gets one of its own.
 *
 * <p>What has to stay in memory is looked up when it is asked for, by what Linux says of its mounts and swaps then. Swap that is
 * turned on later, hibernation and what a hypervisor does are not seen.
 */
public final class WorkspacePlace {
    private static final String PREFIX = "quorumseal-";
    private static final int SHOWN = 40;
    private static final int HASH_DIGITS = 32;

    private final Path directory;
    private final boolean staysInMemory;

    private WorkspacePlace(Path directory, boolean staysInMemory) {
        this.directory = directory;
        this.staysInMemory = staysInMemory;
    }

    /**
     * Takes a directory of which it has to be shown that nothing of it gets to a disk.
     *
     * @param directory a directory on a {@code ramfs}, or on a {@code tmpfs} that cannot be swapped
     * @return the place, not checked yet
     */
    public static WorkspacePlace inMemory(Path directory) {
        return new WorkspacePlace(directory, true);
    }

    /**
     * Takes any directory. What is written there is in clear, and {@link #writtenInClear} says so.
     *
     * @param directory the directory
     * @return the place, not checked yet
     */
    public static WorkspacePlace onDisk(Path directory) {
        return new WorkspacePlace(directory, false);
    }

    /**
     * Checks it, as when an engine is built.
     *
     * @return this
     * @throws StartupRefusedException of {@code CONFIGURATION} if it is no directory, or may get to a disk though it has to stay in
     *     memory
     */
    public WorkspacePlace checked() {
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
        return staysInMemory ? Memory.now().doubt(real) : Optional.empty();
    }

    private Path real() throws IOException {
        Path real = directory.toRealPath();
        if (!Files.isDirectory(real)) {
            throw new IOException("not a directory");
        }
        return real;
    }

    /**
     * Makes the workspace of a group anew, for the owner of this process alone, and checks again. What an earlier process left there
     * is removed; what somebody else put in its place, too, or it is refused.
     *
     * @param node the node's name
     * @param group what the group is called in the directory: a text that no other group of the node has
     * @return the workspace, empty
     * @throws IOException if it cannot be made, or may get to a disk though it has to stay in memory
     */
    public Workspace make(String node, String group) throws IOException {
        Path root = of(node, group);
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

    /**
     * Tells where the workspace of a group is, or would be: under a name that begins with the beginnings of both names, and ends
     * with a hash of both, so that no other group of any node has it, and no file system finds it too long.
     *
     * @param node the node's name
     * @param group as for {@link #make}
     * @return its path
     * @throws IOException if the directory cannot be used
     */
    public Path of(String node, String group) throws IOException {
        String whose = encoded(node) + "/" + encoded(group);
        String hash = HexFormat.of()
                .formatHex(Sha256.of(ByteBuffer.wrap(whose.getBytes(StandardCharsets.UTF_8))))
                .substring(0, HASH_DIGITS);
        return real().resolve(PREFIX + shown(node) + "-" + shown(group) + "-" + hash);
    }

    private static String shown(String name) {
        String encoded = encoded(name);
        return encoded.substring(0, Math.min(SHOWN, encoded.length()));
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    /**
     * Says what of a group's snapshots gets to a disk in clear.
     *
     * @param group the group
     * @param workspace where its state machine has a workspace, if it has one
     * @param ofSealedValues whether the vendor promises that snapshots hold nothing to be sealed; counts where there is no
     *     workspace
     * @return one line for people; empty if nothing does
     */
    public static Optional<String> writtenInClear(
            GroupId group, Optional<WorkspacePlace> workspace, boolean ofSealedValues) {
        if (workspace.isPresent()) {
            return workspace.flatMap(place -> place.writtenInClear(group));
        }
        return ofSealedValues
                ? Optional.empty()
                : Optional.of("the state machine of group " + group
                        + " writes its snapshots itself: they are in clear, unless"
                        + " it seals what they hold. Give the engine a workspace, or declare"
                        + " snapshotsHoldOnlySealedValues");
    }

    private Optional<String> writtenInClear(GroupId group) {
        return staysInMemory
                ? Optional.empty()
                : Optional.of("the state machine of group " + group + " works in " + directory
                        + ", which was not shown to stay in memory: its files there are in clear. Give the engine a"
                        + " workspace in memory");
    }
}
