package io.quorumseal.provider.kms.internal;

import static io.quorumseal.provider.kms.internal.AwsKmsKekTest.assertKind;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A DEK wrapped under one replica of a multi-Region key is unwrapped under another one. With scripted answers: moto cuts
 * the ids of such keys, and decrypts nothing under them.
 */
class MultiRegionTest {
    private static final Duration TIME = Duration.ofSeconds(5);
    private static final String HERE = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab";
    private static final String THERE = HERE.replace("eu-west-1", "us-east-1");

    final ScriptedKms kms = ScriptedKms.start(HERE);
    final SecretBytes dek = SecretBytes.random(32, new SecureRandom());

    @AfterEach
    void stop() {
        kms.close();
    }

    @Test
    void unwrap_wrappedUnderTheReplica_asksTheOwnRegion() {
        kms.answerOf(HERE, dek);
        assertEquals(dek, kms.kek().unwrap(ScriptedKms.wrapped(THERE, dek), ScriptedKms.CONTEXT, TIME));
    }

    @Test
    void rewrap_wrappedUnderTheReplica_isOfTheOwnRegion() {
        kms.answerOf(HERE, dek);
        byte[] moved = kms.kek().rewrap(ScriptedKms.wrapped(THERE, dek), ScriptedKms.CONTEXT, TIME);
        assertEquals(HERE, WrappedDek.decode(moved).key().text());
    }

    @Test
    void unwrap_answerOfTheOtherReplica_isRefused() {
        kms.answerOf(THERE, dek);
        assertKind(
                Kind.UNREACHABLE, () -> kms.kek().unwrap(ScriptedKms.wrapped(THERE, dek), ScriptedKms.CONTEXT, TIME));
    }

    @Test
    void unwrap_sameIdInAnotherAccount_isWrongKey() {
        kms.answerOf(HERE, dek);
        byte[] foreign = ScriptedKms.wrapped(THERE.replace("111122223333", "444455556666"), dek);
        assertKind(Kind.WRONG_KEY, () -> kms.kek().unwrap(foreign, ScriptedKms.CONTEXT, TIME));
    }
}
