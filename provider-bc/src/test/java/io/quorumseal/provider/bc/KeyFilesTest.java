package io.quorumseal.provider.bc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.provider.bc.internal.FileKekProvider;
import io.quorumseal.testkit.TestKekHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilesTest {
    @TempDir
    Path directory;

    Path file;
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void name() {
        file = directory.resolve("kek.key");
    }

    @Test
    void create_newFile_isOwnerOnlyBase64() throws IOException {
        KeyFiles.create(file);
        String text = Files.readString(file);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(text.endsWith("=\n"));
        assertEquals(32, Base64.getDecoder().decode(text.strip()).length);
    }

    @Test
    void create_newFile_opensAsKek() {
        KeyFiles.create(file);
        try (Kek kek = new FileKekProvider().open("file:" + file, new TestKekHost())) {
            kek.probe(Duration.ofSeconds(1));
        }
    }

    @Test
    void create_twoFiles_differ() throws IOException {
        Path second = directory.resolve("second.key");
        KeyFiles.create(file);
        KeyFiles.create(second);
        assertNotEquals(Files.readString(file), Files.readString(second));
    }

    @Test
    void create_existingFile_isRefusedAndUntouched() throws IOException {
        Files.writeString(file, "in use");
        assertRefused(file, "it exists");
        assertEquals("in use", Files.readString(file));
    }

    @Test
    void create_danglingLink_isRefused() throws IOException {
        Files.createSymbolicLink(file, directory.resolve("elsewhere"));
        assertRefused(file, "it exists");
        assertFalse(Files.exists(directory.resolve("elsewhere")));
    }

    @Test
    void create_missingDirectory_isRefused() {
        assertRefused(directory.resolve("none/kek.key"), "make the directory");
    }

    private static void assertRefused(Path path, String why) {
        KekException error = assertThrows(KekException.class, () -> KeyFiles.create(path));
        assertEquals(KekException.Kind.MISCONFIGURED, error.kind());
        assertTrue(String.valueOf(error.getMessage()).contains(why), error.getMessage());
    }

    @Test
    void tool_newPath_makesTheFile() {
        assertEquals(0, run(file.toString()));
        assertTrue(Files.exists(file));
        assertEquals(1, lines(out));
        assertEquals(0, lines(err));
    }

    @Test
    void tool_existingFile_failsInOneLine() throws IOException {
        Files.writeString(file, "in use");
        assertEquals(1, run(file.toString()));
        assertEquals(1, lines(err));
        assertEquals(0, lines(out));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-h", "--help", "a b"})
    void tool_wrongUse_saysHow(String arguments) {
        String[] split = arguments.equals("a b") ? new String[] {"a", "b"} : new String[] {arguments};
        assertEquals(2, run(split));
        assertEquals(1, lines(err));
    }

    @Test
    void tool_noArgument_saysHow() {
        assertEquals(2, run());
        assertEquals(1, lines(err));
    }

    private int run(String... arguments) {
        return KeyFileTool.run(print(out), print(err), arguments);
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private static long lines(ByteArrayOutputStream printed) {
        return printed.toString(StandardCharsets.UTF_8).lines().count();
    }
}
