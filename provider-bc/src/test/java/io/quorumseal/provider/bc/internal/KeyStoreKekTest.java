package io.quorumseal.provider.bc.internal;

import static io.quorumseal.provider.bc.internal.Errors.assertClosed;
import static io.quorumseal.provider.bc.internal.Errors.assertKind;
import static io.quorumseal.provider.bc.internal.Errors.assertMisconfigured;
import static io.quorumseal.provider.bc.internal.KeyFileFixture.KEY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.testkit.Secrets;
import io.quorumseal.testkit.TestKekHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.time.Duration;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyStoreKekTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final WrapContext CONTEXT = new WrapContext("orders-prod", Purpose.RAFT, new DekId(7));

    @TempDir
    Path directory;

    Path password;

    @BeforeEach
    void writePassword() throws IOException {
        password = SealedFixture.passwordFile(directory.resolve("password"), SealedFixture.PASSWORD);
    }

    private static String scheme(StoreKind kind) {
        return kind == StoreKind.PKCS12 ? "bc-pkcs12" : "bc-bcfks";
    }

    private Path store(StoreKind kind, SecretKeySpec key) throws Exception {
        char[] chars = SealedFixture.PASSWORD.toCharArray();
        KeyStore store = kind.make();
        store.load(null, chars);
        store.setEntry("kek", new KeyStore.SecretKeyEntry(key), new KeyStore.PasswordProtection(chars));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.store(out, chars);
        return KeyFileFixture.write(directory.resolve("store"), out.toByteArray());
    }

    private Path store(StoreKind kind) throws Exception {
        return store(kind, new SecretKeySpec(KEY, "AES"));
    }

    private Kek open(StoreKind kind, Path file, String alias) {
        String uri = scheme(kind) + ":" + file + "?alias=" + alias + "&password-file=" + password;
        return new KeyStoreKekProvider().open(uri, new TestKekHost());
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void open_goodStore_isTheKekOfTheKeyInIt(StoreKind kind) throws Exception {
        Path file = store(kind);
        try (Kek kek = open(kind, file, "kek");
                SecretBytes dek = kek.unwrap(RecordedBlob.bytes(), CONTEXT, SECOND)) {
            assertEquals(RecordedBlob.DEK, dek.readSecret(KeyFileFixture::hex));
            assertEquals(dek, kek.unwrap(kek.wrap(dek, CONTEXT, SECOND), CONTEXT, SECOND));
            kek.probe(SECOND);
            String fingerprint = kek.fingerprint().orElseThrow();
            assertEquals(scheme(kind) + ":" + file + "?alias=kek (fingerprint " + fingerprint + ")", kek.description());
        }
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void open_leavesTheProcessesProvidersAlone(StoreKind kind) throws Exception {
        open(kind, store(kind), "kek").close();
        assertNull(Security.getProvider(BouncyCastleProvider.PROVIDER_NAME));
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void open_wrongPassword_saysThatItMayBeDamageToo(StoreKind kind) throws Exception {
        Path file = store(kind);
        SealedFixture.passwordFile(password, "wrong horse");
        String message = assertMisconfigured(() -> open(kind, file, "kek"), "password is wrong, or", "changed");
        assertFalse(message.contains("horse"), message);
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void open_anyByteChanged_isNeverAnotherKey(StoreKind kind) throws Exception {
        byte[] content = Files.readAllBytes(store(kind));
        Path damaged = directory.resolve("damaged");
        String fingerprint = fingerprint();
        // Each opening costs thousands of hashes, so one byte in sixteen.
        for (int at = 0; at < content.length; at += 16) {
            byte[] changed = content.clone();
            changed[at] ^= 1;
            KeyFileFixture.write(damaged, changed);
            assertRefusedOrSame(kind, damaged, fingerprint);
        }
    }

    /** What is not authenticated in a store, as its MAC's own name, may change; the key may not. */
    private void assertRefusedOrSame(StoreKind kind, Path damaged, String fingerprint) {
        try (Kek kek = open(kind, damaged, "kek")) {
            assertEquals(fingerprint, kek.fingerprint().orElseThrow());
        } catch (KekException e) {
            new Secrets(KEY, SealedFixture.PASSWORD.getBytes(StandardCharsets.UTF_8)).assertAbsentIn(e);
        }
    }

    private String fingerprint() throws IOException {
        Path raw = KeyFileFixture.write(directory.resolve("raw"), KEY);
        try (Kek kek = new FileKekProvider().open("file:" + raw, new TestKekHost())) {
            return kek.fingerprint().orElseThrow();
        }
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void open_otherAlias_listsThoseThereAre(StoreKind kind) throws Exception {
        Path file = store(kind);
        assertKind(KekException.Kind.KEY_NOT_FOUND, () -> open(kind, file, "other"), "no entry other", "[kek]");
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void open_shorterKey_isRefused(StoreKind kind) throws Exception {
        Path file = store(kind, new SecretKeySpec(new byte[16], "AES"));
        assertMisconfigured(() -> open(kind, file, "kek"), "no AES key of 256 bits");
    }

    @ParameterizedTest
    @EnumSource(StoreKind.class)
    void open_keyForSomethingElse_isRefused(StoreKind kind) throws Exception {
        Path file = store(kind, new SecretKeySpec(KEY, "HmacSHA256"));
        assertMisconfigured(() -> open(kind, file, "kek"), "no AES key of 256 bits");
    }

    @Test
    void open_storeOfTheOtherKind_isRefused() throws Exception {
        Path file = store(StoreKind.BCFKS);
        assertMisconfigured(() -> open(StoreKind.PKCS12, file, "kek"), "is of another kind");
    }

    @Test
    void open_openToOthers_isRefused() throws Exception {
        Path file = KeyFileFixture.write(store(StoreKind.PKCS12), new byte[1], "rw-r--r--");
        assertMisconfigured(() -> open(StoreKind.PKCS12, file, "kek"), "key store " + file + " is open to everybody");
    }

    @Test
    void open_hugeFile_isRefused() throws Exception {
        Path file = KeyFileFixture.write(directory.resolve("huge"), new byte[(1 << 20) + 1]);
        assertMisconfigured(() -> open(StoreKind.PKCS12, file, "kek"), "more than the 1048576");
    }

    @Test
    void open_noAlias_saysWhatToAdd() {
        assertMisconfigured(
                () -> new KeyStoreKekProvider().open("bc-pkcs12:/a?password-file=/b", new TestKekHost()), "add alias=");
    }

    @Test
    void close_laterCalls_areClosed() throws Exception {
        Kek kek = open(StoreKind.PKCS12, store(StoreKind.PKCS12), "kek");
        kek.close();
        assertClosed(() -> kek.probe(SECOND));
    }
}
