package io.quorumseal.provider.kms.internal;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.testkit.TestKekHost;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;

/** What only this provider does, at a real server; the rest is in the contract. */
@Tag("server")
class AwsKmsKekTest {
    private static final Duration TIME = Duration.ofSeconds(10);
    private static final WrapContext CONTEXT = new WrapContext("orders-prod", Purpose.RAFT, new DekId(7));

    TestKms kms;
    String arn;
    Kek kek;
    SecretBytes dek = SecretBytes.random(32, new SecureRandom());

    @BeforeEach
    void open() {
        kms = TestKms.named();
        arn = kms.newKey();
        kek = open(kms.uri(arn));
    }

    private static Kek open(String uri) {
        return new AwsKmsKekProvider().open(uri, new TestKekHost());
    }

    @AfterEach
    void close() {
        if (kek != null) {
            kek.close();
            kms.close();
        }
        dek.close();
    }

    @Test
    void unwrap_whatWasWrapped_givesTheDek() {
        byte[] wrapped = kek.wrap(dek, CONTEXT, TIME);
        try (SecretBytes back = kek.unwrap(wrapped, CONTEXT, TIME)) {
            assertEquals(dek, back);
        }
    }

    @Test
    void rewrap_keepsDekAndContext() {
        byte[] wrapped = kek.wrap(dek, CONTEXT, TIME);
        byte[] again = kek.rewrap(wrapped, CONTEXT, TIME);
        assertFalse(Arrays.equals(wrapped, again));
        assertEquals(dek, kek.unwrap(again, CONTEXT, TIME));
    }

    @Test
    void probe_goodKey_succeeds() {
        assertDoesNotThrow(() -> kek.probe(TIME));
    }

    @Test
    void wrap_ciphertext_isBoundByTheDocumentedContext() {
        WrappedDek wrapped = WrappedDek.decode(kek.wrap(dek, CONTEXT, TIME));
        Map<String, String> context = Map.of(
                "quorumseal:cluster", "orders-prod",
                "quorumseal:purpose", "RAFT",
                "quorumseal:dek", "7",
                "quorumseal:format", "1");
        assertEquals(dek, SecretBytes.take(decrypt(wrapped, context)));
        assertThrows(InvalidCiphertextException.class, () -> decrypt(wrapped, Map.of()));
    }

    private byte[] decrypt(WrappedDek wrapped, Map<String, String> context) {
        return kms.operator()
                .decrypt(request -> request.keyId(arn)
                        .encryptionContext(context)
                        .ciphertextBlob(SdkBytes.fromByteArray(wrapped.ciphertext())))
                .plaintext()
                .asByteArray();
    }

    @Test
    void open_alias_pinsTheKeyItStandsFor() {
        String alias = "alias/" + arn.substring(arn.indexOf('/') + 1);
        kms.operator().createAlias(request -> request.aliasName(alias).targetKeyId(arn));
        try (Kek named = open(kms.uri(alias))) {
            byte[] wrapped = named.wrap(dek, CONTEXT, TIME);
            String other = kms.newKey();
            kms.operator().updateAlias(request -> request.aliasName(alias).targetKeyId(other));
            assertEquals(kek.fingerprint(), named.fingerprint());
            assertEquals(dek, named.unwrap(wrapped, CONTEXT, TIME));
            assertEquals(
                    arn, WrappedDek.decode(named.wrap(dek, CONTEXT, TIME)).key().text());
            try (Kek moved = open(kms.uri(alias))) {
                assertKind(KekException.Kind.WRONG_KEY, () -> moved.unwrap(wrapped, CONTEXT, TIME));
            }
        }
    }

    @Test
    void open_keyId_isTheKeyOfTheArn() {
        try (Kek named = open(kms.uri(arn.substring(arn.indexOf('/') + 1)))) {
            assertEquals(kek.description(), named.description());
        }
    }

    @Test
    void open_missingKey_isNotFound() {
        String missing = arn.substring(0, arn.length() - 12) + "000000000000";
        assertKind(KekException.Kind.KEY_NOT_FOUND, () -> open(kms.uri(missing)));
    }

    @Test
    void open_missingAlias_isNotFound() {
        assertKind(KekException.Kind.KEY_NOT_FOUND, () -> open(kms.uri("alias/missing")));
    }

    @Test
    void open_keyForSigning_isUnsupported() {
        String signing = kms.operator()
                .createKey(request -> request.keyUsage("SIGN_VERIFY").keySpec("ECC_NIST_P256"))
                .keyMetadata()
                .arn();
        KekException error = assertKind(KekException.Kind.UNSUPPORTED, () -> open(kms.uri(signing)));
        assertTrue(String.valueOf(error.getMessage()).contains("ECC_NIST_P256"), error.getMessage());
    }

    @Test
    void description_isTheArnAndTheFingerprint() {
        assertEquals("aws-kms:" + arn + " (fingerprint " + kek.fingerprint().orElseThrow() + ")", kek.description());
        assertEquals(kek.description(), kek.toString());
    }

    static KekException assertKind(KekException.Kind kind, Executable call) {
        KekException error = assertThrows(KekException.class, call);
        assertEquals(kind, error.kind(), error.getMessage());
        return error;
    }
}
