package io.quorumseal.provider.tink.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Replaces a file as a whole and durably: writes {@code PATH.tmp}, fsyncs it, renames it over the file, fsyncs the
 * directory. The temporary file is made first, so it keeps a second writer out until this one is closed.
 */
final class KeysetWriter implements AutoCloseable {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path path;
    private final Path temporary;
    private final FileChannel channel;

    private KeysetWriter(Path path, Path temporary, FileChannel channel) {
        this.path = path;
        this.temporary = temporary;
        this.channel = channel;
    }

    static KeysetWriter at(Path path) {
        Path temporary = path.resolveSibling(path.getFileName() + ".tmp");
        try {
            return new KeysetWriter(
                    path,
                    temporary,
                    FileChannel.open(
                            temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY));
        } catch (FileAlreadyExistsException e) {
            throw failure(path, temporary + " exists; wait for the other change, or remove it if that one crashed", e);
        } catch (UnsupportedOperationException e) {
            throw failure(path, "its file system has no POSIX modes; choose one that has", e);
        } catch (IOException e) {
            throw failure(path, e + "; make the directory, or choose one that this user can write", e);
        }
    }

    void write(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
            syncDirectory();
        } catch (IOException e) {
            throw failure(path, e + "; look whether the old or the new content is there before trying again", e);
        }
    }

    private void syncDirectory() throws IOException {
        try (FileChannel directory = FileChannel.open(path.resolveSibling(""), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** Gives up what was not written. */
    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            throw failure(path, temporary + " cannot be removed (" + e + "); remove it", e);
        }
    }

    private static KekException failure(Path path, String why, Exception cause) {
        return new KekException(Kind.MISCONFIGURED, "keyset " + path + " cannot be written: " + why, cause);
    }
}
