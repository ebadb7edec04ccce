package io.quorumseal.testkit;

import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.core.workspace.Workspace;
import io.quorumseal.core.workspace.WorkspacePlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;

/**
 * A directory for the workspaces of state machines that is on no disk, if this system has one.
 *
 * @param path where, without symbolic links
 * @param inMemory whether what is written there stays in memory
 */
public record MemoryDirectory(Path path, boolean inMemory) implements AutoCloseable {
    private static final Path SHARED = Path.of("/dev/shm");

    /**
     * Makes one, in {@code /dev/shm} if that stays in memory, or else beside other temporary files.
     *
     * @return the directory, empty
     * @throws IOException if it cannot be made
     */
    public static MemoryDirectory make() throws IOException {
        boolean inMemory = staysInMemory(SHARED);
        Path path =
                inMemory ? Files.createTempDirectory(SHARED, "quorumseal") : Files.createTempDirectory("quorumseal");
        return new MemoryDirectory(path.toRealPath(), inMemory);
    }

    /**
     * Tells whether an engine takes a directory for a workspace.
     *
     * @param directory the directory
     * @return whether it is there, and what is written there is shown to stay in memory
     */
    public static boolean staysInMemory(Path directory) {
        try {
            WorkspacePlace unused = WorkspacePlace.inMemory(directory).checked();
            return true;
        } catch (StartupRefusedException mayNot) {
            return false;
        }
    }

    /**
     * Gives it to an engine as the workspace.
     *
     * @param <B> what builds the engine
     * @param builder the engine's builder
     * @param workspace its method for one that has to stay in memory
     * @param workspaceOnDisk its method for any other
     * @return what the method returns
     */
    public <B> B in(B builder, BiFunction<B, Path, B> workspace, BiFunction<B, Path, B> workspaceOnDisk) {
        return (inMemory ? workspace : workspaceOnDisk).apply(builder, path);
    }

    /**
     * Removes it with all that is in it.
     *
     * @throws IOException if something cannot be removed
     */
    @Override
    public void close() throws IOException {
        Workspace.remove(path);
    }
}
