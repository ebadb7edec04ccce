package io.quorumseal.provider.bc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.SecureRandom;
import javax.crypto.spec.SecretKeySpec;

/** Makes key stores with one AES key each, and their password's file. */
final class KeyStores {
    static final String PASSWORD = "correct horse battery staple";

    private KeyStores() {}

    static Path password(Path directory) throws Exception {
        return secret(directory.resolve("password"), PASSWORD.getBytes(StandardCharsets.US_ASCII));
    }

    static Path store(Path file, KeyStore empty) throws Exception {
        char[] password = PASSWORD.toCharArray();
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        empty.load(null, password);
        empty.setEntry(
                "kek",
                new KeyStore.SecretKeyEntry(new SecretKeySpec(key, "AES")),
                new KeyStore.PasswordProtection(password));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        empty.store(out, password);
        return secret(file, out.toByteArray());
    }

    private static Path secret(Path file, byte[] content) throws Exception {
        Files.write(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
