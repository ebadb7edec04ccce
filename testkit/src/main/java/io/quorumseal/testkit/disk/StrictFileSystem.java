package io.quorumseal.testkit.disk;

import io.quorumseal.core.internal.disk.FileOps;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A file system in memory that keeps only what it was told to make durable.
 *
 * <p>Every operation has a number, from 1. Power can be cut before or after any of them; from then on all operations
 * fail, until {@link #restart} decides what has survived. Bytes are durable once their file was synced; a name that
 * was made, changed or removed is so once its directory was synced, whether or not the file was.
 *
 * <p>Safe for use by several threads.
 */
@SuppressWarnings("exports") // the seam is core's own and open to this module; users pass this object on to the runtime
public final class StrictFileSystem implements FileOps {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final StrictNames names = new StrictNames();
    private final Set<Path> locked = new HashSet<>();
    private final Set<Path> unreadable = new HashSet<>();
    private long operations;
    private long cutAt = Long.MAX_VALUE;
    private Moment moment = Moment.BEFORE;
    private boolean off;
    private Consumer<Path> onList = directory -> {};

    /** On which side of an operation power is cut. */
    public enum Moment {
        /** The operation does nothing. */
        BEFORE,
        /** The operation is done, and its caller does not learn of it. */
        AFTER
    }

    /**
     * Makes a file system.
     *
     * @param directory an absolute path; the directory is there, durably, and empty
     */
    public StrictFileSystem(Path directory) {
        names.addDurably(directory);
    }

    /**
     * Makes a directory, durably, that is no part of what is tested.
     *
     * @param directory an absolute path
     */
    public synchronized void make(Path directory) {
        names.addDurably(directory);
    }

    /**
     * Has a directory be unreadable, as one that is not mounted; or ends that.
     *
     * @param directory the directory
     * @param on whether it cannot be read
     */
    public synchronized void unreadable(Path directory, boolean on) {
        boolean unused = on ? unreadable.add(directory) : unreadable.remove(directory);
    }

    /**
     * Tells how many operations there were since the start or the last restart.
     *
     * @return the number of the latest operation
     */
    public synchronized long operations() {
        return operations;
    }

    /**
     * Cuts the power at an operation to come.
     *
     * @param operation its number
     * @param side before or after it
     */
    public synchronized void cutPowerAt(long operation, Moment side) {
        cutAt = operation;
        moment = side;
    }

    /**
     * Tells whether power is off.
     *
     * @return whether all operations fail
     */
    public synchronized boolean isOff() {
        return off;
    }

    /**
     * Turns power on again; turns it off first if it is on. Locks are gone, and operations count from 1.
     *
     * @param survival what is left of what was not durable
     */
    public synchronized void restart(Survival survival) {
        names.losePower(survival);
        locked.clear();
        operations = 0;
        cutAt = Long.MAX_VALUE;
        off = false;
    }

    /**
     * What is on the disk.
     *
     * @param files each file's bytes
     * @param directories the directories
     */
    public record Image(Map<Path, ByteBuffer> files, Set<Path> directories) {}

    /** Tells what a restart would leave on the disk; equal to another if nobody could tell them apart. */
    public synchronized Image surviving(Survival survival) {
        return names.surviving(survival);
    }

    /** Tells what is on the disk now. */
    public synchronized Image image() {
        return names.surviving(new Survival(Survival.Data.KEPT, Survival.Names.KEPT));
    }

    /** Has each directory told that is listed, by the thread that lists it. */
    public synchronized void onList(Consumer<Path> told) {
        onList = told;
    }

    /** Puts the disk back to what it held before; whoever has it open is gone. */
    public synchronized void putBack(Image image) {
        names.putBack(image);
        locked.clear();
        operations = 0;
        cutAt = Long.MAX_VALUE;
        off = false;
    }

    /** Whether power is to be cut at an operation to come. */
    public synchronized boolean cutIsComing() {
        return !off && cutAt != Long.MAX_VALUE;
    }

    /** What an operation does when there is power. */
    private interface Step<T> {
        T run() throws IOException;
    }

    private synchronized <T> T operation(Step<T> step) throws IOException {
        if (!off) {
            operations++;
            cutIf(Moment.BEFORE);
        }
        requirePower();
        try {
            T result = step.run();
            end();
            return result;
        } catch (IOException failure) {
            end();
            throw failure;
        }
    }

    private void end() throws IOException {
        cutIf(Moment.AFTER);
        requirePower();
    }

    private void cutIf(Moment side) {
        off |= operations == cutAt && moment == side;
    }

    private void requirePower() throws IOException {
        if (off) {
            throw new PowerLossException(operations);
        }
    }

    @Override
    public boolean endsWhenInterrupted() {
        return false;
    }

    @Override
    public Kind kind(Path path) throws IOException {
        return operation(() -> {
            if (names.isDirectory(path)) {
                return Kind.DIRECTORY;
            }
            return names.file(path) == null ? Kind.NONE : Kind.FILE;
        });
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        operation(() -> {
            requireFree(directory);
            names.addDirectory(directory);
            return directory;
        });
    }

    @Override
    public NewFile createFile(Path file) throws IOException {
        return operation(() -> {
            requireFree(file);
            StrictFile made = new StrictFile();
            names.put(file, made);
            return new Open(made);
        });
    }

    @Override
    public NewFile appendTo(Path file) throws IOException {
        return operation(() -> new Open(existing(file)));
    }

    @Override
    public byte[] read(Path file, int limit) throws IOException {
        return operation(() -> {
            byte[] bytes = existing(file).bytes();
            if (bytes.length > limit) {
                throw new IOException(file + " is larger than " + limit + " bytes");
            }
            return bytes;
        });
    }

    @Override
    public ReadFile open(Path file) throws IOException {
        return operation(() -> new Reading(existing(file).bytes()));
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        return operation(() -> {
            requireDirectory(directory);
            onList.accept(directory);
            return names.list(directory);
        });
    }

    @Override
    public Path real(Path directory) throws IOException {
        return operation(() -> {
            requireDirectory(directory);
            return directory;
        });
    }

    @Override
    public Set<PosixFilePermission> permissions(Path file) throws IOException {
        return operation(() -> {
            existing(file);
            return OWNER_ONLY;
        });
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        operation(() -> {
            if (!from.resolveSibling(to.getFileName()).equals(to)) {
                throw new IOException("renames stay within a directory here, found " + from + " to " + to);
            }
            names.rename(from, to, existing(from));
            return to;
        });
    }

    @Override
    public void delete(Path file) throws IOException {
        operation(() -> {
            if (names.file(file) != null) {
                names.remove(file);
            }
            return file;
        });
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        operation(() -> {
            requireDirectory(directory);
            names.force(directory);
            return directory;
        });
    }

    @Override
    public Optional<Closeable> lock(Path file) throws IOException {
        return operation(() -> {
            requireParent(file);
            return locked.add(file) ? Optional.of(() -> unlock(file)) : Optional.empty();
        });
    }

    private synchronized void unlock(Path file) {
        locked.remove(file);
    }

    private StrictFile existing(Path file) throws IOException {
        StrictFile found = names.file(file);
        if (found == null) {
            throw new NoSuchFileException(file.toString());
        }
        return found;
    }

    private void requireFree(Path path) throws IOException {
        requireParent(path);
        if (names.isDirectory(path) || names.file(path) != null) {
            throw new FileAlreadyExistsException(path.toString());
        }
    }

    private void requireParent(Path path) throws IOException {
        requireDirectory(Objects.requireNonNull(path.getParent(), "the root has no parent"));
    }

    private void requireDirectory(Path path) throws IOException {
        if (unreadable.contains(path)) {
            throw new IOException(path + " cannot be read here");
        }
        if (!names.isDirectory(path)) {
            throw names.file(path) == null
                    ? new FileNotFoundException(path.toString())
                    : new NotDirectoryException(path.toString());
        }
    }

    /** A file being read, as it was when it was opened: what is read here was written before. */
    private final class Reading implements ReadFile {
        private final byte[] bytes;

        Reading(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long size() throws IOException {
            return operation(() -> (long) bytes.length);
        }

        @Override
        public int read(long from, byte[] to, int at, int size) throws IOException {
            return operation(() -> {
                int found = (int) Math.max(0, Math.min(size, bytes.length - from));
                System.arraycopy(bytes, found == 0 ? 0 : (int) from, to, at, found);
                return found;
            });
        }

        @Override
        public void close() throws IOException {
            operation(() -> bytes);
        }
    }

    /** A file being written. */
    private final class Open implements NewFile {
        private final StrictFile file;

        Open(StrictFile file) {
            this.file = file;
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            operation(() -> {
                file.append(bytes);
                return file;
            });
        }

        @Override
        public void force() throws IOException {
            operation(() -> {
                file.force();
                return file;
            });
        }

        @Override
        public void close() throws IOException {
            operation(() -> file);
        }
    }
}
