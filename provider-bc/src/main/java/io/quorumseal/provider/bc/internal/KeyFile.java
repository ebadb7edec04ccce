package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * Reads a key file that only its owner can read.
 *
 * <p>A link is followed as long as it stays below the directory in which the named file stands: so Kubernetes lays
 * out secrets, while a link to elsewhere puts the key under the control of whoever owns that place.
 */
final class KeyFile {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private KeyFile() {}

    static SecretBytes read(Path path) {
        try {
            return checkedAndRead(path);
        } catch (IOException e) {
            throw failure(path, e);
        } catch (UnsupportedOperationException e) {
            throw misconfigured(path, "is on a file system without POSIX modes; move it to one that has them");
        }
    }

    private static SecretBytes checkedAndRead(Path path) throws IOException {
        Path real = path.toRealPath();
        // Before opening: opening a pipe waits for its other end.
        Object before = check(path, real);
        byte[] content = content(real);
        try {
            if (!Objects.equals(before, check(path, real))) {
                throw misconfigured(path, "was replaced while it was read; start again");
            }
            return KeyText.decode(path, content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** Tells the identity of the file that was found to be fit. */
    private static Object check(Path path, Path real) throws IOException {
        PosixFileAttributes found = Files.readAttributes(real, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        checkKind(path, found);
        checkPlace(path, real);
        checkMode(path, found.permissions());
        KeyText.checkSize(path, found.size());
        return Objects.requireNonNull(found.fileKey());
    }

    private static void checkKind(Path path, PosixFileAttributes found) {
        if (found.isDirectory()) {
            throw misconfigured(path, "is a directory; name the key file in it");
        }
        if (!found.isRegularFile()) {
            throw misconfigured(path, "is not a regular file but a pipe, socket or device; name a regular file");
        }
    }

    private static void checkPlace(Path path, Path real) throws IOException {
        Path directory = path.toAbsolutePath().resolveSibling("").toRealPath();
        if (!real.startsWith(directory)) {
            throw misconfigured(
                    path,
                    "is a symbolic link to elsewhere (" + real + "); name the file itself, or link only within "
                            + directory);
        }
    }

    private static void checkMode(Path path, Set<PosixFilePermission> mode) {
        if (mode.stream().anyMatch(OTHERS::contains)) {
            throw misconfigured(
                    path,
                    "is open to others than its owner (mode " + PosixFilePermissions.toString(mode)
                            + "); chmod 600 it, and replace the key if somebody may have read it");
        }
    }

    private static byte[] content(Path real) throws IOException {
        // A direct buffer of ours can be zeroed; the one that the channel makes for a heap buffer cannot.
        ByteBuffer buffer = ByteBuffer.allocateDirect(KeyText.LONGEST + 1);
        try (SeekableByteChannel channel =
                Files.newByteChannel(real, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
            byte[] content = new byte[buffer.flip().limit()];
            buffer.get(content);
            return content;
        } finally {
            buffer.clear().put(new byte[buffer.capacity()]);
        }
    }

    static KekException failure(Path path, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return new KekException(
                    KekException.Kind.KEY_NOT_FOUND,
                    "there is no key file " + path + "; correct the path, restore the file from its backup, or, only"
                            + " for a new cluster, make one with KeyFileTool",
                    cause);
        }
        if (cause instanceof ClosedByInterruptException) {
            return new KekException(
                    KekException.Kind.UNREACHABLE, "reading key file " + path + " was interrupted", cause);
        }
        if (cause instanceof AccessDeniedException) {
            return misconfigured(path, "may not be read by this process; make the process's user its owner");
        }
        return misconfigured(path, "cannot be read (" + cause + "); mend what the operating system complains of");
    }

    static KekException misconfigured(Path path, String found) {
        return new KekException(KekException.Kind.MISCONFIGURED, "key file " + path + " " + found);
    }
}
