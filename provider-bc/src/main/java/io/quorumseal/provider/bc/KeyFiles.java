package io.quorumseal.provider.bc;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.provider.bc.internal.KeyFile;
import io.quorumseal.provider.bc.internal.NewFile;
import io.quorumseal.provider.bc.internal.PublicKeyFile;
import io.quorumseal.provider.bc.internal.SealedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * Makes the files of this module's KEKs.
 *
 * <p>Secret files can be read by their owner only (mode 0600), from their first moment on. When a method returns, file
 * and directory entry are durable. A file that exists is never touched, except by {@link #reseal}. Without a copy of
 * the key in another safe place, losing the file loses all data that is sealed under it.
 *
 * <p>All methods throw {@link KekException}, of kind {@code MISCONFIGURED} if a file cannot be made, and then leave
 * nothing behind. Passwords have 1 to 1,024 bytes and stay the caller's; whoever reads them from text takes UTF-8.
 */
public final class KeyFiles {
    private static final int KEY_LENGTH = 32;

    private KeyFiles() {}

    /**
     * Makes a key file with a fresh random key, as base64 text of 32 bytes and a line feed: for {@code file:PATH}, and
     * for the MAC's secret of {@code bc-keypair:}.
     *
     * @param path where the file is to be; its directory exists
     * @throws KekException if the file exists or cannot be made
     */
    public static void create(Path path) {
        try (SecretBytes key = freshKey()) {
            writeText(path, key);
        }
    }

    /**
     * Makes a key file with a fresh random key that is sealed under a password: for {@code bc-password:PATH}, and for
     * the MAC's secret of {@code bc-keypair:}.
     *
     * @param path where the file is to be; its directory exists
     * @param password the password
     * @param cost what one guess at the password costs
     * @throws KekException if the file exists or cannot be made
     */
    public static void createSealed(Path path, SecretBytes password, Argon2Cost cost) {
        try (SecretBytes key = freshKey()) {
            writeSealed(path, key, password, cost);
        }
    }

    /**
     * Seals the key of a key file into another file. Wrapped DEKs stay readable: the KEK is the same. The first file
     * stays; remove it when all nodes use the other one.
     *
     * @param from a key file that is not sealed
     * @param path where the sealed file is to be
     * @param password the password
     * @param cost what one guess at the password costs
     * @throws KekException if the first file cannot be read or the other one cannot be made
     */
    public static void seal(Path from, Path path, SecretBytes password, Argon2Cost cost) {
        try (SecretBytes key = KeyFile.read(from)) {
            writeSealed(path, key, password, cost);
        }
    }

    /**
     * Seals a sealed file anew, under another password or at another cost. The key stays the same. At every moment
     * the old or the new content is there.
     *
     * @param path the sealed file
     * @param password its password
     * @param newPassword the password that it is to have; may be the same
     * @param newCost what one guess at the password is to cost
     * @throws KekException if the file does not open or cannot be replaced
     */
    public static void reseal(Path path, SecretBytes password, SecretBytes newPassword, Argon2Cost newCost) {
        try (SecretBytes key = KeyFile.readSealed(path, () -> password)) {
            NewFile.replace(path, SealedKey.seal(key, newPassword, newCost, new SecureRandom()));
        }
    }

    /**
     * Makes a key pair for {@code bc-keypair:}.
     *
     * @param kem the kind of key pair
     * @param publicFile where the public key is to be, for everybody to read
     * @param privateFile where the private key is to be, as text as in {@link #create}
     * @throws KekException if a file exists or cannot be made
     */
    public static void createKeyPair(Kem kem, Path publicFile, Path privateFile) {
        try (SecretBytes key = freshKey()) {
            writeText(privateFile, key);
            writePublic(kem, key, publicFile, privateFile);
        }
    }

    /**
     * Makes a key pair for {@code bc-keypair:}, with the private key sealed under a password.
     *
     * @param kem the kind of key pair
     * @param publicFile where the public key is to be, for everybody to read
     * @param privateFile where the private key is to be
     * @param password the password
     * @param cost what one guess at the password costs
     * @throws KekException if a file exists or cannot be made
     */
    public static void createSealedKeyPair(
            Kem kem, Path publicFile, Path privateFile, SecretBytes password, Argon2Cost cost) {
        try (SecretBytes key = freshKey()) {
            writeSealed(privateFile, key, password, cost);
            writePublic(kem, key, publicFile, privateFile);
        }
    }

    private static SecretBytes freshKey() {
        return SecretBytes.random(KEY_LENGTH, new SecureRandom());
    }

    private static void writeText(Path path, SecretBytes key) {
        byte[] text = key.readSecret(raw -> Base64.getEncoder().encode(raw));
        byte[] line = Arrays.copyOf(text, text.length + 1);
        line[text.length] = '\n';
        try {
            NewFile.secret(path, line);
        } finally {
            Arrays.fill(text, (byte) 0);
            Arrays.fill(line, (byte) 0);
        }
    }

    private static void writeSealed(Path path, SecretBytes key, SecretBytes password, Argon2Cost cost) {
        NewFile.secret(path, SealedKey.seal(key, password, cost, new SecureRandom()));
    }

    private static void writePublic(Kem kem, SecretBytes privateKey, Path publicFile, Path privateFile) {
        try {
            NewFile.open(publicFile, PublicKeyFile.content(kem, privateKey));
        } catch (KekException e) {
            removeAgain(privateFile, e);
            throw e;
        }
    }

    private static void removeAgain(Path file, KekException because) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }
}
