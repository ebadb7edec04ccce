package io.quorumseal.provider.tink.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.spi.GuardedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Objects;

/**
 * Reads the file of a keyset.
 *
 * @param path the file
 * @param cleartext whether it holds keys in clear, so that it is read as a secret file only
 */
record KeysetFile(Path path, boolean cleartext) {
    /** More bytes than any keyset has. */
    static final int LONGEST = 1_048_576;

    private static final GuardedFile CLEARTEXT = GuardedFile.secret("keyset", LONGEST);

    /** Tells one content of the file from the next. */
    record Stamp(Object file, FileTime modified, long size) {}

    /** What was read, and when that was. */
    record Content(Stamp stamp, String text) {}

    Stamp stamp() {
        try {
            return checkedStamp();
        } catch (IOException e) {
            throw failure(e);
        } catch (UnsupportedOperationException e) {
            throw misconfigured("is on a file system without POSIX modes; move it to one that has them");
        }
    }

    /** Before opening: opening a pipe waits for its other end. */
    private Stamp checkedStamp() throws IOException {
        PosixFileAttributes found = Files.readAttributes(path, PosixFileAttributes.class);
        if (!found.isRegularFile()) {
            throw misconfigured("is not a regular file; name the file of a keyset");
        }
        if (found.size() > LONGEST) {
            throw misconfigured("has " + found.size() + " bytes; a keyset has at most " + LONGEST);
        }
        if (cleartext) {
            CLEARTEXT.check(path);
        }
        return new Stamp(Objects.requireNonNull(found.fileKey()), found.lastModifiedTime(), found.size());
    }

    Content read() {
        Stamp before = stamp();
        String text = text();
        if (!before.equals(stamp())) {
            throw new KekException(Kind.UNREACHABLE, "keyset " + path + " was replaced while it was read; try again");
        }
        return new Content(before, text);
    }

    private String text() {
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    KekException failure(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return new KekException(
                    Kind.KEY_NOT_FOUND,
                    "there is no keyset " + path
                            + "; correct the path, restore the file from its backup, or, only for a"
                            + " new cluster, make one with KeysetFileTool",
                    cause);
        }
        if (cause instanceof ClosedByInterruptException) {
            return new KekException(Kind.UNREACHABLE, "reading keyset " + path + " was interrupted", cause);
        }
        if (cause instanceof AccessDeniedException) {
            return misconfigured("may not be read by this process; make the process's user its owner");
        }
        return misconfigured("cannot be read (" + cause + "); mend what the operating system complains of");
    }

    KekException misconfigured(String found) {
        return new KekException(Kind.MISCONFIGURED, "keyset " + path + " " + found);
    }
}
