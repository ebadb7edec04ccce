package io.quorumseal.provider.bc.internal;

import static io.quorumseal.provider.bc.internal.Errors.assertMisconfigured;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.SecretBytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordTextTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void fromFile_oneLineEnd_doesNotCount(String end) throws IOException {
        assertPassword("pässwörd", PasswordText.fromFile(file("pässwörd" + end)));
    }

    @Test
    void fromFile_otherLineEndsAndSpaces_count() throws IOException {
        assertPassword("a b \n", PasswordText.fromFile(file("a b \n\n")));
        assertPassword("a\r", PasswordText.fromFile(file("a\r")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void fromFile_nothing_isRefused(String content) throws IOException {
        Path path = file(content);
        assertMisconfigured(() -> PasswordText.fromFile(path), "password file " + path + " gave no password");
    }

    @Test
    void fromFile_longest_isAccepted() throws IOException {
        assertPassword("x".repeat(1024), PasswordText.fromFile(file("x".repeat(1024) + "\r\n")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1025, 1027, 5000})
    void fromFile_longer_isRefusedWithoutQuotingIt(int length) throws IOException {
        Path path = file("x".repeat(length));
        String message = assertMisconfigured(() -> PasswordText.fromFile(path), "more than the 102");
        assertFalse(message.contains("xxx"), message);
    }

    @Test
    void fromFile_openToOthers_isRefused() throws IOException {
        Path path = KeyFileFixture.write(directory.resolve("p"), new byte[] {'x'}, "rw-r--r--");
        assertMisconfigured(() -> PasswordText.fromFile(path), "password file " + path + " is open to everybody");
    }

    @Test
    void fromFile_missing_isMisconfiguredAndNoMissingKey() {
        assertMisconfigured(() -> PasswordText.fromFile(directory.resolve("none")), "there is no password file");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void fromDescriptor_output_isRefused(int number) {
        assertMisconfigured(() -> PasswordText.fromDescriptor(number, LONG), "file descriptor " + number, "writes to");
    }

    @Test
    void fromDescriptor_notOpen_isRefused() {
        assertMisconfigured(() -> PasswordText.fromDescriptor(98_765, LONG), "file descriptor 98765 cannot be read");
    }

    @Test
    void fromStream_file_isReadToItsEnd() throws IOException {
        assertPassword("pw", PasswordText.fromStream("it", file("pw\n"), LONG));
    }

    @Test
    @Timeout(20)
    void fromStream_pipeThatStaysOpen_isGivenUp() throws Exception {
        Path pipe = directory.resolve("pipe");
        Process mkfifo = new ProcessBuilder("mkfifo", "-m", "600", pipe.toString()).start();
        assertTrue(mkfifo.waitFor(10, TimeUnit.SECONDS));
        try (RandomAccessFile other = new RandomAccessFile(pipe.toFile(), "rw")) {
            other.write("secret so far".getBytes(StandardCharsets.US_ASCII));
            String message = assertMisconfigured(
                    () -> PasswordText.fromStream("it", pipe, SHORT), "had no end within 50 ms", "close");
            assertFalse(message.contains("secret so far"), message);
        }
    }

    @Test
    void ask_whatWasTyped_isEncodedAndZeroed() {
        char[] typed = "pässwörd".toCharArray();
        assertPassword("pässwörd", PasswordText.ask(Optional.of(text -> typed), "?"));
        assertArrayEquals(new char[typed.length], typed);
    }

    @Test
    void ask_noTerminal_isRefused() {
        assertMisconfigured(() -> PasswordText.ask(Optional.empty(), "?"), "no terminal", "password-fd");
    }

    @Test
    void ask_endOfInput_isRefused() {
        assertMisconfigured(() -> PasswordText.ask(Optional.of(text -> null), "?"), "the console gave no password");
    }

    @Test
    void twice_same_isThePassword() {
        assertPassword("pw", PasswordText.twice(Optional.of(typing("pw", "pw"))));
    }

    @Test
    void twice_different_isRefused() {
        String message =
                assertMisconfigured(() -> PasswordText.twice(Optional.of(typing("pw-one", "pw-two"))), "different");
        assertFalse(message.contains("pw-"), message);
    }

    private static PasswordText.Prompt typing(String... lines) {
        Queue<String> left = new ArrayDeque<>(List.of(lines));
        return text -> left.remove().toCharArray();
    }

    @Test
    void chars_utf8_isDecoded() {
        try (SecretBytes password = SealedFixture.secret("pässwörd")) {
            assertEquals("pässwörd", new String(PasswordText.chars(password)));
        }
    }

    @Test
    void chars_notUtf8_isRefusedWithoutQuotingIt() {
        try (SecretBytes password = SecretBytes.take(new byte[] {'s', 'e', 'c', (byte) 0xFF})) {
            String message = assertMisconfigured(() -> PasswordText.chars(password), "not UTF-8");
            assertFalse(message.contains("sec"), message);
        }
    }

    private Path file(String content) throws IOException {
        return SealedFixture.passwordFile(directory.resolve("password"), content);
    }

    private static void assertPassword(String expected, SecretBytes password) {
        byte[] bytes = expected.getBytes(StandardCharsets.UTF_8);
        try (password) {
            assertArrayEquals(bytes, password.readSecret(byte[]::clone));
        }
    }
}
