package io.quorumseal.engine.ratis;

import io.quorumseal.engine.ratis.KeyFiles.KeyFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's snapshots, each with the group's key state as one file more. A snapshot is seen by Ratis only when
 * that file is there.
 *
 * <p>Key state may be newer than its snapshot, never older. So the file is written after the vendor fixed the
 * position, and only for a position up to which everything was applied through here.
 */
final class Snapshots {
    private static final Logger LOG = System.getLogger(Snapshots.class.getName());

    private final Hosted hosted;
    private volatile @Nullable KeyFiles files;
    private volatile long covered = RaftLog.INVALID_LOG_INDEX;
    private volatile @Nullable SnapshotInfo latest;

    Snapshots(Hosted hosted) {
        this.hosted = hosted;
    }

    void open(Path directory) {
        files = new KeyFiles(directory);
    }

    /** The vendor has loaded its latest snapshot; the key state at its position is what the runtime began with. */
    void loaded() {
        latest = null;
        SnapshotInfo loaded = hosted.vendor().getLatestSnapshot();
        covered = loaded == null ? RaftLog.INVALID_LOG_INDEX : loaded.getIndex();
    }

    /** Tells up to where everything was applied through here, or came with a snapshot. */
    long position() {
        return covered;
    }

    void covered(long index) {
        covered = Math.max(covered, index);
    }

    long take() throws IOException {
        if (hosted.dead()) {
            throw new IOException("apply halted; no snapshot is taken of what it left");
        }
        long index = hosted.vendor().takeSnapshot();
        SnapshotInfo taken = hosted.vendor().getLatestSnapshot();
        if (taken != null) {
            complete(taken);
        }
        return index;
    }

    /** Finds the newest snapshot that has its key state; gives it its key state if that is possible now. */
    @Nullable
    SnapshotInfo latest() {
        SnapshotInfo vendors = hosted.vendor().getLatestSnapshot();
        try {
            return hosted.dead() ? installed(vendors) : vendors == null ? latest : complete(vendors);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a snapshot without key state stays hidden", e);
            return latest;
        }
    }

    private @Nullable SnapshotInfo complete(SnapshotInfo vendors) throws IOException {
        SnapshotInfo known = latest;
        return known != null && known.getTermIndex().equals(vendors.getTermIndex()) ? known : join(vendors);
    }

    private synchronized @Nullable SnapshotInfo join(SnapshotInfo vendors) throws IOException {
        TermIndex at = vendors.getTermIndex();
        Optional<KeyFile> file = files().at(at);
        if (file.isEmpty() && at.getIndex() <= covered) {
            file = Optional.of(files().write(at, exported(at.getIndex())));
        }
        file.ifPresent(keys -> latest = joined(vendors, keys));
        return latest;
    }

    /** To Ratis, only this kind of error means that there is no snapshot; any other closes the group. */
    private byte[] exported(long index) throws IOException {
        try {
            return hosted.seal().exportState(index);
        } catch (RuntimeException e) {
            throw new IOException("the key state of group " + hosted.seal().id() + " cannot be exported", e);
        }
    }

    /** A snapshot may be installed that the dead adapter does not show the vendor; Ratis needs its position. */
    private @Nullable SnapshotInfo installed(@Nullable SnapshotInfo vendors) throws IOException {
        Optional<TermIndex> installed = newestKeys().map(KeyFile::at);
        return installed.isEmpty() ? vendors : new FileListSnapshotInfo(List.of(), installed.get());
    }

    private static SnapshotInfo joined(SnapshotInfo vendors, KeyFile keys) {
        List<FileInfo> all = new ArrayList<>(vendors.getFiles());
        all.add(new FileInfo(keys.path(), null));
        return new FileListSnapshotInfo(all, vendors.getTermIndex());
    }

    Optional<KeyFile> newestKeys() throws IOException {
        return files().newest();
    }

    /** Retains as many as the vendor's storage is told to; not positive is all. */
    void cleanUp(int retained) throws IOException {
        KeyFiles opened = files;
        if (retained > 0 && opened != null) {
            opened.keep(retained);
        }
    }

    private KeyFiles files() {
        KeyFiles opened = files;
        if (opened == null) {
            throw new IllegalStateException("the state machine is not initialized");
        }
        return opened;
    }
}
