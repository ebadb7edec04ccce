package io.quorumseal.provider.kms.internal;

import static io.quorumseal.provider.kms.internal.AwsKmsKekTest.assertKind;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.testkit.TestKekHost;
import io.quorumseal.testkit.proxy.Fault;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer that is not to the question gives neither a key nor wrapped bytes. */
class AnswersTest {
    private static final Duration TIME = Duration.ofSeconds(5);

    final ScriptedKms kms = ScriptedKms.start();
    final SecretBytes dek = SecretBytes.random(32, new SecureRandom());
    final byte[] wrapped = ScriptedKms.wrapped(dek);

    @AfterEach
    void stop() {
        kms.close();
    }

    @BeforeEach
    void theRightAnswer_isTaken() {
        kms.answerOf(ScriptedKms.ARN, dek);
        assertEquals(dek, kms.kek().unwrap(wrapped, ScriptedKms.CONTEXT, TIME));
        assertEquals(wrapped.length, kms.kek().wrap(dek, ScriptedKms.CONTEXT, TIME).length);
        assertEquals(wrapped.length, kms.kek().rewrap(wrapped, ScriptedKms.CONTEXT, TIME).length);
    }

    @Test
    void anyCall_answerOfAnotherKey_isRefused() {
        kms.answerOf(ScriptedKms.OTHER, dek);
        assertAllFail();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"KeyId\":\"" + ScriptedKms.ARN + "\",\"SourceKeyId\":\"" + ScriptedKms.ARN + "\"}",
                "[]",
                "null",
                "\"text\"",
                "{\"KeyId\":",
                ""
            })
    void anyCall_answerThatLacksSomething_isRefused(String body) {
        kms.always(KmsAnswers.json(body));
        assertAllFail();
    }

    private void assertAllFail() {
        assertKind(Kind.UNREACHABLE, () -> kms.kek().unwrap(wrapped, ScriptedKms.CONTEXT, TIME));
        assertKind(Kind.UNREACHABLE, () -> kms.kek().wrap(dek, ScriptedKms.CONTEXT, TIME));
        assertKind(Kind.UNREACHABLE, () -> kms.kek().rewrap(wrapped, ScriptedKms.CONTEXT, TIME));
    }

    @Test
    void unwrap_answerWithAnotherDek_isCorrupt() {
        kms.answerOf(ScriptedKms.ARN, SecretBytes.random(32, new SecureRandom()));
        assertKind(Kind.CORRUPT, () -> kms.kek().unwrap(wrapped, ScriptedKms.CONTEXT, TIME));
    }

    @Test
    void wrap_ciphertextThatIsTooLong_isRefused() {
        String blob = "A".repeat(8_000);
        kms.always(KmsAnswers.json("{\"KeyId\":\"" + ScriptedKms.ARN + "\",\"CiphertextBlob\":\"" + blob + "\"}"));
        assertKind(Kind.UNREACHABLE, () -> kms.kek().wrap(dek, ScriptedKms.CONTEXT, TIME));
    }

    @Test
    void open_answerNamesAnotherKey_isRefused() {
        kms.always(KmsAnswers.key(ScriptedKms.OTHER));
        assertKind(Kind.UNREACHABLE, this::open);
    }

    @Test
    void open_answerNamesNoKey_isRefused() {
        kms.always(KmsAnswers.json("{}"));
        assertKind(Kind.UNREACHABLE, this::open);
    }

    @Test
    void open_answerTellsTheMaterial_isTheVersion() {
        Fault answer = KmsAnswers.json("{\"KeyMetadata\":{\"Arn\":\"" + ScriptedKms.ARN
                + "\",\"KeySpec\":\"SYMMETRIC_DEFAULT\",\"CurrentKeyMaterialId\":\"0af1\"}}");
        kms.always(answer);
        try (Kek kek = open()) {
            assertEquals("0af1", kek.version());
        }
        assertEquals("1", kms.kek().version());
    }

    private Kek open() {
        return new AwsKmsKekProvider()
                .open(ScriptedKms.uri(ScriptedKms.ARN, kms.proxy().uri()), new TestKekHost());
    }
}
