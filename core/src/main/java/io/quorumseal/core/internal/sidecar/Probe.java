package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.disk.Uninterrupted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;

/** Tries the whole write protocol on files of its own, and leaves none of them. */
final class Probe {
    private static final byte[] OLD = "old".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEW = "new".getBytes(StandardCharsets.US_ASCII);

    private final FileOps ops;
    private final Path directory;
    private final Path temp;
    private final Path file;

    Probe(FileOps ops, Path directory) {
        this.ops = ops;
        this.directory = directory;
        this.temp = directory.resolve("probe.tmp");
        this.file = directory.resolve("probe");
    }

    void run() {
        try {
            Uninterrupted.call(this::attempt);
        } catch (Exception cause) {
            throw unsupported(directory, "replace a file durably", cause);
        }
    }

    static StartupRefusedException unsupported(Path directory, String what, Exception cause) {
        return new StartupRefusedException(
                Refusal.UNSUPPORTED_FILE_SYSTEM,
                "the file system of " + directory + " cannot " + what + " (" + cause + "). Keys could be lost in a"
                        + " crash: use a local POSIX file system with free space, owned by this user",
                cause);
    }

    private Path attempt() throws IOException {
        clean();
        try {
            replaceBy(OLD);
            refuseSecond();
            replaceBy(NEW);
            expect(Arrays.equals(ops.read(file, NEW.length), NEW), "a renamed file did not replace the old one");
        } finally {
            clean();
        }
        ops.forceDirectory(directory);
        return file;
    }

    private void replaceBy(byte[] bytes) throws IOException {
        try (FileOps.NewFile out = ops.createFile(temp)) {
            out.write(bytes);
            out.force();
        }
        expect(
                ops.permissions(temp)
                        .equals(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)),
                "a file made for its owner alone has other permissions");
        ops.rename(temp, file);
        ops.forceDirectory(directory);
    }

    private void refuseSecond() throws IOException {
        boolean made = true;
        try {
            ops.createFile(file).close();
        } catch (IOException taken) {
            made = false;
        }
        expect(!made, "a file was made anew where one was");
    }

    private static void expect(boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw new IOException(otherwise);
        }
    }

    private void clean() throws IOException {
        ops.delete(temp);
        ops.delete(file);
    }
}
