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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** {@code bc-password:} under the contract. */
class PasswordKekContractTest extends KekContract {
    private static final String PASSWORD = "correct horse battery staple";
    private static final Argon2Cost CHEAP = new Argon2Cost(19 << 10, 2, 1);

    @TempDir
    Path directory;

    Path password;

    @BeforeEach
    void writePassword() throws IOException {
        password = Files.writeString(directory.resolve("password"), PASSWORD);
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
    }

    @Override
    protected KekSubject subject() {
        Path file = make();
        return new LocalSubject(
                new PasswordKekProvider(),
                uri(file),
                uri(make()),
                file,
                List.of(PASSWORD.getBytes(StandardCharsets.UTF_8)));
    }

    private Path make() {
        Path file = directory.resolve(UUID.randomUUID() + ".sealed");
        try (SecretBytes typed = SecretBytes.take(PASSWORD.getBytes(StandardCharsets.UTF_8))) {
            KeyFiles.createSealed(file, typed, CHEAP);
        }
        return file;
    }

    private String uri(Path file) {
        return "bc-password:" + file + "?password-file=" + password;
    }
}
