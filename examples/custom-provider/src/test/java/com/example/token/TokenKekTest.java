package com.example.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.testkit.TestKekHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.KeyGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What is this provider's own. What it shares with every other is in {@link TokenKekContractTest}. */
@Tag("server")
class TokenKekTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final WrapContext CONTEXT = new WrapContext("orders-prod", Purpose.RAFT, new DekId(7));

    private final TestToken token = TestToken.known();
    private final SecretBytes dek = SecretBytes.random(32, new SecureRandom());

    @TempDir
    Path directory;

    private TokenUri named;

    @BeforeEach
    void makeKey() {
        named = token.newKey();
    }

    @AfterEach
    void deleteKey() throws Exception {
        token.delete(named);
    }

    private static Kek open(TokenUri named) {
        return new TokenKekProvider().open(named.toString(), new TestKekHost());
    }

    @Test
    void create_newKey_cannotLeaveTheToken() throws Exception {
        String key = String.valueOf(TestToken.keys(named).getKey(named.alias(), null));
        assertTrue(key.contains("token object, sensitive, unextractable"), key);
    }

    @Test
    void create_whereOneIs_leavesItAlone() {
        String before = open(named).fingerprint().orElseThrow();
        assertKind(KekException.Kind.MISCONFIGURED, () -> KeyTool.create(named));
        assertEquals(before, open(named).fingerprint().orElseThrow());
    }

    @Test
    void wrap_anyDek_hasTheLayoutOfTheDocument() {
        try (Kek kek = open(named)) {
            byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
            assertEquals(1 + 8 + 12 + 32 + 16, wrapped.length);
            assertEquals(1, wrapped[0]);
            assertEquals(kek.fingerprint().orElseThrow(), HexFormat.of().formatHex(wrapped, 1, 9));
        }
    }

    @Test
    void fingerprint_ofOneKey_isThatOfNoOther() throws Exception {
        TokenUri other = token.newKey();
        try (Kek kek = open(named);
                Kek again = open(named);
                Kek another = open(other)) {
            assertEquals(kek.fingerprint(), again.fingerprint());
            assertNotEquals(kek.fingerprint(), another.fingerprint());
        } finally {
            token.delete(other);
        }
    }

    @Test
    void open_wrongPin_isDenied() {
        TokenUri locked = TestToken.locked().uri(named.alias());
        KekException error = assertKind(KekException.Kind.DENIED, () -> open(locked));
        assertTrue(error.toString().contains("CKR_PIN_INCORRECT"), error.toString());
    }

    @Test
    void open_unknownAlias_isKeyNotFound() {
        assertKind(KekException.Kind.KEY_NOT_FOUND, () -> open(token.uri("nobody's")));
    }

    @Test
    void open_noTokenInTheSlot_isUnreachable() throws Exception {
        String config = Files.readString(token.config()).replaceAll("slot = .*", "slot = 77");
        assertKind(KekException.Kind.UNREACHABLE, () -> open(withConfig(config)));
    }

    @Test
    void open_badConfiguration_isMisconfigured() throws Exception {
        assertKind(KekException.Kind.MISCONFIGURED, () -> open(withConfig("name = x\nlibrary = /no/library.so\n")));
        assertKind(KekException.Kind.MISCONFIGURED, () -> open(withConfig("nonsense = x\n")));
        assertKind(
                KekException.Kind.MISCONFIGURED,
                () -> open(new TokenUri(directory.resolve("none"), named.alias(), named.pinFile())));
    }

    private TokenUri withConfig(String config) throws Exception {
        return new TokenUri(Files.writeString(directory.resolve("token.cfg"), config), named.alias(), named.pinFile());
    }

    @Test
    void wrapAndUnwrap_keyDeletedMeanwhile_areKeyNotFound() throws Exception {
        try (Kek kek = open(named)) {
            byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
            token.delete(named);
            assertKind(KekException.Kind.KEY_NOT_FOUND, () -> kek.wrap(dek, CONTEXT, SECOND));
            assertKind(KekException.Kind.KEY_NOT_FOUND, () -> kek.unwrap(wrapped, CONTEXT, SECOND));
        }
    }

    @Test
    void open_keyThatMayNotEncrypt_isDenied() throws Exception {
        TokenUri useless = token.uri("test-" + UUID.randomUUID());
        makeKeyThatMayNotEncrypt(useless);
        try {
            KekException error = assertKind(KekException.Kind.DENIED, () -> open(useless));
            assertTrue(error.toString().contains("CKR_KEY_FUNCTION_NOT_PERMITTED"), error.toString());
        } finally {
            token.delete(useless);
        }
    }

    private static void makeKeyThatMayNotEncrypt(TokenUri useless) throws Exception {
        String attributes = "attributes(generate, CKO_SECRET_KEY, *) = {\n CKA_ENCRYPT = false\n}\n";
        Provider provider =
                Security.getProvider("SunPKCS11").configure("--" + Files.readString(useless.config()) + attributes);
        KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
        generator.init(256);
        Tokens.logIn(provider, useless)
                .setEntry(useless.alias(), new KeyStore.SecretKeyEntry(generator.generateKey()), null);
    }

    @Test
    void unwrap_shorterThanATag_neverReachesTheToken() {
        try (Kek kek = open(named)) {
            byte[] wrapped = kek.wrap(dek, CONTEXT, SECOND);
            for (int length = 1 + 8; length < 1 + 8 + 12 + 16 + 16; length++) {
                byte[] cut = Arrays.copyOf(wrapped, length);
                assertKind(KekException.Kind.CORRUPT, () -> kek.unwrap(cut, CONTEXT, SECOND));
            }
        }
    }

    @Test
    void close_ofOneKek_leavesAnotherInTheSameTokenLoggedIn() {
        try (Kek kek = open(named)) {
            open(named).close();
            assertEquals(dek, kek.unwrap(kek.wrap(dek, CONTEXT, SECOND), CONTEXT, SECOND));
        }
    }

    private static KekException assertKind(KekException.Kind kind, Executable call) {
        KekException error = assertThrows(KekException.class, call);
        assertEquals(kind, error.kind(), error.getMessage());
        return error;
    }
}
