package io.quorumseal.api.spi;

import io.quorumseal.api.KekException;
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
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A kind of small file whose mode keeps others out: the one rule for key files, passwords, tokens and PINs, so that an
 * operator learns it once. A provider keeps one object for each kind of file that it reads.
 *
 * <p><b>A secret file is read only if</b> nobody but its owner may write, others have no rights at all, and a group
 * that may read is one of this process's. So 0600 and 0400 serve the owner, and 0440 with owner root and one of the
 * process's groups is how Kubernetes mounts a secret for a pod with an {@code fsGroup}. 0440 of root and root's group
 * serves too: systemd's credentials look like that, and let the service's user in by an access control list.
 *
 * <p>The groups of a process are known on Linux. Elsewhere none is taken to be its own, and only the owner reads.
 *
 * <p><b>What counts is the file</b> that is reached in the end. A link is followed as long as it stays below the
 * directory in which the named file stands, as the links of Kubernetes do; one that leads elsewhere puts the file under
 * the control of whoever owns that place. Who owns the file, and the mode of its directory, are not looked at: whoever
 * mounts it chooses both (directories of Kubernetes secrets have mode 1777, and still cannot be written to), and a key
 * that was swapped shows in what it does not unwrap.
 *
 * <p>Safe for use by several threads.
 */
public final class GuardedFile {
    private final String name;
    private final int longest;
    private final boolean secret;
    private final Missing missing;
    private final Supplier<OwnIdentity> process;

    private GuardedFile(String name, int longest, boolean secret, Missing missing, Supplier<OwnIdentity> process) {
        this.name = name;
        this.longest = longest;
        this.secret = secret;
        this.missing = missing;
        this.process = process;
    }

    /** What a missing file means, and what to do if the path is right. */
    private record Missing(KekException.Kind kind, String otherwise) {
        private static final Missing PLAIN = new Missing(KekException.Kind.MISCONFIGURED, "or put the file there");
    }

    /**
     * Names a kind of file that is secret.
     *
     * @param name what messages call such a file, such as "key file"
     * @param longest the most bytes that it may have
     * @return the kind; a file that is missing is {@code MISCONFIGURED}
     */
    public static GuardedFile secret(String name, int longest) {
        return new GuardedFile(name, longest, true, Missing.PLAIN, OwnIdentity::ofThisProcess);
    }

    /**
     * Names a kind of file that everybody may read and nobody but its owner may write.
     *
     * @param name what messages call such a file, such as "public key file"
     * @param longest the most bytes that it may have
     * @return the kind; a file that is missing is {@code MISCONFIGURED}
     */
    public static GuardedFile ofPublic(String name, int longest) {
        return new GuardedFile(name, longest, false, Missing.PLAIN, OwnIdentity::ofThisProcess);
    }

    /**
     * Says what it means that such a file is missing.
     *
     * @param kind the kind of failure
     * @param otherwise what to do if the path is right; in the message it follows "correct the path, "
     * @return the kind of file
     */
    public GuardedFile whereMissing(KekException.Kind kind, String otherwise) {
        return new GuardedFile(name, longest, secret, new Missing(kind, otherwise), process);
    }

    /** Has another process read it. */
    GuardedFile readBy(OwnIdentity other) {
        return new GuardedFile(name, longest, secret, missing, () -> other);
    }

    /**
     * Reads a file.
     *
     * @param path the file
     * @return its content, the caller's to zero
     * @throws KekException of kind {@code MISCONFIGURED} if somebody else has rights, if it is too long, replaced
     *     meanwhile or not a regular file, or if it cannot be read; {@code UNREACHABLE} if the thread was interrupted;
     *     of the kind that {@link #whereMissing} was given if there is none
     */
    public byte[] read(Path path) {
        return translated(path, () -> {
            Path real = path.toRealPath();
            // Before opening: opening a pipe waits for its other end.
            FoundFile before = checked(path, real);
            byte[] content = content(real);
            if (!before.equals(checked(path, real))) {
                Arrays.fill(content, (byte) 0);
                throw misconfigured(path, "was replaced while it was read; start again");
            }
            return content;
        });
    }

    /**
     * Refuses a file as {@link #read} does, without reading it.
     *
     * @param path the file
     */
    public void check(Path path) {
        translated(path, () -> checked(path, path.toRealPath()));
    }

    private FoundFile checked(Path path, Path real) throws IOException {
        FoundFile found = FoundFile.at(real);
        Path directory = path.toAbsolutePath().resolveSibling("").toRealPath();
        found.fault(name, longest)
                .or(() -> faultOfPlace(real, directory))
                .or(() -> found.rights().fault(secret, process))
                .ifPresent(fault -> {
                    throw misconfigured(path, fault);
                });
        return found;
    }

    private static Optional<String> faultOfPlace(Path real, Path directory) {
        return real.startsWith(directory)
                ? Optional.empty()
                : Optional.of("is a symbolic link to elsewhere (" + real
                        + "); name the file itself, or link only within " + directory);
    }

    /** Reads one byte more than there may be, into a buffer that can be zeroed: a channel's own could not. */
    private byte[] content(Path real) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(longest + 1);
        try (SeekableByteChannel file =
                Files.newByteChannel(real, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            while (buffer.hasRemaining() && file.read(buffer) >= 0) {}
            byte[] content = new byte[buffer.flip().limit()];
            buffer.get(content);
            return content;
        } finally {
            buffer.clear().put(new byte[buffer.capacity()]);
        }
    }

    /** What may fail. */
    @FunctionalInterface
    private interface Reading<T> {
        T run() throws IOException;
    }

    private <T> T translated(Path path, Reading<T> reading) {
        try {
            return reading.run();
        } catch (IOException e) {
            throw failure(path, e);
        } catch (UnsupportedOperationException e) {
            throw misconfigured(path, "is on a file system without POSIX modes; move it to one that has them");
        }
    }

    KekException failure(Path path, IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return new KekException(
                    missing.kind(),
                    "there is no " + name + " " + path + "; correct the path, " + missing.otherwise(),
                    cause);
        }
        if (cause instanceof ClosedByInterruptException) {
            return new KekException(
                    KekException.Kind.UNREACHABLE, "reading " + name + " " + path + " was interrupted", cause);
        }
        if (cause instanceof AccessDeniedException) {
            return misconfigured(
                    path,
                    "may not be read by this process (" + process.get() + "); make its user the owner, or chgrp the"
                            + " file to one of its groups and chmod 440 it");
        }
        return misconfigured(path, "cannot be read (" + cause + "); mend what the operating system complains of");
    }

    /**
     * Makes the error of a file whose content is wrong.
     *
     * @param path the file
     * @param found what was found, and what to do; no part of the content
     * @return the error, of kind {@code MISCONFIGURED}, which names the file
     */
    public KekException misconfigured(Path path, String found) {
        return new KekException(KekException.Kind.MISCONFIGURED, name + " " + path + " " + found);
    }
}
