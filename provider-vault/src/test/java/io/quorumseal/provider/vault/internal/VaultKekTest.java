package io.quorumseal.provider.vault.internal;

import static io.quorumseal.provider.vault.internal.Kinds.CONTEXT;
import static io.quorumseal.provider.vault.internal.Kinds.TIMEOUT;
import static io.quorumseal.provider.vault.internal.Kinds.assertClosed;
import static io.quorumseal.provider.vault.internal.Kinds.assertKind;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.Kek.Unwrapped;
import io.quorumseal.api.spi.Kek.Wrapped;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.testkit.TestKekHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Under the documented policies of a node that also rewraps. */
@Tag("server")
class VaultKekTest {
    @TempDir
    Path directory;

    TestVault vault;
    Path token;
    Kek kek;
    SecretBytes dek = SecretBytes.random(32, new SecureRandom());

    @BeforeEach
    void open() throws IOException {
        vault = TestVault.open();
        vault.makeKey("orders");
        String policies = Page.policy("orders-node", vault.mount(), "orders")
                + Page.policy("orders-rewrap", vault.mount(), "orders");
        token = TestVault.store(directory.resolve("token"), vault.token(policies, ""));
        kek = open("orders");
    }

    @AfterEach
    void close() {
        dek.close();
        if (kek != null) {
            kek.close();
        }
        if (vault != null) {
            vault.close();
        }
    }

    private Kek open(String key) {
        return new VaultKekProvider().open(vault.uri(key, token), new TestKekHost());
    }

    private Kek openAsOwner(String key, String parameters) throws IOException {
        Path file = TestVault.store(directory.resolve("owner"), vault.token());
        return new VaultKekProvider().open(vault.uri(key, "token-file=" + file + parameters), new TestKekHost());
    }

    private byte[] wrap() {
        return kek.wrap(dek, CONTEXT, TIMEOUT);
    }

    private void assertUnwraps(byte[] wrapped) {
        try (SecretBytes back = kek.unwrap(wrapped, CONTEXT, TIMEOUT)) {
            assertEquals(dek, back);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 32, 64})
    void unwrap_whatWasWrapped_givesTheDek(int length) {
        try (SecretBytes made = SecretBytes.random(length, new SecureRandom());
                SecretBytes back = kek.unwrap(kek.wrap(made, CONTEXT, TIMEOUT), CONTEXT, TIMEOUT)) {
            assertEquals(made, back);
        }
    }

    @Test
    void wrap_dekOf32Bytes_hasTheDocumentedForm() {
        byte[] wrapped = wrap();
        assertEquals(106, wrapped.length);
        assertEquals("vault:v1:", new String(wrapped, 17, 9, StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 65})
    void wrap_otherLength_isUnsupported(int length) {
        SecretBytes odd = SecretBytes.take(new byte[length]);
        assertKind(Kind.UNSUPPORTED, () -> kek.wrap(odd, CONTEXT, TIMEOUT));
    }

    @ParameterizedTest
    @MethodSource("otherContexts")
    void unwrap_otherContext_isCorrupt(WrapContext other) {
        byte[] wrapped = wrap();
        KekException error = assertKind(Kind.CORRUPT, () -> kek.unwrap(wrapped, other, TIMEOUT));
        assertTrue(String.valueOf(error.getMessage()).contains("does not authenticate"), error::getMessage);
        assertKind(Kind.CORRUPT, () -> kek.rewrap(wrapped, other, TIMEOUT));
    }

    static Stream<WrapContext> otherContexts() {
        return Stream.of(
                new WrapContext("orders-test", Purpose.RAFT, new DekId(7)),
                new WrapContext("orders-prod", Purpose.STORAGE, new DekId(7)),
                new WrapContext("orders-prod", Purpose.RAFT, new DekId(8)));
    }

    @Test
    void unwrapAll_oneOfEachKind_areToldApart() {
        byte[] old = wrap();
        vault.rotate("orders");
        vault.configure("orders", "{\"min_decryption_version\":2}");
        byte[] good = wrap();
        byte[] flipped = good.clone();
        flipped[40] ^= 1;
        byte[] foreign = good.clone();
        foreign[3] ^= 1;
        byte[] future = replaced(good, "vault:v2:", "vault:v7:");
        List<Unwrapped> outcomes = kek.unwrapAll(
                Stream.of(good, old, flipped, foreign, future, new byte[0], good)
                        .map(bytes -> new Wrapped(bytes, CONTEXT))
                        .toList(),
                TIMEOUT);
        assertEquals(
                "[DEK, KEY_DISABLED, CORRUPT, WRONG_KEY, CORRUPT, WRONG_KEY, DEK]",
                outcomes.stream().map(this::kind).toList().toString());
    }

    private String kind(Unwrapped outcome) {
        if (outcome instanceof Unwrapped.Failed failed) {
            return failed.why().kind().name();
        }
        try (SecretBytes back = ((Unwrapped.Dek) outcome).secret()) {
            return back.equals(dek) ? "DEK" : "another DEK";
        }
    }

    private static byte[] replaced(byte[] wrapped, String old, String with) {
        String text = new String(wrapped, StandardCharsets.ISO_8859_1).replace(old, with);
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void unwrapAll_theLargestBatch_isOneCall() {
        List<Wrapped> all = IntStream.rangeClosed(1, kek.maxBatch())
                .mapToObj(id -> new WrapContext("orders-prod", Purpose.STORAGE, new DekId(id)))
                .map(context -> new Wrapped(kek.wrap(dek, context, TIMEOUT), context))
                .toList();
        Stream<String> kinds = kek.unwrapAll(all, TIMEOUT).stream().map(this::kind);
        assertEquals(List.of("DEK"), kinds.distinct().toList());
    }

    @Test
    void version_afterRotation_isTheNewOne() {
        assertEquals("1", kek.version());
        vault.rotate("orders");
        assertEquals("2", kek.version());
    }

    @Test
    void rewrap_afterRotation_isUnderTheNewVersion() {
        byte[] old = wrap();
        vault.rotate("orders");
        byte[] rewrapped = kek.rewrap(old, CONTEXT, TIMEOUT);
        assertEquals("vault:v2:", new String(rewrapped, 17, 9, StandardCharsets.US_ASCII));
        assertUnwraps(rewrapped);
        assertUnwraps(old);
    }

    @Test
    void unwrap_belowMinDecryptionVersion_isKeyDisabledUntilItIsSetBack() {
        byte[] old = wrap();
        vault.rotate("orders");
        vault.configure("orders", "{\"min_decryption_version\":2}");
        assertKind(Kind.KEY_DISABLED, () -> kek.unwrap(old, CONTEXT, TIMEOUT));
        assertKind(Kind.KEY_DISABLED, () -> kek.rewrap(old, CONTEXT, TIMEOUT));
        assertDoesNotThrow(() -> kek.probe(TIMEOUT));
        vault.configure("orders", "{\"min_decryption_version\":1}");
        assertUnwraps(old);
    }

    @Test
    void calls_afterTheKeyWasDeleted_areKeyNotFound() {
        byte[] wrapped = wrap();
        vault.deleteKey("orders");
        assertKind(Kind.KEY_NOT_FOUND, () -> kek.unwrap(wrapped, CONTEXT, TIMEOUT));
        assertKind(Kind.KEY_NOT_FOUND, () -> kek.rewrap(wrapped, CONTEXT, TIMEOUT));
        assertKind(Kind.KEY_NOT_FOUND, this::wrap);
        assertKind(Kind.KEY_NOT_FOUND, () -> open("orders"));
    }

    @Test
    void open_missingKeyOrMount_isKeyNotFound() throws IOException {
        assertKind(Kind.KEY_NOT_FOUND, () -> openAsOwner("missing", ""));
        String elsewhere = vault.uri("orders", token).replace(vault.mount(), "nothing-here");
        Path owner = TestVault.store(directory.resolve("owner"), vault.token());
        assertKind(
                Kind.KEY_NOT_FOUND,
                () -> new VaultKekProvider()
                        .open(elsewhere.replace(token.toString(), owner.toString()), new TestKekHost()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"aes256-gcm96\"}",
                "{\"type\":\"aes256-gcm96\",\"derived\":true,\"convergent_encryption\":true}",
                "{\"type\":\"aes128-gcm96\",\"derived\":true}",
                "{\"type\":\"rsa-2048\"}"
            })
    void open_unfitKey_isMisconfiguredWithTheCommandForAnother(String kind) {
        vault.write(vault.mount() + "/keys/unfit", kind);
        KekException error = assertKind(Kind.MISCONFIGURED, () -> openAsOwner("unfit", ""));
        String command = "vault write " + vault.mount() + "/keys/unfit-derived type=aes256-gcm96 derived=true";
        assertTrue(String.valueOf(error.getMessage()).contains(command), error::getMessage);
        vault.write(vault.mount() + "/keys/unfit-derived", "{\"type\":\"aes256-gcm96\",\"derived\":true}");
        assertDoesNotThrow(() -> openAsOwner("unfit-derived", "").close());
    }

    @Test
    void open_chachaKey_serves() throws IOException {
        vault.write(vault.mount() + "/keys/chacha", "{\"type\":\"chacha20-poly1305\",\"derived\":true}");
        try (Kek other = openAsOwner("chacha", "")) {
            assertDoesNotThrow(() -> other.probe(TIMEOUT));
        }
    }

    @Test
    void unwrap_byAnotherKey_isWrongKeyUnlessKnownAsTheFirst() throws IOException {
        byte[] wrapped = wrap();
        vault.makeKey("others");
        try (Kek other = openAsOwner("others", "");
                Kek posing = openAsOwner("others", "&known-as=" + vault.mount() + "/orders")) {
            assertNotEquals(kek.fingerprint(), other.fingerprint());
            assertEquals(kek.fingerprint(), posing.fingerprint());
            assertKind(Kind.WRONG_KEY, () -> other.unwrap(wrapped, CONTEXT, TIMEOUT));
            assertKind(Kind.CORRUPT, () -> posing.unwrap(wrapped, CONTEXT, TIMEOUT));
        }
    }

    @Test
    void wrap_ofOneDek_alwaysDiffers() {
        assertFalse(Arrays.equals(wrap(), wrap()));
    }

    @Test
    void wrap_leavesTheDekAsItIs() {
        byte[] before = dek.readSecret(byte[]::clone);
        wrap();
        assertArrayEquals(before, dek.readSecret(byte[]::clone));
    }

    @Test
    void close_laterCalls_areClosed() {
        byte[] wrapped = wrap();
        kek.close();
        kek.close();
        assertClosed(this::wrap);
        assertClosed(() -> kek.unwrap(wrapped, CONTEXT, TIMEOUT));
        assertClosed(() -> kek.rewrap(wrapped, CONTEXT, TIMEOUT));
        assertClosed(() -> kek.probe(TIMEOUT));
        assertClosed(() -> kek.version());
    }

    @Test
    void description_namesTheKeyAndNotTheToken() {
        assertTrue(
                kek.description().matches("vault-transit://.*/" + vault.mount() + "/orders.* \\(fingerprint .*"),
                kek::description);
        assertEquals(kek.description(), kek.toString());
    }
}
