package io.quorumseal.provider.bc;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.provider.bc.internal.PasswordKekProvider;
import io.quorumseal.testkit.KekContract;
import io.quorumseal.testkit.KekSubject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** {@code bc-password:} under the contract. */
class PasswordKekContractTest extends KekContract {
    private static final String PASSWORD = "correct horse battery staple";
    private static final Argon2Cost CHEAP = new Argon2Cost(19 << 10, 2, 1);

    static byte[] sealed;
    static byte[] otherSealed;

    @TempDir
    Path directory;

    Path password;

    /** Seals two keys once, because each costs what guessing at a password is to cost. */
    @BeforeAll
    static void seal(@TempDir Path once) throws IOException {
        sealed = sealed(once.resolve("one"));
        otherSealed = sealed(once.resolve("other"));
    }

    private static byte[] sealed(Path file) throws IOException {
        try (SecretBytes typed = SecretBytes.take(PASSWORD.getBytes(StandardCharsets.UTF_8))) {
            KeyFiles.createSealed(file, typed, CHEAP);
        }
        return Files.readAllBytes(file);
    }

    @BeforeEach
    void writePassword() throws IOException {
        password = secret("password", PASSWORD.getBytes(StandardCharsets.UTF_8));
    }

    private Path secret(String name, byte[] content) throws IOException {
        Path file = Files.write(directory.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Override
    protected KekSubject subject() throws IOException {
        Path file = newFile(sealed);
        return new LocalSubject(
                new PasswordKekProvider(),
                uri(file),
                uri(newFile(otherSealed)),
                file,
                List.of(PASSWORD.getBytes(StandardCharsets.UTF_8)));
    }

    private Path newFile(byte[] content) throws IOException {
        return secret(UUID.randomUUID() + ".sealed", content);
    }

    private String uri(Path file) {
        return "bc-password:" + file + "?password-file=" + password;
    }
}
