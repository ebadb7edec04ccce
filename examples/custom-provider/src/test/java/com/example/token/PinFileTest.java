package com.example.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.KekException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinFileTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {"sesame-98765", "sesame-98765\n", "sesame-98765\r\n", "sesame-98765\nthe PIN of the token\n"})
    void read_ownersFile_givesTheFirstLine(String content) throws IOException {
        assertEquals("sesame-98765", new String(PinFile.read(file(content, "rw-------"))));
    }

    @Test
    void read_fileForAGroupOfThisProcess_givesTheFirstLine() throws IOException {
        assertEquals("sesame-98765", new String(PinFile.read(file("sesame-98765", "r--r-----"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw----r--", "rw--w----"})
    void read_fileOpenToOthers_isMisconfigured(String mode) throws IOException {
        Path file = file("sesame-98765", mode);
        KekException error = assertThrows(KekException.class, () -> PinFile.read(file));
        assertEquals(KekException.Kind.MISCONFIGURED, error.kind());
        assertFalse(error.toString().contains("sesame-98765"));
    }

    @Test
    void read_missingFile_isMisconfigured() {
        KekException error = assertThrows(KekException.class, () -> PinFile.read(directory.resolve("none")));
        assertEquals(KekException.Kind.MISCONFIGURED, error.kind());
    }

    private Path file(String content, String mode) throws IOException {
        Path file = Files.writeString(directory.resolve("pin"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
