package io.quorumseal.provider.bc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.testkit.TestKekHost;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class V0KekTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final WrapContext CONTEXT = new WrapContext("orders-prod", Purpose.RAFT, new DekId(7));

    @TempDir
    Path directory;

    Kek kek;
    SecretBytes dek = SecretBytes.random(32, new SecureRandom());

    @BeforeEach
    void open() throws IOException {
        kek = open(KeyFileFixture.KEY);
    }

    private Kek open(byte[] key) throws IOException {
        return new FileKekProvider()
                .open("file-v0:" + KeyFileFixture.write(directory.resolve("kek.key"), key), new TestKekHost());
    }

    @ParameterizedTest
    @CsvSource({
        "32addb6177e1b51309c666d1440b2823437d4a03e7af149b2835313657c3d5f8,"
                + "f8666cc074dac1ac094138154a211f6d5f2febe46e762e25dbfa066910643c01cfb74f59516ddd4c74b4d23bc561fd9312fce0e3932ef4c79741d82d,"
                + "f6f81e221abb08fc5e8e8ed6381640d8b0aefd4fc882dc84da3ddb8f7877bf35",
        "4ce7885c35a0ee30b6217758e23ff53a58074b722ec5cd0d8f47e9eaaf8de389,"
                + "ac85e9c1e2128e9b3e9c2c14e63cfd8534940322709284e11ba107fd8e0eed1a94584b61a6ac8d830bdb6d76a02d552e4abbea4f30e810bd35e96f88,"
                + "f414fee616c46073577f943a0c1c837572d1b2f044b8e73ab48f500a7adb374d"
    })
    void unwrap_blobOfTheReference_givesItsDek(String key, String wrapped, String expected) throws IOException {
        HexFormat hex = HexFormat.of();
        try (Kek theirs = open(hex.parseHex(key));
                SecretBytes back = theirs.unwrap(hex.parseHex(wrapped), CONTEXT, SECOND)) {
            assertEquals(expected, back.readSecret(KeyFileFixture::hex));
        }
    }

    @Test
    void wrap_has60BytesAndUnwrapsInAnyContext() {
        byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
        assertEquals(60, wrapped.length);
        assertEquals(dek, kek.unwrap(wrapped, new WrapContext("c", Purpose.STORAGE, new DekId(1)), SECOND));
    }

    @Test
    void wrap_twice_differs() {
        assertFalse(Arrays.equals(kek.wrap(dek, CONTEXT, SECOND), kek.wrap(dek, CONTEXT, SECOND)));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 31, 33, 64})
    void wrap_otherLength_isUnsupported(int length) {
        SecretBytes odd = SecretBytes.take(new byte[length]);
        assertKind(KekException.Kind.UNSUPPORTED, () -> kek.wrap(odd, CONTEXT, SECOND));
    }

    @Test
    void unwrap_anyByteChanged_isCorrupt() {
        byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
        for (int at = 0; at < wrapped.length; at++) {
            byte[] damaged = wrapped.clone();
            damaged[at] ^= 1;
            assertKind(KekException.Kind.CORRUPT, () -> kek.unwrap(damaged, CONTEXT, SECOND));
        }
    }

    @Test
    void unwrap_anyOtherLength_isWrongKey() {
        byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
        IntStream.range(0, 100)
                .filter(length -> length != wrapped.length)
                .mapToObj(length -> Arrays.copyOf(wrapped, length))
                .forEach(other -> assertKind(KekException.Kind.WRONG_KEY, () -> kek.unwrap(other, CONTEXT, SECOND)));
    }

    @Test
    void unwrap_blobsOfTheOtherScheme_areOfAnotherKeyBothWays() {
        try (Kek bound = new FileKekProvider().open("file:" + directory.resolve("kek.key"), new TestKekHost())) {
            byte[] v1 = bound.wrap(dek, CONTEXT, SECOND);
            byte[] v0 = kek.wrap(dek, CONTEXT, SECOND);
            v0[0] = 7;
            assertKind(KekException.Kind.WRONG_KEY, () -> kek.unwrap(v1, CONTEXT, SECOND));
            KekException error = assertKind(KekException.Kind.WRONG_KEY, () -> bound.unwrap(v0, CONTEXT, SECOND));
            assertTrue(String.valueOf(error.getMessage()).contains("file-v0:"));
        }
    }

    @Test
    void description_saysThatNothingIsBound() {
        assertTrue(kek.description().startsWith("file-v0:" + directory), kek.description());
        assertTrue(kek.description().contains("not bound to a context"), kek.description());
        assertEquals(Optional.empty(), kek.fingerprint());
    }

    @Test
    void close_laterCalls_areClosed() {
        kek.probe(SECOND);
        kek.close();
        RejectedException error = assertThrows(RejectedException.class, () -> kek.probe(SECOND));
        assertEquals(RejectedException.Reason.CLOSED, error.reason());
    }

    private static KekException assertKind(KekException.Kind kind, Executable call) {
        KekException error = assertThrows(KekException.class, call);
        assertEquals(kind, error.kind(), error.getMessage());
        return error;
    }
}
