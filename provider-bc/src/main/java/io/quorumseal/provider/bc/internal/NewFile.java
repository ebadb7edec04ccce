package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.KekException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes small files durably: when a call returns, file and directory entry survive a loss of power; when it fails,
 * nothing is left behind. The mode is right from the file's first moment on.
 */
public final class NewFile {
    private static final String SECRET = "rw-------";
    private static final String PUBLIC = "rw-r--r--";

    private NewFile() {}

    /**
     * Writes a file that only its owner can read.
     *
     * @param path where; nothing is there yet
     * @param content what
     * @throws KekException of kind {@code MISCONFIGURED} if something is there, or if it cannot be written
     */
    public static void secret(Path path, byte[] content) {
        translate(path, () -> create(path.toAbsolutePath(), content, SECRET));
    }

    /**
     * Writes a file that everybody can read.
     *
     * @param path where; nothing is there yet
     * @param content what
     * @throws KekException as {@link #secret}
     */
    public static void open(Path path, byte[] content) {
        translate(path, () -> create(path.toAbsolutePath(), content, PUBLIC));
    }

    /**
     * Replaces a file that only its owner can read: at every moment the old or the new content is there.
     *
     * @param path where; a file, not a link
     * @param content what
     * @throws KekException as {@link #secret}
     */
    public static void replace(Path path, byte[] content) {
        Path target = path.toAbsolutePath();
        if (Files.isSymbolicLink(target)) {
            throw failure(path, "it is a symbolic link; name the file that it leads to", null);
        }
        Path fresh = target.resolveSibling(target.getFileName() + ".new");
        translate(fresh, () -> {
            create(fresh, content, SECRET);
            try {
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                Files.deleteIfExists(fresh);
                throw e;
            }
            syncDirectory(target);
        });
    }

    /** What may fail. */
    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    private static void translate(Path path, Writing writing) {
        try {
            writing.run();
        } catch (FileAlreadyExistsException e) {
            throw failure(path, "it exists, and may hold a key that is in use; name another file", e);
        } catch (UnsupportedOperationException e) {
            throw failure(path, "its file system has no POSIX modes; choose one that has", e);
        } catch (IOException e) {
            throw failure(path, e + "; make the directory, or choose one that this user can write", e);
        }
    }

    private static void create(Path path, byte[] content, String mode) throws IOException {
        FileAttribute<?> attribute = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
        try (FileChannel file =
                FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attribute)) {
            writeOrRemove(path, file, content);
        }
    }

    private static void writeOrRemove(Path path, FileChannel file, byte[] content) throws IOException {
        try {
            Channels.writeAll(file, content);
            file.force(true);
            syncDirectory(path);
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private static void syncDirectory(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file.resolveSibling(""), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static KekException failure(Path path, String why, @Nullable Exception cause) {
        return new KekException(KekException.Kind.MISCONFIGURED, "key file " + path + " cannot be made: " + why, cause);
    }
}
