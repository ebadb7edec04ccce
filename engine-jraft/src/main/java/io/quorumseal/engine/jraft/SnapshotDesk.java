package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import io.quorumseal.core.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where a group's state machine leaves and finds its snapshots in clear: in its workspace, or where JRaft has them. */
final class SnapshotDesk {
    private static final String SAVING = "save";
    private static final String LOADING = "load";

    /** Beside the snapshots, where there is no workspace. */
    private static final String OPENED = SealedSnapshot.OWN + "opened";

    private final HostedGroup hosted;
    private final SnapshotForm form;
    private volatile @Nullable Workspace workspace;

    SnapshotDesk(HostedGroup hosted, SnapshotForm form) {
        this.hosted = hosted;
        this.form = form;
    }

    /** The group begins to run: what an earlier process left in clear is removed. */
    void begins() throws IOException {
        Workspace.remove(beside());
        if (form.workspace().isPresent()) {
            workspace = form.workspace()
                    .get()
                    .make(hosted.group().nodeName(), hosted.id().name());
        }
    }

    private Path beside() {
        return hosted.group().snapshots().directory().resolve(OPENED);
    }

    /** The group does not run any more. */
    void ended() {
        Workspace made = workspace;
        if (made != null) {
            discard(made.root());
        }
    }

    /** Whether the machine has a workspace. */
    boolean seals() {
        return form.isSealed();
    }

    void discard(Path directory) {
        try {
            Workspace.remove(directory);
        } catch (IOException e) {
            hosted.unsealed(directory + ", with files in clear, is not removed, the next start does it: " + e);
        }
    }

    SealedSnapshot snapshot(SnapshotMeta meta, String path) {
        return new SealedSnapshot(
                hosted.runtime().files(),
                hosted.group().group().log(),
                meta,
                Path.of(path).toAbsolutePath());
    }

    // ---- saving

    /** What the machine writes to instead, if it has a workspace. */
    Optional<WorkspaceWriter> writer(SnapshotWriter real) throws IOException {
        Workspace made = workspace;
        if (made == null) {
            return Optional.empty();
        }
        Path place = made.root().resolve(SAVING);
        Workspace.empty(place);
        return Optional.of(new WorkspaceWriter(real, place));
    }

    /** A machine may swallow that there is no room, and list half a file. */
    void checkRoom() throws IOException {
        Workspace made = workspace;
        if (made != null) {
            made.checkRoom(form.steps());
        }
    }

    // ---- loading

    /**
     * Has the machine load a snapshot; what of it was sealed is opened, and removed again.
     *
     * @param refuseClear whether one in clear is refused where there is a workspace
     * @param machine what the machine says
     * @throws IOException if it cannot be opened; then the machine loads nothing
     */
    boolean load(SnapshotReader reader, boolean refuseClear, Predicate<SnapshotReader> machine) throws IOException {
        SealedSnapshot snapshot = snapshot(reader.load(), reader.getPath());
        if (!snapshot.isSealed(reader.listFiles())) {
            clear(reader.getPath(), refuseClear);
            return machine.test(reader);
        }
        Path place = placeToLoad();
        try {
            return machine.test(new WorkspaceReader(reader, place, snapshot.open(place)));
        } finally {
            discard(place);
        }
    }

    private void clear(String path, boolean refuseClear) throws IOException {
        if (!seals()) {
            return;
        }
        String found = "the snapshot " + path + " is in clear";
        if (refuseClear) {
            throw new IOException(
                    found + ", and this node has seen that nothing is: somebody put it there, or another member"
                            + " has no workspace. Give each member one");
        }
        hosted.unsealed(found + ", until the next one is taken");
    }

    private Path placeToLoad() throws IOException {
        Workspace made = workspace;
        Path place = made == null ? beside() : made.root().resolve(LOADING);
        Workspace.empty(place);
        if (made == null) {
            hosted.unsealed("a sealed snapshot is in clear in " + place
                    + " while it is loaded, because this node has no workspace");
        }
        return place;
    }
}
