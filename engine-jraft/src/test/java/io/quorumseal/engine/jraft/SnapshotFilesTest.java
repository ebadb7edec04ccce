package io.quorumseal.engine.jraft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotStorage;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotFilesTest {
    @TempDir
    Path directory;

    /** JRaft goes by its own rule where a directory is the snapshots' own, or begins with the same letters. */
    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"snapshots", "snap", "snapshots/below", "elsewhere"})
    void unfinished_isWhereJRaftMakesSnapshots(@Nullable String name) {
        String snapshots = directory.resolve("snapshots").toString();
        String temp =
                name == null || name.isEmpty() ? name : directory.resolve(name).toString();
        NodeOptions options = new NodeOptions();
        options.setSnapshotUri(snapshots);
        options.setSnapshotTempUri(temp);
        String made = new LocalSnapshotStorage(snapshots, temp, new RaftOptions())
                .create()
                .getPath();
        assertEquals(made, SnapshotFiles.of(options, true).unfinished().toString());
    }
}
