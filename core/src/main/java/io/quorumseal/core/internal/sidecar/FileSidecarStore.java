package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.SidecarStore;
import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.disk.Uninterrupted;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Keeps the sidecar in {@code <dataDir>/encryption/keys.json}, and the audit in {@code audit.jsonl} beside it, under the
 * lock file {@code encryption/lock}.
 *
 * <p>A write is temp file (0600, made anew) → bytes → fsync → rename → fsync of the directory, and returns only then.
 * So after a crash at any point the file holds the old bytes or the new, and the new if the write had returned. A
 * write that failed anywhere leaves a disk that nobody knows the state of: the store is broken until it is opened
 * again.
 */
public final class FileSidecarStore implements SidecarStore {
    /** The name of the audit file. */
    public static final String AUDIT = "audit.jsonl";

    /** The largest audit file, in bytes. */
    public static final int MOST_AUDIT_BYTES = Limits.AUDIT_BYTES;

    private static final String FILE = "keys.json";
    private static final String TEMP = "keys.json.tmp";
    private static final String LOCK = "lock";

    private final FileOps ops;
    private final Path directory;
    private final Closeable lock;
    private State state = State.OPEN;

    private enum State {
        OPEN,
        BROKEN,
        CLOSED
    }

    private FileSidecarStore(FileOps ops, Path directory, Closeable lock) {
        this.ops = ops;
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Opens the store of a data directory and takes its lock; nothing is read before.
     *
     * @param dataDir the data directory, which exists: a missing one may be a disk that is not mounted
     * @param ops the file system
     * @throws StartupRefusedException if the directory is missing or in use, or the file system cannot do this
     */
    public static FileSidecarStore open(Path dataDir, FileOps ops) {
        Path directory = dataDir.resolve("encryption");
        try {
            return Uninterrupted.call(() -> {
                makeDirectory(dataDir, directory, ops);
                return new FileSidecarStore(ops, directory, lock(directory, ops));
            });
        } catch (StartupRefusedException refused) {
            throw refused;
        } catch (Exception cause) {
            throw Probe.unsupported(directory, "open the directory", cause);
        }
    }

    /** Makes the directory. One that is there already may be so only in memory since a crash, hence the fsync. */
    private static void makeDirectory(Path dataDir, Path directory, FileOps ops) throws IOException {
        if (ops.kind(dataDir) == FileOps.Kind.NONE) {
            throw new StartupRefusedException(
                    Refusal.CONFIGURATION,
                    "the data directory " + dataDir + " does not exist. Starting without it would make this a new"
                            + " node: mount the disk, or make the directory if the node is new");
        }
        if (ops.kind(directory) == FileOps.Kind.NONE) {
            ops.createDirectory(directory);
        }
        ops.forceDirectory(dataDir);
    }

    private static Closeable lock(Path directory, FileOps ops) throws IOException {
        return ops.lock(directory.resolve(LOCK))
                .orElseThrow(() -> new StartupRefusedException(
                        Refusal.DIRECTORY_IN_USE,
                        "the directory " + directory + " is open already, in this process or another. Two openers"
                                + " would seal under the same nonces: close the other first"));
    }

    @Override
    public synchronized void probe() {
        requireOpen();
        new Probe(ops, directory).run();
    }

    @Override
    public synchronized Optional<byte[]> read() {
        requireOpen();
        try {
            return Uninterrupted.call(this::readFile);
        } catch (StartupRefusedException refused) {
            throw refused;
        } catch (Exception cause) {
            throw corrupt("it cannot be read (" + cause.getMessage() + ")", cause);
        }
    }

    private Optional<byte[]> readFile() throws IOException {
        return switch (ops.kind(file())) {
            case NONE -> Optional.empty();
            case FILE -> Optional.of(ops.read(file(), Limits.FILE_BYTES));
            case DIRECTORY, OTHER -> throw corrupt("it is not a regular file", null);
        };
    }

    private StartupRefusedException corrupt(String found, @org.jspecify.annotations.Nullable Exception cause) {
        return new StartupRefusedException(
                Refusal.SIDECAR_CORRUPT,
                "the sidecar " + file() + " was refused: " + found + ". Which keys and nonces this node"
                        + " used is not known without it: bring the very file back, or replace the node by a new one"
                        + " under another name",
                cause);
    }

    @Override
    public void write(byte[] bytes) {
        change(file(), () -> replace(bytes));
    }

    @Override
    public synchronized Optional<byte[]> readAudit() {
        requireOpen();
        try {
            return Uninterrupted.call(this::readAuditFile);
        } catch (Exception cause) {
            throw new StartupRefusedException(
                    Refusal.CONFIGURATION,
                    "the audit file " + audit() + " cannot be read (" + cause.getMessage() + "): records of key events"
                            + " would be missing in it. Move it away; then a new one is begun, which says from where on",
                    cause);
        }
    }

    private Optional<byte[]> readAuditFile() throws IOException {
        return switch (ops.kind(audit())) {
            case NONE -> Optional.empty();
            case FILE -> Optional.of(ops.read(audit(), Limits.AUDIT_BYTES));
            case DIRECTORY, OTHER -> throw new IOException("it is not a regular file");
        };
    }

    @Override
    public void appendAudit(byte[] bytes) {
        change(audit(), () -> append(bytes));
    }

    private Path append(byte[] bytes) throws IOException {
        boolean fresh = ops.kind(audit()) == FileOps.Kind.NONE;
        try (FileOps.NewFile out = fresh ? ops.createFile(audit()) : ops.appendTo(audit())) {
            out.write(bytes);
            out.force();
        }
        if (fresh) {
            ops.forceDirectory(directory);
        }
        return audit();
    }

    private synchronized void change(Path changed, Callable<Path> change) {
        requireOpen();
        state = State.BROKEN;
        try {
            Path unused = ops.endsWhenInterrupted() ? Uninterrupted.call(change) : change.call();
        } catch (Exception cause) {
            throw halted("writing " + changed + " failed (" + cause.getMessage() + ")", cause);
        }
        state = State.OPEN;
    }

    private Path replace(byte[] bytes) throws IOException {
        Path temp = directory.resolve(TEMP);
        ops.delete(temp);
        try (FileOps.NewFile out = ops.createFile(temp)) {
            out.write(bytes);
            out.force();
        }
        ops.rename(temp, file());
        ops.forceDirectory(directory);
        return file();
    }

    private void requireOpen() {
        if (state == State.BROKEN) {
            throw halted("an earlier write of " + file() + " failed", null);
        }
        if (state == State.CLOSED) {
            throw halted("the store of " + file() + " is closed", null);
        }
    }

    private static HaltApplyException halted(String found, @org.jspecify.annotations.Nullable Exception cause) {
        return new HaltApplyException(
                HaltApplyException.Reason.STORAGE,
                found + ". What the disk holds is not known and no write is tried again: check the disk, then restart",
                cause);
    }

    private Path audit() {
        return directory.resolve(AUDIT);
    }

    private Path file() {
        return directory.resolve(FILE);
    }

    @Override
    public synchronized void close() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        try {
            lock.close();
        } catch (IOException cause) {
            throw halted("releasing the lock of " + directory + " failed", cause);
        }
    }
}
