package io.quorumseal.engine.ratis;

import io.quorumseal.core.workspace.Workspace;
import java.io.File;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorageDirectory;
import org.apache.ratis.server.storage.RaftStorageMetadataFile;

/** What a machine takes for its storage; that of Ratis is for Ratis to open and close. */
record WorkspaceStorage(RaftStorage real, RaftStorageDirectory directory) implements RaftStorage {

    static RaftStorage of(Workspace workspace, RaftStorage real) {
        return new WorkspaceStorage(real, new Directory(workspace.root().toFile(), real.getStorageDir()));
    }

    @Override
    public void initialize() {
        // It is there.
    }

    @Override
    public RaftStorageDirectory getStorageDir() {
        return directory;
    }

    @Override
    public RaftStorageMetadataFile getMetadataFile() {
        return real.getMetadataFile();
    }

    @Override
    public CorruptionPolicy getLogCorruptionPolicy() {
        return real.getLogCorruptionPolicy();
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private record Directory(File root, RaftStorageDirectory real) implements RaftStorageDirectory {
        @Override
        public File getRoot() {
            return root;
        }

        @Override
        public boolean isHealthy() {
            return real.isHealthy();
        }
    }
}
