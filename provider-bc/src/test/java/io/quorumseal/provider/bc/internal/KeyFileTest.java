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
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
    @ValueSource(strings = {"r--------", "rw-------"})
    void read_ownerOnlyMode_isAccepted(String mode) throws IOException {
        assertReads(write(file, KEY, mode));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw--w----", "rw---x---", "rw----r--", "rw-----w-", "rw------x"})
    void read_modeOpenToOthers_isRefused(String mode) throws IOException {
        assertMisconfigured(write(file, KEY, mode), "open to others than its owner (mode " + mode + ")", "chmod 600");
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
    @ValueSource(ints = {1, 31, 33, 43, 47, 64, 1 << 20})
    void read_otherSize_isRefused(int size) throws IOException {
        assertMisconfigured(write(file, new byte[size]), "wrong size (" + size + " bytes)", "32 raw bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", " ", "\r", "\r\r", "\n\n", "=\n"})
    void read_base64WithMoreThanALineEnd_isRefused(String end) throws IOException {
        assertMisconfigured(write(file, ascii(TEXT + end)), "wrong size", "32 raw bytes");
    }

    @Test
    void read_base64OfMoreBytes_isRefused() throws IOException {
        assertMisconfigured(write(file, ascii("A".repeat(44))), "base64 of 33 bytes", "32 raw bytes");
    }

    @Test
    void read_noBase64_isRefusedWithoutQuotingIt() throws IOException {
        String damaged = "*" + TEXT.substring(1);
        KekException error = assertMisconfigured(write(file, ascii(damaged)), "is not base64", "standard alphabet");
        assertEquals(null, error.getCause());
    }

    @Test
    void read_zeros_areRefused() throws IOException {
        assertMisconfigured(write(file, new byte[32]), "a key of zeros", "make a random one");
    }

    @Test
    void read_base64OfZeros_isRefused() throws IOException {
        assertMisconfigured(write(file, ascii("A".repeat(43) + "=")), "a key of zeros", "make a random one");
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
        assertMisconfigured(Files.createSymbolicLink(file, Path.of("target")), "open to others", "chmod 600");
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

    // Whoever runs the tests as root can read everything, so this one starts from the operating system's answer.
    @Test
    void failure_accessDenied_saysWhoMayRead() {
        KekException error = KeyFile.FILE.failure(file, new AccessDeniedException(file.toString()));
        assertEquals(KekException.Kind.MISCONFIGURED, error.kind());
        assertTrue(message(error).contains("may not be read by this process"), message(error));
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
