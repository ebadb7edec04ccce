package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.SecretBytes;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;

/** Reads a file that holds one secret of 32 bytes: as they are, as base64, or sealed under a password. */
public final class KeyFile {
    static final GuardedFile FILE = new GuardedFile(
            "key file", SealedKey.LENGTH, GuardedFile.Guard.OWNER_ONLY, KeyFile::checkSize, GuardedFile.Absent.KEY);

    private KeyFile() {}

    /**
     * Reads a key that is not sealed.
     *
     * @param path the file
     * @return the key; the caller's to close
     */
    public static SecretBytes read(Path path) {
        return read(path, () -> {
            throw FILE.misconfigured(
                    path,
                    "is sealed under a password; say where the password comes from (bc-password:" + path
                            + "?password-file=…, or the same parameter of bc-keypair:)");
        });
    }

    /**
     * Reads a key that is sealed under a password.
     *
     * @param path the file
     * @param password gives the password, which stays with it
     * @return the key; the caller's to close
     */
    public static SecretBytes readSealed(Path path, Supplier<SecretBytes> password) {
        byte[] content = FILE.read(path);
        try {
            if (!SealedKey.isSealed(content)) {
                throw FILE.misconfigured(
                        path, "is not sealed under a password; name it file:" + path + ", or seal it with KeyFileTool");
            }
            return SealedKey.open(path, content, password);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** Reads a key; asks for the password if it is sealed. */
    static SecretBytes read(Path path, Supplier<SecretBytes> password) {
        byte[] content = FILE.read(path);
        try {
            return SealedKey.isSealed(content)
                    ? SealedKey.open(path, content, password)
                    : KeyText.decode(path, content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static void checkSize(Path path, long size) {
        if (size != SealedKey.LENGTH) {
            KeyText.checkSize(path, size);
        }
    }
}
