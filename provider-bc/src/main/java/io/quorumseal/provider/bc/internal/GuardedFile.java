package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.KekException;
import java.io.IOException;
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
 * A kind of small file that nobody but its owner can read, or, if it is not secret, change.
 *
 * <p>A link is followed as long as it stays below the directory in which the named file stands: so Kubernetes lays
 * out secrets, while a link to elsewhere puts the file under the control of whoever owns that place.
 *
 * @param name what messages call such a file
 * @param longest the longest content, in bytes
 * @param guard whom its mode keeps out
 * @param size refuses wrong sizes, before anything is read
 * @param absent what a missing file means
 */
record GuardedFile(String name, int longest, Guard guard, SizeCheck size, Absent absent) {

    /** Refuses sizes that such a file cannot have. */
    @FunctionalInterface
    interface SizeCheck {
        void check(Path path, long size);
    }

    /** Whom a file's mode keeps out. */
    enum Guard {
        /** The file is secret: others can do nothing with it. */
        OWNER_ONLY(
                "is open to others than its owner", "chmod 600 it, and replace the key if somebody may have read it"),
        /** The file is public: others can read it. */
        OWNER_WRITES("can be changed by others than its owner", "chmod 644 it, and compare its fingerprint");

        private final String found;
        private final String remedy;

        Guard(String found, String remedy) {
            this.found = found;
            this.remedy = remedy;
        }

        private Set<PosixFilePermission> forbidden() {
            return this == OWNER_WRITES
                    ? EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE)
                    : EnumSet.of(
                            PosixFilePermission.GROUP_READ,
                            PosixFilePermission.GROUP_WRITE,
                            PosixFilePermission.GROUP_EXECUTE,
                            PosixFilePermission.OTHERS_READ,
                            PosixFilePermission.OTHERS_WRITE,
                            PosixFilePermission.OTHERS_EXECUTE);
        }
    }

    /** What a missing file means, and what to do then. */
    enum Absent {
        /** The key is gone. */
        KEY(
                KekException.Kind.KEY_NOT_FOUND,
                "restore the file from its backup, or, only for a new cluster, make one with KeyFileTool"),
        /** The key may be there, but cannot be opened. */
        PASSWORD(KekException.Kind.MISCONFIGURED, "or write the password into it, with mode 600");

        private final KekException.Kind kind;
        private final String remedy;

        Absent(KekException.Kind kind, String remedy) {
            this.kind = kind;
            this.remedy = remedy;
        }
    }

    /** Reads the file. Its content is the caller's to zero. */
    byte[] read(Path path) {
        try {
            return checkedAndRead(path);
        } catch (IOException e) {
            throw failure(path, e);
        } catch (UnsupportedOperationException e) {
            throw misconfigured(path, "is on a file system without POSIX modes; move it to one that has them");
        }
    }

    private byte[] checkedAndRead(Path path) throws IOException {
        Path real = path.toRealPath();
        // Before opening: opening a pipe waits for its other end.
        Object before = check(path, real);
        byte[] content = content(real);
        if (!Objects.equals(before, check(path, real))) {
            Arrays.fill(content, (byte) 0);
            throw misconfigured(path, "was replaced while it was read; start again");
        }
        return content;
    }

    /** Tells the identity of the file that was found to be fit. */
    private Object check(Path path, Path real) throws IOException {
        PosixFileAttributes found = Files.readAttributes(real, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        checkKind(path, found);
        checkPlace(path, real);
        checkMode(path, found.permissions());
        size.check(path, found.size());
        return Objects.requireNonNull(found.fileKey());
    }

    private void checkKind(Path path, PosixFileAttributes found) {
        if (found.isDirectory()) {
            throw misconfigured(path, "is a directory; name the " + name + " in it");
        }
        if (!found.isRegularFile()) {
            throw misconfigured(path, "is not a regular file but a pipe, socket or device; name a regular file");
        }
    }

    private void checkPlace(Path path, Path real) throws IOException {
        Path directory = path.toAbsolutePath().resolveSibling("").toRealPath();
        if (!real.startsWith(directory)) {
            throw misconfigured(
                    path,
                    "is a symbolic link to elsewhere (" + real + "); name the file itself, or link only within "
                            + directory);
        }
    }

    private void checkMode(Path path, Set<PosixFilePermission> mode) {
        if (mode.stream().anyMatch(guard.forbidden()::contains)) {
            throw misconfigured(
                    path, guard.found + " (mode " + PosixFilePermissions.toString(mode) + "); " + guard.remedy);
        }
    }

    private byte[] content(Path real) throws IOException {
        try (SeekableByteChannel channel =
                Files.newByteChannel(real, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            return Channels.readUpTo(channel, longest + 1);
        }
    }

    KekException failure(Path path, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return new KekException(
                    absent.kind, "there is no " + name + " " + path + "; correct the path, " + absent.remedy, cause);
        }
        if (cause instanceof ClosedByInterruptException) {
            return new KekException(
                    KekException.Kind.UNREACHABLE, "reading " + name + " " + path + " was interrupted", cause);
        }
        if (cause instanceof AccessDeniedException) {
            return misconfigured(path, "may not be read by this process; make the process's user its owner");
        }
        return misconfigured(path, "cannot be read (" + cause + "); mend what the operating system complains of");
    }

    KekException misconfigured(Path path, String found) {
        return new KekException(KekException.Kind.MISCONFIGURED, name + " " + path + " " + found);
    }
}
