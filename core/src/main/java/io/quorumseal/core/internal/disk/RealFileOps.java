package io.quorumseal.core.internal.disk;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The operations on a POSIX file system (Linux, macOS). On others making a file fails, or forcing a directory. */
public final class RealFileOps implements FileOps {

    @Override
    public Kind kind(Path path) throws IOException {
        try {
            return kind(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException none) {
            return Kind.NONE;
        }
    }

    private static Kind kind(BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return Kind.FILE;
        }
        return attributes.isDirectory() ? Kind.DIRECTORY : Kind.OTHER;
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        Files.createDirectory(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    @Override
    public NewFile createFile(Path file) throws IOException {
        return new OpenFile(FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), Locks.OWNER_ONLY));
    }

    @Override
    public NewFile appendTo(Path file) throws IOException {
        return new OpenFile(FileChannel.open(file, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public byte[] read(Path file, int limit) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(channel.size(), limit) + 1);
            while (channel.read(buffer) > 0) {
                // reading goes on until the end of the file, or one byte more than is allowed
            }
            if (buffer.position() > limit) {
                throw new IOException(file + " is larger than " + limit + " bytes");
            }
            byte[] bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes);
            return bytes;
        }
    }

    @Override
    public ReadFile open(Path file) throws IOException {
        Kind kind = kind(file);
        if (kind != Kind.FILE) {
            throw kind == Kind.NONE
                    ? new NoSuchFileException(file.toString())
                    : new IOException(file + " is no regular file");
        }
        // A name with characters that the platform's encoding does not have is none that java.io finds again.
        return file.toFile().toPath().equals(file)
                ? new Reading(new RandomAccessFile(file.toFile(), "r"))
                : new ChannelRead(FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public Path real(Path directory) throws IOException {
        return directory.toRealPath();
    }

    @Override
    public Set<PosixFilePermission> permissions(Path file) throws IOException {
        return Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public Optional<Closeable> lock(Path file) throws IOException {
        return Locks.take(file);
    }

    /** Not by a channel, which an interrupt of one reader would close for all. */
    private record Reading(RandomAccessFile file) implements ReadFile {
        @Override
        public long size() throws IOException {
            return file.length();
        }

        @Override
        public synchronized int read(long from, byte[] to, int at, int size) throws IOException {
            file.seek(from);
            int done = 0;
            while (done < size) {
                int found = file.read(to, at + done, size - done);
                if (found < 0) {
                    break;
                }
                done += found;
            }
            return done;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** A channel that only writes. */
    private record OpenFile(FileChannel channel) implements NewFile {
        @Override
        public void write(byte[] bytes) throws IOException {
            write(bytes, bytes.length);
        }

        @Override
        public void write(byte[] bytes, int size) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, size);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }

        @Override
        public void force() throws IOException {
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
