package io.quorumseal.core.internal.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Lock files, safe within a process too.
 *
 * <p>A POSIX lock belongs to the process and is gone when the process closes any descriptor of the file. So a second
 * opener in this process must not even open it: the paths that are held are kept here, for the process as the locks
 * are. An opener that this class does not know of, because another class loader loaded it again, is found by the
 * runtime; the channel that found it stays open for ever, since closing it would release the other's lock.
 */
final class Locks {
    static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Set<Path> HELD = new HashSet<>();
    private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

    private Locks() {}

    static Optional<Closeable> take(Path file) throws IOException {
        Path real = real(file);
        synchronized (HELD) {
            if (!HELD.add(real)) {
                return Optional.empty();
            }
            Optional<Closeable> lock = Optional.empty();
            try {
                lock = open(real);
                return lock;
            } finally {
                if (lock.isEmpty()) {
                    HELD.remove(real);
                }
            }
        }
    }

    private static Path real(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        return Objects.requireNonNull(absolute.getParent()).toRealPath().resolve(absolute.getFileName());
    }

    private static Optional<Closeable> open(Path real) throws IOException {
        FileChannel channel = FileChannel.open(
                real,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                OWNER_ONLY);
        try {
            if (channel.tryLock() != null) {
                return Optional.of(() -> release(real, channel));
            }
        } catch (OverlappingFileLockException otherLoader) {
            NEVER_CLOSED.add(channel);
            return Optional.empty();
        }
        channel.close();
        return Optional.empty();
    }

    private static void release(Path real, FileChannel channel) throws IOException {
        synchronized (HELD) {
            channel.close();
            HELD.remove(real);
        }
    }
}
