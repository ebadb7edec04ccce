package io.quorumseal.provider.tink.internal;

import static io.quorumseal.provider.tink.internal.KeysetKekTest.assertKind;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.testkit.Secrets;
import io.quorumseal.testkit.TestKekHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keysets in cleartext, and what is said of a keyset's file. */
class CleartextKeysetTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final WrapContext CONTEXT = new WrapContext("orders-prod", Purpose.RAFT, new DekId(7));

    @TempDir
    Path directory;

    final SecretBytes dek = SecretBytes.random(32, new SecureRandom());
    Path file;
    KeysetHandle keyset;

    @BeforeEach
    void make() throws Exception {
        file = directory.resolve("keyset.json");
        keyset = CleartextKeysets.of(PredefinedAeadParameters.AES256_GCM);
        CleartextKeysets.write(file, keyset);
    }

    private Kek open() {
        return open(file);
    }

    private static Kek open(Path path) {
        return new KeysetKekProvider().open("tink-keyset-insecure:" + path, new TestKekHost());
    }

    static Stream<Parameters> allowed() {
        return Stream.of(
                PredefinedAeadParameters.AES256_GCM,
                PredefinedAeadParameters.XAES_256_GCM_192_BIT_NONCE,
                PredefinedAeadParameters.CHACHA20_POLY1305,
                PredefinedAeadParameters.XCHACHA20_POLY1305);
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void unwrap_whatWasWrappedUnderAnyAllowedKind_givesTheDek(Parameters parameters) throws Exception {
        CleartextKeysets.write(file, CleartextKeysets.of(parameters));
        try (Kek kek = open()) {
            byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
            assertEquals('T', wrapped[0]);
            assertEquals(dek, kek.unwrap(wrapped, CONTEXT, SECOND));
            assertEquals(Optional.empty(), kek.fingerprint());
            assertEquals("tink-keyset-insecure:" + file, kek.description());
        }
    }

    static Stream<Parameters> weak() {
        return Stream.of(
                PredefinedAeadParameters.AES128_GCM,
                PredefinedAeadParameters.AES256_EAX,
                PredefinedAeadParameters.AES128_CTR_HMAC_SHA256,
                PredefinedAeadParameters.XAES_256_GCM_192_BIT_NONCE_NO_PREFIX);
    }

    @ParameterizedTest
    @MethodSource("weak")
    void open_keyOfAnotherKind_isUnsupported(Parameters parameters) throws Exception {
        CleartextKeysets.write(file, CleartextKeysets.of(parameters));
        assertKind(Kind.UNSUPPORTED, this::open);
    }

    @Test
    void unwrap_rotatedByAnotherTool_takesBothKeys() throws Exception {
        try (Kek kek = open()) {
            byte[] old = kek.wrap(dek, CONTEXT, SECOND);
            String before = kek.version();
            KeysetHandle rotated = CleartextKeysets.rotated(keyset);
            CleartextKeysets.write(file, rotated);
            assertEquals(dek, kek.unwrap(old, CONTEXT, SECOND));
            assertEquals(Integer.toUnsignedString(rotated.getPrimary().getId()), kek.version());
            CleartextKeysets.write(file, CleartextKeysets.withFirst(rotated, KeyStatus.DISABLED));
            KekException error = assertKind(Kind.KEY_DISABLED, () -> kek.unwrap(old, CONTEXT, SECOND));
            assertTrue(String.valueOf(error.getMessage()).contains("key " + before), error.getMessage());
            CleartextKeysets.write(file, CleartextKeysets.withFirst(rotated, KeyStatus.DESTROYED));
            assertKind(Kind.KEY_NOT_FOUND, () -> kek.unwrap(old, CONTEXT, SECOND));
        }
    }

    @Test
    void unwrap_underAnotherKeyset_isWrongKey() throws Exception {
        Path other = CleartextKeysets.write(
                directory.resolve("other.json"), CleartextKeysets.of(PredefinedAeadParameters.AES256_GCM));
        try (Kek mine = open();
                Kek theirs = open(other)) {
            byte[] wrapped = mine.wrap(dek, CONTEXT, SECOND);
            assertKind(Kind.WRONG_KEY, () -> theirs.unwrap(wrapped, CONTEXT, SECOND));
        }
    }

    @Test
    void open_primaryDisabled_isDisabled() throws IOException {
        CleartextKeysets.write(file, Files.readString(file).replace("ENABLED", "DISABLED"));
        assertKind(Kind.KEY_DISABLED, this::open);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw--w----", "rw-r--r--", "rw-----w-", "rw------x"})
    void open_fileOpenToOthers_isRefused(String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertMisconfigured("(mode " + mode + "); chmod 600 it");
    }

    @Test
    void unwrap_fileOpenedToOthersLater_isRefusedAfterItIsReplaced() throws Exception {
        try (Kek kek = open()) {
            CleartextKeysets.write(file, CleartextKeysets.rotated(keyset));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            assertKind(Kind.MISCONFIGURED, () -> kek.wrap(dek, CONTEXT, SECOND));
        }
    }

    @Test
    void open_missingFile_isNotFound() throws IOException {
        Files.delete(file);
        assertKind(Kind.KEY_NOT_FOUND, this::open);
    }

    @Test
    @Timeout(20)
    void open_noRegularFile_isRefusedWithoutWaiting() throws Exception {
        Files.delete(file);
        Process mkfifo = new ProcessBuilder("mkfifo", "-m", "600", file.toString()).start();
        assertTrue(mkfifo.waitFor(10, TimeUnit.SECONDS));
        assertMisconfigured("is not a regular file");
        Files.delete(file);
        Files.createDirectory(file);
        assertMisconfigured("is not a regular file");
    }

    @Test
    void open_hugeFile_isRefused() throws IOException {
        CleartextKeysets.write(file, " ".repeat(KeysetFile.LONGEST + 1));
        assertMisconfigured("a keyset has at most 1048576");
    }

    @Test
    void open_noKeyset_isRefusedWithoutQuotingIt() throws IOException {
        String text = Files.readString(file);
        byte[] key = Base64.getDecoder()
                .decode(text.replaceAll(".*\"value\":\"([^\"]*)\".*", "$1").strip());
        String destroyedElsewhere = text.replaceFirst("\"keyData\":\\{[^}]*\\},", "");
        for (String damaged : List.of("", "{}", text.substring(2), text.replace("keyId", "kid"), destroyedElsewhere)) {
            CleartextKeysets.write(file, damaged);
            KekException error = assertMisconfigured("holds no Tink keyset");
            new Secrets(key).assertAbsentIn(error);
            assertNull(error.getCause());
        }
    }

    private KekException assertMisconfigured(String found) {
        KekException error = assertKind(Kind.MISCONFIGURED, this::open);
        String message = String.valueOf(error.getMessage());
        assertTrue(message.startsWith("keyset " + file) && message.contains(found), message);
        return error;
    }
}
