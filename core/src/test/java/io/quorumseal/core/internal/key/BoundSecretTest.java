package io.quorumseal.core.internal.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BoundSecretTest {
    private static final byte[] PURPOSE = "challenge".getBytes(StandardCharsets.UTF_8);

    private static byte[] drawn() {
        try (SecretBytes secret = BoundSecret.drawn(PURPOSE, new SecureRandom())) {
            return secret.<byte[]>readSecret(raw -> raw.clone());
        }
    }

    @Test
    void isFor_whatItWasDrawnFor_andNothingElse() {
        try (SecretBytes secret = BoundSecret.drawn(PURPOSE, new SecureRandom())) {
            assertTrue(BoundSecret.isFor(PURPOSE, secret));
            assertFalse(BoundSecret.isFor(Arrays.copyOf(PURPOSE, PURPOSE.length - 1), secret));
            assertFalse(BoundSecret.isFor(new byte[0], secret));
        }
    }

    @Test
    void isFor_anyChangeOfTheFirstHalf_isNoticedAndOfTheSecondIsNot() {
        for (int i = 0; i < 32; i++) {
            byte[] bytes = drawn();
            bytes[i] ^= 1;
            assertEquals(i >= 16, BoundSecret.isFor(PURPOSE, SecretBytes.take(bytes)), "byte " + i);
        }
    }

    @Test
    void isFor_secretOfAnotherLength_isNot() {
        byte[] bytes = drawn();
        assertFalse(BoundSecret.isFor(PURPOSE, SecretBytes.take(Arrays.copyOf(bytes, 31))));
        assertFalse(BoundSecret.isFor(PURPOSE, SecretBytes.take(Arrays.copyOf(bytes, 33))));
    }

    @Test
    void drawn_firstHalfIsOfTheHash_andTheRestIsRandom() throws NoSuchAlgorithmException {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(PURPOSE);
        byte[] one = drawn();
        byte[] other = drawn();
        assertEquals(32, one.length);
        assertArrayEquals(Arrays.copyOf(hash, 16), Arrays.copyOf(one, 16));
        assertArrayEquals(Arrays.copyOf(hash, 16), Arrays.copyOf(other, 16));
        byte[] rest = Arrays.copyOfRange(one, 16, 32);
        assertFalse(Arrays.equals(rest, Arrays.copyOfRange(other, 16, 32)));
        assertFalse(Arrays.equals(rest, new byte[16]));
    }
}
