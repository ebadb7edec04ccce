package io.quorumseal.provider.bc.internal;

import static io.quorumseal.provider.bc.internal.KeyFileFixture.KEY;
import static io.quorumseal.provider.bc.internal.KeyFileFixture.hex;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.testkit.Secrets;
import io.quorumseal.testkit.TestKekHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileKekTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final WrapContext CONTEXT = new WrapContext("orders-prod", Purpose.RAFT, new DekId(7));
    private static final int HEADER = 9;

    @TempDir
    Path directory;

    Path file;
    Kek kek;
    SecretBytes dek = SecretBytes.random(32, new SecureRandom());

    @BeforeEach
    void open() throws IOException {
        file = KeyFileFixture.write(directory.resolve("kek.key"), KEY);
        kek = new FileKekProvider().open("file:" + file, new TestKekHost());
    }

    @AfterEach
    void close() {
        kek.close();
        dek.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 32, 64})
    void unwrap_whatWasWrapped_givesTheDek(int length) {
        SecretBytes made = SecretBytes.random(length, new SecureRandom());
        byte[] wrapped = kek.wrap(made, CONTEXT, SECOND);
        assertEquals(1 + 8 + 12 + length + 16, wrapped.length);
        assertEquals(made, kek.unwrap(wrapped, CONTEXT, SECOND));
    }

    @Test
    void unwrap_byAnotherOpeningOfTheFile_givesTheDek() {
        byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
        try (Kek again = new FileKekProvider().open(file.toUri().toString(), new TestKekHost())) {
            assertEquals(dek, again.unwrap(wrapped, CONTEXT, SECOND));
        }
    }

    // Pins labels, salt and layout; made with another implementation of HKDF and AES-GCM.
    @Test
    void unwrap_recordedBlob_givesTheDek() {
        byte[] wrapped = RecordedBlob.bytes();
        try (SecretBytes back = kek.unwrap(wrapped, CONTEXT, SECOND)) {
            assertEquals(RecordedBlob.DEK, back.readSecret(KeyFileFixture::hex));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 65})
    void wrap_otherLength_isUnsupported(int length) {
        SecretBytes odd = SecretBytes.take(new byte[length]);
        assertKind(KekException.Kind.UNSUPPORTED, () -> kek.wrap(odd, CONTEXT, SECOND));
    }

    @Test
    void wrap_twice_differs() {
        byte[] first = kek.wrap(dek, CONTEXT, SECOND);
        byte[] second = kek.wrap(dek, CONTEXT, SECOND);
        assertFalse(Arrays.equals(first, HEADER, HEADER + 12, second, HEADER, HEADER + 12));
        assertFalse(Arrays.equals(first, second));
    }

    @ParameterizedTest
    @MethodSource("otherContexts")
    void unwrap_otherContext_isCorrupt(WrapContext other) {
        byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
        assertKind(KekException.Kind.CORRUPT, () -> kek.unwrap(wrapped, other, SECOND));
    }

    static Stream<WrapContext> otherContexts() {
        return Stream.of(
                new WrapContext("orders-test", Purpose.RAFT, new DekId(7)),
                new WrapContext("orders-prod", Purpose.STORAGE, new DekId(7)),
                new WrapContext("orders-prod", Purpose.RAFT, new DekId(8)));
    }

    @Test
    void unwrap_anyBitFlipped_neverGivesAKey() {
        byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
        for (int bit = 0; bit < wrapped.length * 8; bit++) {
            byte[] damaged = wrapped.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            KekException.Kind expected = bit / 8 < HEADER ? KekException.Kind.WRONG_KEY : KekException.Kind.CORRUPT;
            assertKind(expected, () -> kek.unwrap(damaged, CONTEXT, SECOND));
        }
    }

    @Test
    void unwrap_anyOtherLength_isCorrupt() {
        byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
        IntStream.rangeClosed(1, wrapped.length + 64)
                .filter(length -> length != wrapped.length)
                .mapToObj(length -> Arrays.copyOf(wrapped, length))
                .forEach(other -> assertKind(KekException.Kind.CORRUPT, () -> kek.unwrap(other, CONTEXT, SECOND)));
    }

    @Test
    void unwrap_underAnotherKey_namesBothFingerprints() throws IOException {
        byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
        byte[] key = KEY.clone();
        key[31] ^= 1;
        try (Kek other = openFrom("other.key", key)) {
            KekException error = assertKind(KekException.Kind.WRONG_KEY, () -> other.unwrap(wrapped, CONTEXT, SECOND));
            String message = String.valueOf(error.getMessage());
            assertTrue(message.contains(kek.fingerprint().orElseThrow()), message);
            assertTrue(message.contains(other.fingerprint().orElseThrow()), message);
        }
    }

    @Test
    void fingerprint_isInTheBlobAndTellsNothingOfTheKey() {
        String fingerprint = kek.fingerprint().orElseThrow();
        byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
        assertEquals(fingerprint, hex(Arrays.copyOfRange(wrapped, 1, HEADER)));
        assertFalse(hex(KEY).contains(fingerprint));
    }

    @Test
    void derivation_eachUse_hasAnotherLabel() {
        byte[] wrappingKey = Derivation.WRAPPING_KEY.from(SecretBytes.take(KEY.clone()));
        byte[] fingerprint = Derivation.FINGERPRINT.from(SecretBytes.take(KEY.clone()));
        assertFalse(hex(wrappingKey).startsWith(hex(fingerprint)));
        assertNotEquals(hex(KEY), hex(wrappingKey));
    }

    @Test
    void rewrap_givesAnotherBlobOfTheSameDek() {
        byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
        byte[] again = kek.rewrap(wrapped, CONTEXT, SECOND);
        assertFalse(Arrays.equals(wrapped, again));
        assertEquals(dek, kek.unwrap(again, CONTEXT, SECOND));
    }

    @Test
    void probe_goodKey_succeeds() {
        assertDoesNotThrow(() -> kek.probe(SECOND));
    }

    @Test
    void open_fileChangedLater_keepsTheKey() throws IOException {
        byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
        Files.delete(file);
        assertEquals(dek, kek.unwrap(wrapped, CONTEXT, SECOND));
    }

    @Test
    void close_laterCalls_areClosed() {
        byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
        kek.close();
        kek.close();
        assertClosed(() -> kek.wrap(dek, CONTEXT, SECOND));
        assertClosed(() -> kek.unwrap(wrapped, CONTEXT, SECOND));
        assertClosed(() -> kek.unwrap(new byte[0], CONTEXT, SECOND));
        assertClosed(() -> kek.rewrap(wrapped, CONTEXT, SECOND));
        assertClosed(() -> kek.probe(SECOND));
    }

    @Test
    void description_isTheUriWithoutSecrets() {
        assertEquals("file:" + file + " (fingerprint " + kek.fingerprint().orElseThrow() + ")", kek.description());
        assertEquals(kek.description(), kek.toString());
    }

    @Test
    void wrapAndUnwrap_from16Threads_agree() throws Exception {
        CyclicBarrier start = new CyclicBarrier(16);
        ExecutorService pool = Executors.newFixedThreadPool(16);
        try {
            List<Callable<Integer>> tasks = IntStream.range(1, 17)
                    .<Callable<Integer>>mapToObj(n -> () -> roundTrips(start, n))
                    .toList();
            for (Future<Integer> done : pool.invokeAll(tasks)) {
                assertEquals(200, done.get());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private int roundTrips(CyclicBarrier start, int thread) throws Exception {
        WrapContext context = new WrapContext("c", Purpose.STORAGE, new DekId(thread));
        start.await();
        int good = 0;
        for (int i = 0; i < 200; i++) {
            try (SecretBytes made = SecretBytes.random(32, new SecureRandom());
                    SecretBytes back = kek.unwrap(kek.wrap(made, context, SECOND), context, SECOND)) {
                good += made.equals(back) ? 1 : 0;
            }
        }
        return good;
    }

    @Test
    void textsAndErrors_neverHoldTheKeyOrTheDek() throws IOException {
        byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
        byte[] damaged = wrapped.clone();
        damaged[40] ^= 1;
        try (Kek other = openFrom("other.key", Arrays.copyOf(new byte[] {9}, 32));
                Kek v0 = new FileKekProvider().open("file-v0:" + file, new TestKekHost())) {
            Secrets secrets = new Secrets(KEY, dek.readSecret(byte[]::clone), derived());
            secrets.assertAbsentIn(kek.toString() + kek.description() + kek.fingerprint() + v0);
            secrets.assertAbsentIn(caught(() -> kek.unwrap(damaged, CONTEXT, SECOND)));
            secrets.assertAbsentIn(caught(() -> other.unwrap(wrapped, CONTEXT, SECOND)));
            secrets.assertAbsentIn(caught(() -> v0.unwrap(wrapped, CONTEXT, SECOND)));
            kek.close();
            secrets.assertAbsentIn(caught(() -> kek.wrap(dek, CONTEXT, SECOND)));
        }
    }

    @Test
    void errorsOfDamagedFiles_neverHoldTheirContent() throws IOException {
        String text = Base64.getEncoder().encodeToString(KEY);
        for (String content : List.of("*" + text.substring(1), text + "x", text + text, text.substring(1))) {
            Path damaged =
                    KeyFileFixture.write(directory.resolve("damaged.key"), content.getBytes(StandardCharsets.US_ASCII));
            new Secrets(KEY)
                    .assertAbsentIn(caught(() -> new FileKekProvider().open("file:" + damaged, new TestKekHost())));
        }
    }

    private static byte[] derived() {
        return Derivation.WRAPPING_KEY.from(SecretBytes.take(KEY.clone()));
    }

    private Kek openFrom(String name, byte[] key) throws IOException {
        return new FileKekProvider()
                .open("file:" + KeyFileFixture.write(directory.resolve(name), key), new TestKekHost());
    }

    private static Throwable caught(Executable call) {
        return assertThrows(RuntimeException.class, call);
    }

    private static KekException assertKind(KekException.Kind kind, Executable call) {
        KekException error = assertThrows(KekException.class, call);
        assertEquals(kind, error.kind(), error.getMessage());
        return error;
    }

    private static void assertClosed(Executable call) {
        assertEquals(
                RejectedException.Reason.CLOSED,
                assertThrows(RejectedException.class, call).reason());
    }
}
