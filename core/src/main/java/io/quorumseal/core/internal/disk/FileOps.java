package io.quorumseal.core.internal.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The few file operations that durable writes are made of, so that tests can lose power between any two of them.
 *
 * <p>Nothing is durable before {@link NewFile#force()} (the bytes) and {@link #forceDirectory} (names that were made,
 * changed or removed in the directory) returned. No operation is tried again after it failed.
 */
public interface FileOps {

    /** What a name stands for; a symbolic link is {@link #OTHER}, whatever it points at. */
    enum Kind {
        /** Nothing has this name. */
        NONE,
        /** A regular file. */
        FILE,
        /** A directory. */
        DIRECTORY,
        /** Something else. */
        OTHER
    }

    /** Whether an operation fails because its thread is interrupted, as one on a channel does. */
    default boolean endsWhenInterrupted() {
        return true;
    }

    /** Tells what a name stands for. */
    Kind kind(Path path) throws IOException;

    /** Makes a directory that only its owner may use (0700). */
    void createDirectory(Path directory) throws IOException;

    /** Makes a file that only its owner may use (0600); fails if the name is taken. */
    NewFile createFile(Path file) throws IOException;

    /** Opens a file to write at its end; fails if there is none. What was there before stays as it is. */
    NewFile appendTo(Path file) throws IOException;

    /** A file while it is being written. */
    interface NewFile extends Closeable {
        /** Writes all the bytes at the end. */
        void write(byte[] bytes) throws IOException;

        /** Writes the first of the bytes at the end. */
        default void write(byte[] bytes, int size) throws IOException {
            write(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
        }

        /** Makes the bytes durable. */
        void force() throws IOException;
    }

    /** Reads a regular file whole; fails if it is larger than {@code limit} bytes. */
    byte[] read(Path file, int limit) throws IOException;

    /** Opens a file to read from any place; fails if it is no regular file, or its name that of a symbolic link. */
    ReadFile open(Path file) throws IOException;

    /** A file while it is being read. An interrupt does not close it. Safe for use by several threads. */
    interface ReadFile extends Closeable {
        /** Tells how many bytes it has. */
        long size() throws IOException;

        /**
         * Reads from a place on.
         *
         * @return how many bytes; fewer than asked for only at the end of the file, and 0 there
         */
        int read(long from, byte[] to, int at, int size) throws IOException;
    }

    /** Tells what stands in a directory, in the order of the names. */
    List<Path> list(Path directory) throws IOException;

    /** Tells the one path of a directory, without symbolic links; fails if there is none. */
    Path real(Path directory) throws IOException;

    /** Tells who may do what with a file. */
    Set<PosixFilePermission> permissions(Path file) throws IOException;

    /** Renames a file in one step; what had the new name is replaced. */
    void rename(Path from, Path to) throws IOException;

    /** Removes a file; does nothing if there is none. */
    void delete(Path file) throws IOException;

    /** Makes the names in a directory durable. */
    void forceDirectory(Path directory) throws IOException;

    /**
     * Takes an exclusive lock that ends with the process.
     *
     * @return the lock, which closing releases; empty if somebody, in this process or another, holds it
     */
    Optional<Closeable> lock(Path file) throws IOException;
}
