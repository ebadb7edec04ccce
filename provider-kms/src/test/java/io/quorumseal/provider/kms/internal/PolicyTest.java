package io.quorumseal.provider.kms.internal;

import static io.quorumseal.provider.kms.internal.AwsKmsKekTest.assertKind;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.testkit.TestKekHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The policy of a node in the documentation is enough, and each action in it is needed.
 *
 * <p>moto decides by actions, and denies without an error code. It knows neither conditions on KMS nor keys as resources, so both are taken out.
 */
@Tag("server")
class PolicyTest {
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final String FILE = "aws.sharedCredentialsFile";

    @TempDir
    Path directory;

    final SecretBytes dek = SecretBytes.random(32, new SecureRandom());
    final Optional<String> usual = Optional.ofNullable(System.getProperty(FILE));
    Optional<Moto> asking = Optional.empty();
    TestKms kms;
    String key;
    byte[] wrapped;

    @BeforeEach
    void makeKey() {
        kms = TestKms.named();
        key = kms.newKey();
        try (Kek kek = open("")) {
            wrapped = kek.wrap(dek, ScriptedKms.CONTEXT, TIME);
        }
    }

    @AfterEach
    void stopAsking() throws IOException {
        if (asking.isPresent()) {
            asking.get().askForPermission(false);
        }
        usual.ifPresentOrElse(file -> System.setProperty(FILE, file), () -> System.clearProperty(FILE));
        if (kms != null) {
            kms.close();
        }
    }

    private Kek open(String parameters) {
        return new AwsKmsKekProvider().open(kms.uri(key) + parameters, new TestKekHost());
    }

    @Test
    void documentedPolicy_isEnough() throws IOException {
        useUserWith(policy());
        try (Kek kek = open("&profile=node")) {
            assertEquals(dek, kek.unwrap(wrapped, ScriptedKms.CONTEXT, TIME));
            kek.wrap(dek, ScriptedKms.CONTEXT, TIME);
            kek.probe(TIME);
        }
    }

    @Test
    void withoutDescribeKey_openIsDenied() throws IOException {
        useUserWith(without("kms:DescribeKey"));
        assertKind(KekException.Kind.DENIED, () -> open("&profile=node"));
    }

    @Test
    void withoutDecrypt_unwrapIsDenied() throws IOException {
        useUserWith(without("kms:Decrypt"));
        try (Kek kek = open("&profile=node")) {
            kek.wrap(dek, ScriptedKms.CONTEXT, TIME);
            assertKind(KekException.Kind.DENIED, () -> kek.unwrap(wrapped, ScriptedKms.CONTEXT, TIME));
        }
    }

    @Test
    void withoutEncrypt_wrapIsDenied() throws IOException {
        useUserWith(without("kms:Encrypt"));
        try (Kek kek = open("&profile=node")) {
            kek.unwrap(wrapped, ScriptedKms.CONTEXT, TIME).close();
            assertKind(KekException.Kind.DENIED, () -> kek.wrap(dek, ScriptedKms.CONTEXT, TIME));
        }
    }

    @Test
    void wrongSecretKey_isDenied() throws IOException {
        useUserWith(policy());
        Path file = directory.resolve("credentials");
        Files.writeString(file, Files.readString(file).replaceAll("(secret_access_key = ).*", "$1wrong"));
        assertKind(KekException.Kind.DENIED, () -> open("&profile=node"));
    }

    private static String policy() {
        String documented = String.valueOf(Document.read().files().get("run-time.json"));
        String plain = documented.replaceAll(",\\s*\"Condition\": \\{\\s*\"StringEquals\": \\{[^}]*}\\s*}", "");
        assertNotEquals(documented, plain);
        return plain.replace("KEY_ARN", "*");
    }

    private static String without(String action) {
        String less = policy().replace("\"" + action + "\"", "\"kms:ListKeys\"");
        assertNotEquals(policy(), less);
        return less;
    }

    private void useUserWith(String policy) throws IOException {
        Moto moto = new Moto(kms.endpoint());
        assumeTrue(moto.isThere(), "the KMS that the environment names is not moto, whose users this test makes");
        Moto.Pair keys = moto.newUser("node-" + System.nanoTime(), policy);
        Path file = directory.resolve("credentials");
        Files.writeString(
                file,
                "[node]\naws_access_key_id = " + keys.access() + "\naws_secret_access_key = " + keys.secret() + "\n");
        System.setProperty(FILE, file.toString());
        asking = Optional.of(moto);
        moto.askForPermission(true);
    }
}
