package io.quorumseal.provider.bc.internal;

import static io.quorumseal.provider.bc.internal.KeyFileFixture.KEY;
import static io.quorumseal.provider.bc.internal.KeyFileFixture.TEXT;
import static io.quorumseal.provider.bc.internal.KeyFileFixture.hex;
import static io.quorumseal.provider.bc.internal.KeyFileFixture.write;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
    @TempDir
    Path directory;

    Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("kek.key");
    }

    @Test
    void read_rawBytes_areTheKey() throws IOException {
        assertReads(write(file, KEY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void read_base64_isDecoded(String lineEnd) throws IOException {
        assertReads(write(file, ascii(TEXT + lineEnd)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"r--------", "rw-------", "r--r-----", "rw-r-----"})
    void read_modeForOwnerAndGroupOfThisProcess_isAccepted(String mode) throws IOException {
        assertReads(write(file, KEY, mode));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw----r--", "rw-----w-", "rw------x"})
    void read_modeOpenToOthers_isRefused(String mode) throws IOException {
        assertMisconfigured(write(file, KEY, mode), "open to everybody (mode " + mode + ")", "chmod 600");
    }

    @Test
    void read_fileThatTheGroupChanges_isRefused() throws IOException {
        write(file, KEY, "rw--w----");
        assertMisconfigured(file, "changed by its group (mode rw--w----)", "chmod 600");
    }

    @Test
    void read_missingFile_isNotFound() {
        KekException error = assertThrows(KekException.class, () -> KeyFile.read(file));
        assertEquals(KekException.Kind.KEY_NOT_FOUND, error.kind());
        assertTrue(message(error).contains("there is no key file " + file), message(error));
    }

    @Test
    void read_emptyFile_isRefused() throws IOException {
        assertMisconfigured(write(file, new byte[0]), "is empty", "restore it");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 33, 43, 47, 64, KeyFile.LONGEST})
    void read_otherSize_isRefused(int size) throws IOException {
        assertMisconfigured(write(file, new byte[size]), "holds " + size + " bytes", "32 raw bytes");
    }

    @Test
    void read_moreThanAnyKey_isRefused() throws IOException {
        int size = KeyFile.LONGEST + 1;
        assertMisconfigured(write(file, new byte[size]), "has " + size + " bytes, more than", "name another file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", " ", "\r", "\n\n", "=\n"})
    void read_base64WithMoreThanALineEnd_isRefused(String end) throws IOException {
        assertMisconfigured(write(file, ascii(TEXT + end)), "holds text of", "32 raw bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void read_hexadecimalDigits_areDecoded(String lineEnd) throws IOException {
        assertReads(write(file, ascii(hex(KEY) + lineEnd)));
        assertReads(write(file, ascii(hex(KEY).toUpperCase(Locale.ROOT) + lineEnd)));
    }

    /** What tools print of keys of other lengths, and what people type. */
    @ParameterizedTest
    @CsvSource({
        "000102030405060708090a0b0c0d0e0f, '', '32 hexadecimal digits, which are 16 bytes'",
        "000102030405060708090a0b0c0d0e0f, '\n', '32 hexadecimal digits, which are 16 bytes'",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX, '', 'base64 of 24 bytes'",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX, '\r\n', 'base64 of 24 bytes'",
        "AAECAwQFBgcICQoLDA0ODw==, '', 'base64 of 16 bytes'",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g, '', 'base64 of 33 bytes'",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, '', '32 hexadecimal digits, which are 16 bytes'",
        "000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0, '\n', 'text of 63 bytes'",
        "000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0g, '', 'base64 of 48 bytes'",
        "correct horse battery staple 123, '', 'text of 32 bytes'",
        "correct horse battery staple 12, '\n', 'text of 31 bytes'",
        "-----BEGIN PRIVATE KEY-----, '\n', 'a PEM file'"
    })
    void read_textThatSpellsNoKey_isRefusedByWhatItLooksLike(String text, String end, String found) throws IOException {
        write(file, ascii(text + end));
        KekException error = assertMisconfigured(file, "holds " + found, "64 hexadecimal digits");
        assertFalse(message(error).contains(text.substring(0, 8)), message(error));
    }

    @Test
    void read_textWithLettersOutsideOfAscii_isNoRawKey() throws IOException {
        byte[] text = "Öffne die Tür für übermorgen!!".getBytes(StandardCharsets.UTF_8);
        assertEquals(34, text.length);
        byte[] key = Arrays.copyOfRange(text, 2, 34);
        assertMisconfigured(write(file, key), "text of 32 bytes", "raw bytes that are not text");
    }

    @Test
    void read_spellingOfText_isRefused() throws IOException {
        byte[] text = ascii("0123456789abcdef0123456789abcdef");
        String found = "the spelling of 32 hexadecimal digits";
        assertMisconfigured(write(file, Base64.getEncoder().encode(text)), found, "64 hexadecimal digits");
        assertMisconfigured(write(file, ascii(hex(text))), found, "64 hexadecimal digits");
    }

    @Test
    void read_partOfASealedFile_isToldAsOne() throws IOException {
        byte[] part = Arrays.copyOf(ascii("QSSEALED\1"), 94);
        assertMisconfigured(
                write(file, part), "94 bytes of what begins as a file sealed under a password", "KeyFileTool");
    }

    @Test
    void read_noBase64_isRefusedWithoutQuotingIt() throws IOException {
        String damaged = "*" + TEXT.substring(1);
        KekException error = assertMisconfigured(write(file, ascii(damaged)), "text of 44 bytes", "base64");
        assertEquals(null, error.getCause());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255})
    void read_oneByteOverAndOver_isRefused(int one) throws IOException {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) one);
        assertMisconfigured(write(file, key), "one byte 32 times", "make a random key");
        assertMisconfigured(write(file, Base64.getEncoder().encode(key)), "one byte 32 times", "make a random key");
    }

    @Test
    void read_directory_isRefused() throws IOException {
        assertMisconfigured(Files.createDirectory(file), "is a directory", "name the key file");
    }

    @Test
    @Timeout(20)
    void read_pipe_isRefusedWithoutWaiting() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", "-m", "600", file.toString()).start();
        assertTrue(mkfifo.waitFor(10, TimeUnit.SECONDS));
        assertMisconfigured(file, "is not a regular file", "name a regular file");
    }

    @Test
    void read_device_isRefused() {
        assertMisconfigured(Path.of("/dev/zero"), "is not a regular file", "name a regular file");
    }

    @Test
    void read_linkToElsewhere_isRefused(@TempDir Path elsewhere) throws IOException {
        Path target = write(elsewhere.resolve("k"), KEY);
        Files.createSymbolicLink(file, target);
        assertMisconfigured(file, "is a symbolic link to elsewhere (" + target.toRealPath(), "name the file itself");
    }

    @Test
    void read_linkToDirectoryOfLongerName_isRefused() throws IOException {
        Path own = Files.createDirectory(directory.resolve("a"));
        Path beside = Files.createDirectory(directory.resolve("ab"));
        Files.createSymbolicLink(own.resolve("k"), write(beside.resolve("k"), KEY));
        assertMisconfigured(own.resolve("k"), "is a symbolic link to elsewhere", "name the file itself");
    }

    @Test
    void read_linksAsInKubernetesSecrets_areFollowed() throws IOException {
        write(Files.createDirectory(directory.resolve("..2025")).resolve("kek.key"), KEY, "r--------");
        Files.createSymbolicLink(directory.resolve("..data"), Path.of("..2025"));
        assertReads(Files.createSymbolicLink(file, Path.of("..data", "kek.key")));
    }

    @Test
    void read_directoryReachedByLink_isAccepted(@TempDir Path elsewhere) throws IOException {
        write(elsewhere.resolve("k"), KEY);
        Path link = Files.createSymbolicLink(directory.resolve("keys"), elsewhere);
        assertReads(link.resolve("k"));
    }

    @Test
    void read_linkToFileOpenToOthers_isRefused() throws IOException {
        write(directory.resolve("target"), KEY, "rw-r--r--");
        assertMisconfigured(Files.createSymbolicLink(file, Path.of("target")), "open to everybody", "chmod 600");
    }

    @Test
    void read_danglingLink_isNotFound() throws IOException {
        Files.createSymbolicLink(file, Path.of("gone"));
        assertEquals(
                KekException.Kind.KEY_NOT_FOUND,
                assertThrows(KekException.class, () -> KeyFile.read(file)).kind());
    }

    @Test
    void read_linkToItself_isRefused() throws IOException {
        assertMisconfigured(Files.createSymbolicLink(file, file), "cannot be read", "operating system");
    }

    @Test
    void read_interruptedThread_isUnreachableAndStaysInterrupted() throws IOException {
        write(file, KEY);
        Thread.currentThread().interrupt();
        try {
            KekException error = assertThrows(KekException.class, () -> KeyFile.read(file));
            assertEquals(KekException.Kind.UNREACHABLE, error.kind());
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    private static void assertReads(Path path) {
        try (SecretBytes key = KeyFile.read(path)) {
            assertEquals(hex(KEY), key.readSecret(KeyFileFixture::hex));
        }
    }

    private static KekException assertMisconfigured(Path path, String found, String remedy) {
        KekException error = assertThrows(KekException.class, () -> KeyFile.read(path));
        String message = message(error);
        assertAll(
                () -> assertEquals(KekException.Kind.MISCONFIGURED, error.kind()),
                () -> assertTrue(message.startsWith("key file " + path + " "), message),
                () -> assertTrue(message.contains(found), message),
                () -> assertTrue(message.contains(remedy), message),
                () -> assertFalse(message.contains("\n"), message));
        return error;
    }

    private static String message(Throwable error) {
        return String.valueOf(error.getMessage());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
