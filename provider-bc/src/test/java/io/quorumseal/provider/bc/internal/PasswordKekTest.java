package io.quorumseal.provider.bc.internal;

import static io.quorumseal.provider.bc.internal.Errors.assertKind;
import static io.quorumseal.provider.bc.internal.Errors.assertMisconfigured;
import static io.quorumseal.provider.bc.internal.KeyFileFixture.KEY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.testkit.Secrets;
import io.quorumseal.testkit.TestKekHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordKekTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final WrapContext CONTEXT = new WrapContext("orders-prod", Purpose.RAFT, new DekId(7));

    @TempDir
    Path directory;

    Path file;
    Path password;

    @BeforeEach
    void write() throws IOException {
        file = KeyFileFixture.write(directory.resolve("kek.sealed"), SealedFixture.recorded());
        password = SealedFixture.passwordFile(directory.resolve("password"), SealedFixture.PASSWORD + "\n");
    }

    private static Kek open(String uri) {
        return new PasswordKekProvider().open(uri, new TestKekHost());
    }

    @Test
    void open_goodPassword_isTheKekOfTheKeyInIt() throws IOException {
        Path raw = KeyFileFixture.write(directory.resolve("kek.key"), KEY);
        try (Kek sealed = open("bc-password:" + file + "?password-file=" + password);
                Kek plain = new FileKekProvider().open("file:" + raw, new TestKekHost());
                SecretBytes dek = sealed.unwrap(RecordedBlob.bytes(), CONTEXT, SECOND)) {
            assertEquals(RecordedBlob.DEK, dek.readSecret(KeyFileFixture::hex));
            assertEquals(plain.fingerprint(), sealed.fingerprint());
            assertEquals(dek, plain.unwrap(sealed.wrap(dek, CONTEXT, SECOND), CONTEXT, SECOND));
            assertFalse(sealed.anybodyCanWrap());
            sealed.probe(SECOND);
        }
    }

    @Test
    void description_isSchemeAndPathWithoutParameters() {
        try (Kek kek = open("bc-password:" + file + "?password-file=" + password)) {
            String fingerprint = kek.fingerprint().orElseThrow();
            assertEquals("bc-password:" + file + " (fingerprint " + fingerprint + ")", kek.description());
        }
    }

    @Test
    void open_wrongPassword_isRefused() throws IOException {
        Path wrong = SealedFixture.passwordFile(directory.resolve("wrong"), "wrong");
        assertMisconfigured(() -> open("bc-password:" + file + "?password-file=" + wrong), "password is wrong or");
    }

    @Test
    void open_noPassword_saysWhereItMayComeFrom() {
        assertMisconfigured(() -> open("bc-password:" + file), "password-file=PATH");
    }

    @Test
    void open_twoPasswords_isRefused() {
        String uri = "bc-password:" + file + "?password-console&password-file=" + password;
        assertMisconfigured(() -> open(uri), "say it once");
    }

    @Test
    void open_noSuchFile_isNotFound() {
        String uri = "bc-password:" + directory.resolve("none") + "?password-file=" + password;
        assertKind(KekException.Kind.KEY_NOT_FOUND, () -> open(uri), "there is no key file");
    }

    @Test
    void open_keyThatIsNotSealed_isRefused() throws IOException {
        Path raw = KeyFileFixture.write(directory.resolve("kek.key"), KEY);
        String uri = "bc-password:" + raw + "?password-file=" + password;
        assertMisconfigured(() -> open(uri), "is not sealed under a password", "file:" + raw);
    }

    @Test
    void open_sealedKeyByTheSchemeFile_isRefused() {
        assertMisconfigured(
                () -> new FileKekProvider().open("file:" + file, new TestKekHost()),
                "is sealed under a password",
                "bc-password:" + file);
    }

    @Test
    void open_fileOpenToOthers_isRefused() throws IOException {
        KeyFileFixture.write(file, SealedFixture.recorded(), "rw-r--r--");
        assertMisconfigured(() -> open("bc-password:" + file + "?password-file=" + password), "chmod 600");
    }

    @Test
    void texts_neverHoldPasswordOrKey() {
        Secrets secrets = new Secrets(KEY, SealedFixture.PASSWORD.getBytes(StandardCharsets.UTF_8));
        try (Kek kek = open("bc-password:" + file + "?password-file=" + password)) {
            secrets.assertAbsentIn(kek + kek.description());
        }
    }
}
