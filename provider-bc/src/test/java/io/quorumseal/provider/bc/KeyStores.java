package io.quorumseal.provider.bc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.quorumseal.provider.bc.internal.KeyStoreKekProvider;
import io.quorumseal.testkit.KekSubject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;

/**
 * Two key stores of one kind, with one AES key each, and their password's file. Both are made once, because each
 * costs what guessing at a password is to cost; the files are new for whoever asks.
 *
 * @param one the content of a store
 * @param other that of another one
 */
record KeyStores(byte[] one, byte[] other) {
    private static final String PASSWORD = "correct horse battery staple";

    /** Makes an empty store. */
    @FunctionalInterface
    interface Maker {
        KeyStore make() throws GeneralSecurityException;
    }

    /** Writes a store with the password. */
    @FunctionalInterface
    interface Writer {
        void write(KeyStore store, OutputStream out, char[] password) throws GeneralSecurityException, IOException;
    }

    static KeyStores made(Maker maker, Writer writer) throws GeneralSecurityException, IOException {
        return new KeyStores(content(maker.make(), writer), content(maker.make(), writer));
    }

    private static byte[] content(KeyStore empty, Writer writer) throws GeneralSecurityException, IOException {
        char[] password = PASSWORD.toCharArray();
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        empty.load(null, password);
        empty.setEntry(
                "kek",
                new KeyStore.SecretKeyEntry(new SecretKeySpec(key, "AES")),
                new KeyStore.PasswordProtection(password));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(empty, out, password);
        return out.toByteArray();
    }

    /** Gives both under the contract, in files of their own. */
    KekSubject subject(String scheme, Path directory) throws IOException {
        Path file = file(directory, one);
        return new LocalSubject(
                new KeyStoreKekProvider(),
                uri(scheme, file),
                uri(scheme, file(directory, other)),
                file,
                List.of(PASSWORD.getBytes(US_ASCII)));
    }

    private static Path file(Path directory, byte[] content) throws IOException {
        return secret(directory.resolve(UUID.randomUUID() + ".store"), content);
    }

    private static String uri(String scheme, Path file) throws IOException {
        Path password = secret(file.resolveSibling("password"), PASSWORD.getBytes(US_ASCII));
        return scheme + ":" + file + "?alias=kek&password-file=" + password;
    }

    private static Path secret(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
