package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.GuardedFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;

/** Reads a file that holds one secret of 32 bytes: as they are, spelled as text, or sealed under a password. */
public final class KeyFile {
    /** Longer than any key, so that what was put there instead is told by what it looks like. */
    static final int LONGEST = 4_096;

    static final GuardedFile FILE = missing(GuardedFile.secret("key file", LONGEST));

    private KeyFile() {}

    /** Says of a kind of file that the key is gone if it is. */
    static GuardedFile missing(GuardedFile kind) {
        return kind.whereMissing(
                KekException.Kind.KEY_NOT_FOUND,
                "restore the file from its backup, or, only for a new cluster, make one with KeyFileTool");
    }

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
}
