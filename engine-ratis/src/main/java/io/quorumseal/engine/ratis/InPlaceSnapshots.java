package io.quorumseal.engine.ratis;

import io.quorumseal.engine.ratis.KeyFiles.KeyFile;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.jspecify.annotations.Nullable;

/** Snapshots that stay as and where the vendor's machine wrote them. */
final class InPlaceSnapshots extends Snapshots {
    private static final Logger LOG = System.getLogger(InPlaceSnapshots.class.getName());

    /**
     * While a snapshot is taken nobody asks the vendor which is the latest: storages look for files where they know of none,
     * and find one that is still being written, with the size that it has then.
     */
    private final Semaphore asking = new Semaphore(1);

    private @Nullable Path directory;

    InPlaceSnapshots(Hosted hosted, SnapshotForm form, Optional<Path> configured) {
        super(hosted, form, configured);
    }

    @Override
    RaftStorage begin(RaftStorage real) {
        directory = directory(real);
        keysIn(begun());
        return real;
    }

    private Path begun() {
        Path begun = directory;
        if (begun == null) {
            throw new IllegalStateException("the state machine is not initialized");
        }
        return begun;
    }

    /** Those that a workspace was used for, here or by another member, are opened where they stand: the machine reads no others. */
    @Override
    void bring(boolean refuseClear) throws IOException {
        SealedSnapshots sealed = new SealedSnapshots(hosted.runtime().files(), hosted.log(), begun(), form.disk());
        if (!sealed.any()) {
            return;
        }
        KeyFiles keys = new KeyFiles(begun(), form.disk());
        List<Path> opened = new ArrayList<>();
        for (KeyFile key : keys.list()) {
            Optional<List<String>> paths = sealed.paths(key.at());
            if (paths.isPresent() && opened.isEmpty()) {
                opened.addAll(open(sealed, key.at(), paths.get()));
            } else if (paths.isPresent()) {
                form.disk().removeDurably(key.path());
            }
        }
        sealed.retain(List.of(), opened);
        if (!opened.isEmpty()) {
            hosted.unsealed(
                    "the newest snapshot of group " + hosted.seal().id() + " was sealed, and is in clear now in "
                            + begun() + ", because this node has no workspace: " + names(opened));
        }
    }

    private List<Path> open(SealedSnapshots sealed, TermIndex at, List<String> paths) throws IOException {
        List<Path> opened = new ArrayList<>();
        for (String path : paths) {
            sealed.openInPlace(at, path);
            Path file = begun().resolve(path);
            Digests.write(file);
            opened.add(file);
        }
        form.disk().removeDurably(sealed.list(at));
        return opened;
    }

    private String names(List<Path> files) {
        return String.join(
                ", ",
                files.stream().map(file -> begun().relativize(file).toString()).toList());
    }

    @Override
    RaftStorage forVendor(RaftStorage real) {
        return real;
    }

    @Override
    void loaded() {
        File vendors = snapshotDirectory();
        Path place = vendors == null ? begun() : vendors.toPath();
        directory = place;
        keysIn(place);
        latest = null;
        SnapshotInfo snapshot = hosted.vendor().getLatestSnapshot();
        coveredBy(snapshot);
        if (snapshot != null) {
            show(snapshot);
        }
    }

    /** Before others ask: of two that do so at a time one is told what is known, and Ratis ends the group if that is nothing. */
    private void show(SnapshotInfo snapshot) {
        try {
            SnapshotInfo unused = complete(snapshot);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a snapshot without key state stays hidden", e);
        }
    }

    @Override
    long taken() throws IOException {
        asking.acquireUninterruptibly();
        try {
            return takenWhileNobodyAsks();
        } finally {
            asking.release();
        }
    }

    private long takenWhileNobodyAsks() throws IOException {
        long index = hosted.vendor().takeSnapshot();
        SnapshotInfo taken = hosted.vendor().getLatestSnapshot();
        if (taken != null) {
            SnapshotInfo before = latest;
            SnapshotInfo unused = complete(taken);
            if (!isAt(before, taken.getTermIndex()) && !hosted.keyless()) {
                form.writtenInClear(hosted.seal().id())
                        .ifPresent(text -> hosted.unsealed("a snapshot was taken at index " + index + ": " + text));
            }
        }
        return index;
    }

    @Override
    @Nullable
    SnapshotInfo latest() {
        if (!asking.tryAcquire()) {
            return latest;
        }
        try {
            if (isHidden()) {
                return installed(latest);
            }
            SnapshotInfo vendors = hosted.vendor().getLatestSnapshot();
            return vendors == null ? latest : complete(vendors);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a snapshot without key state stays hidden", e);
            return latest;
        } finally {
            asking.release();
        }
    }

    private @Nullable SnapshotInfo complete(SnapshotInfo vendors) throws IOException {
        SnapshotInfo known = latest;
        return isAt(known, vendors.getTermIndex()) ? known : join(vendors);
    }

    private synchronized @Nullable SnapshotInfo join(SnapshotInfo vendors) throws IOException {
        TermIndex at = vendors.getTermIndex();
        Optional<KeyFile> file = keys().at(at);
        if (file.isEmpty() && at.getIndex() <= position()) {
            file = Optional.of(keys().write(at, exported(at.getIndex())));
        }
        file.ifPresent(keys -> latest = joined(at, vendors.getFiles(), keys));
        return latest;
    }

    @Override
    void cleanUp(int retained) throws IOException {
        if (retained > 0) {
            keys().keep(retained);
        }
    }

    @Override
    @Nullable
    File snapshotDirectory() {
        return hosted.vendor().getStateMachineStorage().getSnapshotDir();
    }

    @Override
    @Nullable
    File temporaryDirectory() {
        return hosted.vendor().getStateMachineStorage().getTmpDir();
    }

    @Override
    void close() {
        // The machine's files are its own.
    }
}
