package io.quorumseal.provider.bc;

import io.quorumseal.api.KekException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/** Makes key files for KEKs named {@code file:PATH}. */
public final class KeyFiles {
    private static final int KEY_LENGTH = 32;
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private KeyFiles() {}

    /**
     * Makes a key file with a fresh random key, as base64 text of 32 bytes and a line feed.
     *
     * <p>Only the owner can read the file (mode 0600), from its first moment on. When the method returns, file and
     * directory entry are durable. A file that exists is never touched. Without a copy of the key in another safe
     * place, losing the file loses all data that is sealed under it.
     *
     * @param path where the file is to be; its directory exists
     * @throws KekException of kind {@code MISCONFIGURED} if the file exists or cannot be made; then nothing is left
     *     behind
     */
    public static void create(Path path) {
        try {
            createDurably(path.toAbsolutePath());
        } catch (FileAlreadyExistsException e) {
            throw failure(path, "it exists, and may hold a key that is in use; name another file", e);
        } catch (UnsupportedOperationException e) {
            throw failure(path, "its file system has no POSIX modes; choose one that has", e);
        } catch (IOException e) {
            throw failure(path, e + "; make the directory, or choose one that this user can write", e);
        }
    }

    private static void createDurably(Path path) throws IOException {
        try (FileChannel file =
                FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER_ONLY)) {
            writeOrRemove(path, file);
        }
    }

    private static void writeOrRemove(Path path, FileChannel file) throws IOException {
        try {
            writeFreshKey(file);
            file.force(true);
            syncDirectory(path.resolveSibling(""));
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private static void writeFreshKey(FileChannel file) throws IOException {
        byte[] key = new byte[KEY_LENGTH];
        new SecureRandom().nextBytes(key);
        byte[] text = Base64.getEncoder().encode(key);
        // A direct buffer of ours can be zeroed; the one that the channel makes for a heap buffer cannot.
        ByteBuffer buffer = ByteBuffer.allocateDirect(text.length + 1)
                .put(text)
                .put((byte) '\n')
                .flip();
        try {
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(text, (byte) 0);
            buffer.clear().put(text);
        }
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static KekException failure(Path path, String why, Exception cause) {
        return new KekException(KekException.Kind.MISCONFIGURED, "key file " + path + " cannot be made: " + why, cause);
    }
}
