package io.quorumseal.provider.vault.internal;

import static io.quorumseal.provider.vault.internal.Kinds.assertKind;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordFileTest {
    @TempDir
    Path directory;

    private Path write(String content, String mode) throws IOException {
        Path file = Files.writeString(directory.resolve("word"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s.3cr3t", "s.3cr3t\n", " s.3cr3t\r\n"})
    void read_oneWord_isGiven(String content) throws IOException {
        assertEquals("s.3cr3t", WordFile.TOKEN.read(write(content, "rw-------")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "a b", "ä", "a\u0000"})
    void read_anythingElse_isRefusedWithoutShowingIt(String content) throws IOException {
        Path file = write(content, "rw-------");
        KekException error = assertKind(Kind.MISCONFIGURED, () -> WordFile.TOKEN.read(file));
        assertTrue(String.valueOf(error.getMessage()).startsWith("token-file " + file + " does not hold"));
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void read_secretForEverybody_isRefused(WordFile kind) throws IOException {
        Path file = write("s.3cr3t", "rw-r--r--");
        KekException error = assertKind(Kind.MISCONFIGURED, () -> kind.read(file));
        String message = String.valueOf(error.getMessage());
        assertTrue(message.contains(file + " is open to everybody (mode rw-r--r--); chmod 600 it"), message);
        assertFalse(message.contains("s.3cr3t"), message);
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void read_forAGroupOfThisProcess_isGiven(WordFile kind) throws IOException {
        assertEquals("s.3cr3t", kind.read(write("s.3cr3t", "r--r-----")));
    }

    static List<WordFile> secrets() {
        return List.of(WordFile.TOKEN, WordFile.ROLE_ID, WordFile.SECRET_ID);
    }

    /** As Kubernetes mounts it. */
    @Test
    void read_tokenOfTheServiceAccountForEverybody_isGiven() throws IOException {
        assertEquals("ey.J.W", WordFile.JWT.read(write("ey.J.W", "rw-r--r--")));
    }
}
