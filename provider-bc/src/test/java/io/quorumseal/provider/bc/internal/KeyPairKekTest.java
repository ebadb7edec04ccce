package io.quorumseal.provider.bc.internal;

import static io.quorumseal.provider.bc.internal.Errors.assertClosed;
import static io.quorumseal.provider.bc.internal.Errors.assertKind;
import static io.quorumseal.provider.bc.internal.Errors.assertMisconfigured;
import static io.quorumseal.provider.bc.internal.KeyFileFixture.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.provider.bc.Kem;
import io.quorumseal.provider.bc.KeyFiles;
import io.quorumseal.testkit.Secrets;
import io.quorumseal.testkit.TestKekHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPairKekTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final WrapContext CONTEXT = new WrapContext("orders-prod", Purpose.RAFT, new DekId(7));
    private static final int ENC_AT = 23;

    @TempDir
    Path directory;

    Path mac;
    SecretBytes dek = SecretBytes.random(32, new SecureRandom());

    @BeforeEach
    void makeMac() {
        mac = directory.resolve("mac");
        KeyFiles.create(mac);
    }

    private Path publicFile(Kem kem) {
        return directory.resolve(kem + ".pub");
    }

    private Path privateFile(Kem kem) {
        return directory.resolve(kem + ".key");
    }

    private String make(Kem kem) {
        KeyFiles.createKeyPair(kem, publicFile(kem), privateFile(kem));
        return "bc-keypair:" + publicFile(kem) + "?private=" + privateFile(kem) + "&mac=" + mac;
    }

    private static Kek open(String uri) {
        return new KeyPairKekProvider().open(uri, new TestKekHost());
    }

    @ParameterizedTest
    @CsvSource({"X_WING, 1191", "X25519, 103"})
    void unwrap_whatWasWrapped_givesTheDek(Kem kem, int length) {
        try (Kek kek = open(make(kem))) {
            byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
            assertEquals(length, wrapped.length);
            assertEquals(dek, kek.unwrap(wrapped, CONTEXT, SECOND));
            kek.probe(SECOND);
        }
    }

    @ParameterizedTest
    @CsvSource({"X_WING, 02647a00010002", "X25519, 02002000010002"})
    void wrap_blob_namesAlgorithmsAndKey(Kem kem, String start) {
        try (Kek kek = open(make(kem))) {
            byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
            assertEquals(start + kek.fingerprint().orElseThrow(), hex(Arrays.copyOf(wrapped, ENC_AT)));
        }
    }

    @ParameterizedTest
    @EnumSource(Kem.class)
    void wrap_twice_sharesNothingAfterTheHeader(Kem kem) {
        try (Kek kek = open(make(kem))) {
            byte[] first = kek.wrap(dek, CONTEXT, SECOND);
            byte[] second = kek.wrap(dek, CONTEXT, SECOND);
            assertFalse(Arrays.equals(first, ENC_AT, ENC_AT + 32, second, ENC_AT, ENC_AT + 32));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {15, 65})
    void wrap_otherLength_isUnsupported(int length) {
        try (Kek kek = open(make(Kem.X25519));
                SecretBytes odd = SecretBytes.take(new byte[length])) {
            assertKind(KekException.Kind.UNSUPPORTED, () -> kek.wrap(odd, CONTEXT, SECOND), "use 32 bytes");
        }
    }

    @ParameterizedTest
    @EnumSource(Kem.class)
    void unwrap_otherContext_isCorrupt(Kem kem) {
        try (Kek kek = open(make(kem))) {
            byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
            Stream.of(
                            new WrapContext("orders-test", Purpose.RAFT, new DekId(7)),
                            new WrapContext("orders-prod", Purpose.STORAGE, new DekId(7)),
                            new WrapContext("orders-prod", Purpose.RAFT, new DekId(8)))
                    .forEach(other -> assertKind(KekException.Kind.CORRUPT, () -> kek.unwrap(wrapped, other, SECOND)));
        }
    }

    @ParameterizedTest
    @EnumSource(Kem.class)
    void unwrap_anyByteChanged_neverGivesAKey(Kem kem) {
        try (Kek kek = open(make(kem))) {
            byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
            for (int at = 0; at < wrapped.length; at++) {
                byte[] damaged = wrapped.clone();
                damaged[at] ^= 1;
                assertKind(
                        at < ENC_AT ? KekException.Kind.WRONG_KEY : KekException.Kind.CORRUPT,
                        () -> kek.unwrap(damaged, CONTEXT, SECOND));
            }
        }
    }

    // The high bit of an X25519 key counts for nothing in the agreement, but it is part of what is authenticated.
    @Test
    void unwrap_x25519HighBitOfTheEncapsulatedKey_isCorrupt() {
        try (Kek kek = open(make(Kem.X25519))) {
            byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
            wrapped[ENC_AT + 31] ^= (byte) 0x80;
            assertKind(KekException.Kind.CORRUPT, () -> kek.unwrap(wrapped, CONTEXT, SECOND));
        }
    }

    @ParameterizedTest
    @CsvSource({"X25519, 0", "X25519, 1", "X_WING, 0", "X_WING, 1"})
    void unwrap_encapsulatedKeyOfLowOrder_isCorrupt(Kem kem, byte point) {
        try (Kek kek = open(make(kem))) {
            byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
            int at = wrapped.length - 16 - 32 - 32;
            Arrays.fill(wrapped, at, at + 32, (byte) 0);
            wrapped[at] = point;
            assertKind(KekException.Kind.CORRUPT, () -> kek.unwrap(wrapped, CONTEXT, SECOND));
        }
    }

    @Test
    void unwrap_anyOtherLength_isCorrupt() {
        try (Kek kek = open(make(Kem.X25519))) {
            byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
            IntStream.rangeClosed(1, wrapped.length + 64)
                    .filter(length -> length != wrapped.length)
                    .mapToObj(length -> Arrays.copyOf(wrapped, length))
                    .forEach(other -> assertKind(KekException.Kind.CORRUPT, () -> kek.unwrap(other, CONTEXT, SECOND)));
        }
    }

    @Test
    void unwrap_blobOfAnotherKeyPair_namesBothFingerprints() {
        try (Kek one = open(make(Kem.X_WING));
                Kek other = open(make(Kem.X25519))) {
            byte[] wrapped = one.wrap(dek, CONTEXT, SECOND);
            assertKind(
                    KekException.Kind.WRONG_KEY,
                    () -> other.unwrap(wrapped, CONTEXT, SECOND),
                    one.fingerprint().orElseThrow(),
                    other.fingerprint().orElseThrow());
        }
    }

    @Test
    void unwrap_blobOfASecretKey_isOfAnotherKeyBothWays() {
        try (Kek pair = open(make(Kem.X25519));
                Kek secret = new FileKekProvider().open("file:" + mac, new TestKekHost())) {
            byte[] bySecret = secret.wrap(dek, CONTEXT, SECOND);
            byte[] byPair = pair.wrap(dek, CONTEXT, SECOND);
            assertKind(KekException.Kind.WRONG_KEY, () -> pair.unwrap(bySecret, CONTEXT, SECOND), "by file:");
            assertKind(KekException.Kind.WRONG_KEY, () -> secret.unwrap(byPair, CONTEXT, SECOND), "by bc-keypair:");
        }
    }

    @ParameterizedTest
    @EnumSource(Kem.class)
    void publicPartOnly_wrapsForTheOtherAndUnwrapsNothing(Kem kem) {
        try (Kek whole = open(make(kem));
                Kek half = open("bc-keypair:" + publicFile(kem) + "?mac=" + mac)) {
            byte[] wrapped = half.wrap(dek, CONTEXT, SECOND);
            assertEquals(dek, whole.unwrap(wrapped, CONTEXT, SECOND));
            assertEquals(whole.fingerprint(), half.fingerprint());
            assertTrue(half.description().contains("wraps only"), half.description());
            assertKind(KekException.Kind.UNSUPPORTED, () -> half.unwrap(wrapped, CONTEXT, SECOND), "private=PATH");
            assertKind(KekException.Kind.UNSUPPORTED, () -> half.rewrap(wrapped, CONTEXT, SECOND));
            assertKind(KekException.Kind.UNSUPPORTED, () -> half.probe(SECOND));
        }
    }

    @Test
    void rewrap_givesAnotherBlobOfTheSameDek() {
        try (Kek kek = open(make(Kem.X_WING))) {
            byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
            byte[] again = kek.rewrap(wrapped, CONTEXT, SECOND);
            assertFalse(Arrays.equals(wrapped, again));
            assertEquals(dek, kek.unwrap(again, CONTEXT, SECOND));
        }
    }

    @Test
    void macSecret_ofTheSameFile_staysAndIsNotTheFilesKey() throws IOException {
        String uri = make(Kem.X25519);
        try (Kek kek = open(uri);
                Kek again = open(uri);
                SecretBytes first = kek.macSecret().orElseThrow();
                SecretBytes second = again.macSecret().orElseThrow()) {
            assertTrue(kek.anybodyCanWrap());
            assertEquals(first, second);
            assertEquals(32, first.length());
            byte[] file = Base64.getDecoder().decode(Files.readString(mac).strip());
            assertNotEquals(hex(file), first.readSecret(KeyFileFixture::hex));
        }
    }

    @Test
    void macSecret_notNamed_isEmptyAndAnybodyCanStillWrap() {
        make(Kem.X25519);
        try (Kek kek = open("bc-keypair:" + publicFile(Kem.X25519) + "?private=" + privateFile(Kem.X25519))) {
            assertTrue(kek.anybodyCanWrap());
            assertEquals(Optional.empty(), kek.macSecret());
        }
    }

    @Test
    void open_macOpenToOthers_isRefused() throws IOException {
        String uri = make(Kem.X25519);
        Files.setPosixFilePermissions(mac, PosixFilePermissions.fromString("rw-r--r--"));
        assertMisconfigured(() -> open(uri), "key file " + mac, "chmod 600");
    }

    @Test
    void open_privateKeyOfAnotherPair_isRefused() {
        make(Kem.X25519);
        make(Kem.X_WING);
        String uri = "bc-keypair:" + publicFile(Kem.X_WING) + "?private=" + privateFile(Kem.X25519) + "&mac=" + mac;
        assertMisconfigured(() -> open(uri), "does not belong to public key file", "made together");
    }

    @ParameterizedTest
    @EnumSource(Kem.class)
    void open_publicFileWithAnyByteChanged_isRefused(Kem kem) throws IOException {
        make(kem);
        byte[] content = Files.readAllBytes(publicFile(kem));
        Path damaged = directory.resolve("damaged.pub");
        for (int at = 0; at < content.length; at++) {
            byte[] changed = content.clone();
            changed[at] ^= 1;
            Files.write(damaged, changed);
            assertMisconfigured(() -> open("bc-keypair:" + damaged + "?mac=" + mac), "public key file " + damaged);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 27, 42, 58, 60, 1242})
    void open_publicFileOfOtherLength_isRefused(int length) throws IOException {
        make(Kem.X25519);
        byte[] content = Files.readAllBytes(publicFile(Kem.X25519));
        Files.write(publicFile(Kem.X25519), Arrays.copyOf(content, length));
        assertMisconfigured(() -> open("bc-keypair:" + publicFile(Kem.X25519)));
    }

    @Test
    void open_publicFileThatOthersCanChange_isRefused() throws IOException {
        String uri = make(Kem.X25519);
        Files.setPosixFilePermissions(publicFile(Kem.X25519), PosixFilePermissions.fromString("rw-rw-r--"));
        assertMisconfigured(() -> open(uri), "can be changed by others", "chmod 644");
    }

    @Test
    void open_unknownVersionOrKem_isRefused() throws Exception {
        make(Kem.X25519);
        byte[] content = Files.readAllBytes(publicFile(Kem.X25519));
        assertMisconfigured(() -> open(rehashed(content, 8)), "version 3", "upgrade this node");
        assertMisconfigured(() -> open(rehashed(content, 10)), "KEM 22", "upgrade this node");
    }

    @Test
    void open_publicKeyThatNobodyCanSealUnder_isRefused() throws Exception {
        make(Kem.X25519);
        byte[] content = Files.readAllBytes(publicFile(Kem.X25519));
        Arrays.fill(content, 11, 43, (byte) 0);
        content[8] ^= 2;
        assertMisconfigured(() -> open(rehashed(content, 8)), "version 1", "no public key known here");
    }

    @Test
    void open_xWingPublicKeyOutOfRange_isRefused() throws Exception {
        make(Kem.X_WING);
        byte[] content = Files.readAllBytes(publicFile(Kem.X_WING));
        Arrays.fill(content, 11, 30, (byte) 0xFF);
        content[8] ^= 2;
        assertMisconfigured(() -> open(rehashed(content, 8)), "version 1", "no public key known here");
    }

    /** Changes a byte and makes the fingerprint right again. */
    private String rehashed(byte[] content, int at) throws Exception {
        byte[] changed = content.clone();
        changed[at] ^= 2;
        int end = changed.length - 16;
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(changed, end));
        System.arraycopy(digest, 0, changed, end, 16);
        return "bc-keypair:" + Files.write(directory.resolve("rehashed.pub"), changed);
    }

    @Test
    void open_sealedPrivateKeyAndMac_needTheirPassword() throws IOException {
        Path secret = directory.resolve("sealed.key");
        Path sealedMac = directory.resolve("sealed.mac");
        Path password = SealedFixture.passwordFile(directory.resolve("password"), SealedFixture.PASSWORD);
        try (SecretBytes typed = SealedFixture.password()) {
            KeyFiles.createSealedKeyPair(Kem.X_WING, publicFile(Kem.X_WING), secret, typed, SealedFixture.CHEAP);
            KeyFiles.createSealed(sealedMac, typed, SealedFixture.CHEAP);
        }
        String uri = "bc-keypair:" + publicFile(Kem.X_WING) + "?private=" + secret + "&mac=" + sealedMac;
        assertMisconfigured(() -> open(uri), "password-file=PATH");
        try (Kek kek = open(uri + "&password-file=" + password)) {
            assertEquals(dek, kek.unwrap(kek.wrap(dek, CONTEXT, SECOND), CONTEXT, SECOND));
            assertTrue(kek.macSecret().isPresent());
        }
    }

    @Test
    void open_passwordForFilesThatAreNotSealed_isRefused() throws IOException {
        Path password = SealedFixture.passwordFile(directory.resolve("password"), SealedFixture.PASSWORD);
        String uri = make(Kem.X25519) + "&password-file=" + password;
        assertMisconfigured(() -> open(uri), "neither file is sealed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void close_laterCalls_areClosed(boolean whole) {
        String uri = make(Kem.X25519);
        Kek kek = open(whole ? uri : "bc-keypair:" + publicFile(Kem.X25519) + "?mac=" + mac);
        byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
        kek.close();
        kek.close();
        assertClosed(() -> kek.wrap(dek, CONTEXT, SECOND));
        assertClosed(() -> kek.unwrap(wrapped, CONTEXT, SECOND));
        assertClosed(() -> kek.unwrap(new byte[0], CONTEXT, SECOND));
        assertClosed(() -> kek.rewrap(wrapped, CONTEXT, SECOND));
        assertClosed(() -> kek.probe(SECOND));
        assertClosed(kek::macSecret);
    }

    @Test
    void textsAndErrors_neverHoldSecrets() throws IOException {
        String uri = make(Kem.X_WING);
        byte[] seed = Base64.getDecoder()
                .decode(Files.readString(privateFile(Kem.X_WING)).strip());
        byte[] macKey = Base64.getDecoder().decode(Files.readString(mac).strip());
        Secrets secrets = new Secrets(seed, macKey, dek.readSecret(byte[]::clone));
        try (Kek kek = open(uri)) {
            byte[] damaged = kek.wrap(dek, CONTEXT, SECOND);
            damaged[100] ^= 1;
            secrets.assertAbsentIn(kek + kek.description() + kek.fingerprint() + kek.macSecret());
            secrets.assertAbsentIn(assertKind(KekException.Kind.CORRUPT, () -> kek.unwrap(damaged, CONTEXT, SECOND)));
        }
        secrets.assertAbsentIn(HexFormat.of().formatHex(Files.readAllBytes(publicFile(Kem.X_WING))));
    }
}
