package io.quorumseal.provider.kms.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyArnTest {
    private static final KeyArn MULTI =
            arn("arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab");

    private static KeyArn arn(String text) {
        return KeyArn.parse(text).orElseThrow();
    }

    // Pinned: it stands in sidecars.
    @Test
    void fingerprint_ofAKey_isTheRecordedOne() {
        assertEquals("da89cca8b0441577", arn(ScriptedKms.ARN).fingerprint());
        assertEquals("108b52181363e0ec", MULTI.fingerprint());
    }

    @Test
    void isSameKeyAs_replicaOfAMultiRegionKey_isTrue() {
        KeyArn replica = arn(MULTI.text().replace("eu-west-1", "us-east-1"));
        assertTrue(MULTI.isSameKeyAs(replica));
        assertEquals(MULTI.fingerprint(), replica.fingerprint());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ac",
                "arn:aws:kms:eu-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                "arn:aws:kms:eu-west-1:111122223334:key/1234abcd-12ab-34cd-56ef-1234567890ab",
                "arn:aws-cn:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
            })
    void isSameKeyAs_anyPartDiffers_isFalse(String other) {
        assertFalse(arn(ScriptedKms.ARN).isSameKeyAs(arn(other)));
        assertNotEquals(arn(ScriptedKms.ARN).fingerprint(), arn(other).fingerprint());
    }

    @Test
    void isSameKeyAs_multiRegionIdInAnotherAccount_isFalse() {
        assertFalse(MULTI.isSameKeyAs(arn(MULTI.text().replace("111122223333", "444455556666"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "arn:aws:kms:eu-west-1:111122223333:alias/a",
                "arn:aws:kms:eu-west-1:111122223333:key/",
                "arn:aws:kms:eu-west-1:111122223333:key/a b",
                "arn:aws:kms:eu-west-1:111122223333:key/a\n",
                "xarn:aws:kms:eu-west-1:111122223333:key/a"
            })
    void parse_otherText_isNone(String text) {
        assertEquals(Optional.empty(), KeyArn.parse(text));
    }

    @Test
    void parse_tooLong_isNone() {
        String prefix = "arn:aws:kms:eu-west-1:111122223333:key/";
        assertTrue(KeyArn.parse(prefix + "a".repeat(KeyArn.LONGEST - prefix.length()))
                .isPresent());
        assertEquals(Optional.empty(), KeyArn.parse(prefix + "a".repeat(KeyArn.LONGEST - prefix.length() + 1)));
    }
}
