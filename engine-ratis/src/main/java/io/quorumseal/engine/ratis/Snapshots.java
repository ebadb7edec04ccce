package io.quorumseal.engine.ratis;

import io.quorumseal.engine.ratis.KeyFiles.KeyFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.jspecify.annotations.Nullable;

/**
 * A group's snapshots, each with the group's key state as one file more. A snapshot is seen by Ratis only when that file is
 * there.
 *
 * <p>Key state may be newer than its snapshot, never older. So the file is written after the vendor fixed the
 * position, and only for a position up to which everything was applied through here.
 */
abstract class Snapshots {
    final Hosted hosted;
    final SnapshotForm form;
    private final Optional<Path> configured;
    private volatile @Nullable KeyFiles files;
    private volatile long covered = RaftLog.INVALID_LOG_INDEX;

    /** What Ratis sees. */
    volatile @Nullable SnapshotInfo latest;

    /**
     * Makes those of a group.
     *
     * @param configured the snapshot directory, if it is not where Ratis has it
     */
    Snapshots(Hosted hosted, SnapshotForm form, Optional<Path> configured) {
        this.hosted = hosted;
        this.form = form;
        this.configured = configured;
    }

    static Snapshots of(Hosted hosted, SnapshotForm form, Optional<Path> configured) {
        return form.workspace().isPresent()
                ? new WorkspaceSnapshots(hosted, form, configured)
                : new InPlaceSnapshots(hosted, form, configured);
    }

    /**
     * The group starts.
     *
     * @param real Ratis's storage
     * @return what the machine gets as its storage
     */
    abstract RaftStorage begin(RaftStorage real) throws IOException;

    /** What the machine gets as its storage once the group has started. */
    abstract RaftStorage forVendor(RaftStorage real);

    /**
     * Brings the newest snapshot to where the machine finds it, before it loads.
     *
     * @param refuseClear whether one in clear is refused
     * @throws IOException if it cannot be opened; then the machine must not load
     */
    abstract void bring(boolean refuseClear) throws IOException;

    /**
     * The vendor has loaded its latest snapshot; the key state at its position is what the runtime began with.
     *
     * @throws IOException if it loaded something else than what was brought
     */
    abstract void loaded() throws IOException;

    /** Has the machine take a snapshot. */
    final long take() throws IOException {
        if (hosted.dead()) {
            throw new IOException("apply halted; no snapshot is taken of what it left");
        }
        return taken();
    }

    abstract long taken() throws IOException;

    /** Finds the newest snapshot that has its key state; gives it its key state if that is possible now. */
    @Nullable
    abstract SnapshotInfo latest();

    /** Retains as many as the vendor's storage is told to; not positive is all. */
    abstract void cleanUp(int retained) throws IOException;

    /** Where Ratis finds snapshots, and puts those of other members. */
    @Nullable
    abstract File snapshotDirectory();

    /** Where Ratis collects those of other members. */
    @Nullable
    abstract File temporaryDirectory();

    /** The group does not run any more. */
    abstract void close();

    /** Tells up to where everything was applied through here, or came with a snapshot. */
    final long position() {
        return covered;
    }

    final void covered(long index) {
        covered = Math.max(covered, index);
    }

    final void coveredBy(@Nullable SnapshotInfo loaded) {
        covered = loaded == null ? RaftLog.INVALID_LOG_INDEX : loaded.getIndex();
    }

    final Path directory(RaftStorage real) {
        return configured
                .orElseGet(() -> real.getStorageDir().getStateMachineDir().toPath())
                .toAbsolutePath()
                .normalize();
    }

    final void keysIn(Path directory) {
        files = new KeyFiles(directory, form.disk());
    }

    final KeyFiles keys() {
        KeyFiles opened = files;
        if (opened == null) {
            throw new IllegalStateException("the state machine is not initialized");
        }
        return opened;
    }

    final Optional<KeyFile> newestKeys() throws IOException {
        return keys().newest();
    }

    /** To Ratis, only this kind of error means that there is no snapshot; any other closes the group. */
    final byte[] exported(long index) throws IOException {
        try {
            byte[] state = hosted.seal().exportState(index);
            hosted.known(index);
            return state;
        } catch (RuntimeException e) {
            throw new IOException("the key state of group " + hosted.seal().id() + " cannot be exported", e);
        }
    }

    /** A snapshot may be installed that the vendor is not shown, or not yet; Ratis needs its position. */
    final @Nullable SnapshotInfo installed(@Nullable SnapshotInfo known) throws IOException {
        Optional<TermIndex> installed = newestKeys().map(KeyFile::at);
        return installed.isEmpty() ? known : new FileListSnapshotInfo(List.of(), installed.get());
    }

    static SnapshotInfo joined(TermIndex at, List<FileInfo> files, KeyFile keys) {
        List<FileInfo> all = new ArrayList<>(files);
        all.add(new FileInfo(keys.path(), null));
        return new FileListSnapshotInfo(all, at);
    }

    final boolean isHidden() {
        return hosted.dead() || hosted.paused();
    }

    static boolean isAt(@Nullable SnapshotInfo known, TermIndex at) {
        return known != null && known.getTermIndex().equals(at);
    }
}
