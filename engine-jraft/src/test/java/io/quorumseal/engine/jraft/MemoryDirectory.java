package io.quorumseal.engine.jraft;

import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.core.workspace.Workspace;
import io.quorumseal.core.workspace.WorkspacePlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A directory for workspaces that is on no disk, if this system has one.
 *
 * @param path where
 * @param inMemory whether it is one
 */
record MemoryDirectory(Path path, boolean inMemory) implements AutoCloseable {
    private static final Path SHARED = Path.of("/dev/shm");

    static MemoryDirectory make() throws IOException {
        boolean inMemory = staysInMemory(SHARED);
        Path path =
                inMemory ? Files.createTempDirectory(SHARED, "quorumseal") : Files.createTempDirectory("quorumseal");
        return new MemoryDirectory(path.toRealPath(), inMemory);
    }

    static boolean staysInMemory(Path directory) {
        try {
            WorkspacePlace unused = WorkspacePlace.inMemory(directory).checked();
            return true;
        } catch (StartupRefusedException mayNot) {
            return false;
        }
    }

    JRaftEngine.Builder in(JRaftEngine.Builder builder) {
        return inMemory ? builder.workspace(path) : builder.workspaceOnDisk(path);
    }

    @Override
    public void close() throws IOException {
        Workspace.remove(path);
    }
}
