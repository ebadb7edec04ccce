package io.quorumseal.core.internal.key;

import io.quorumseal.api.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A secret of 32 bytes that was made for something that is no secret: its first half is the beginning of that thing's SHA-256, the
 * rest is random. Who unwraps it sees what it was made for.
 */
public final class BoundSecret {
    private static final int HALF = 16;

    private BoundSecret() {}

    /** Makes one. */
    public static SecretBytes drawn(byte[] purpose, SecureRandom random) {
        byte[] bytes = new byte[2 * HALF];
        random.nextBytes(bytes);
        System.arraycopy(half(purpose), 0, bytes, 0, HALF);
        return SecretBytes.take(bytes);
    }

    /** Whether a secret was made for something. */
    public static boolean isFor(byte[] purpose, SecretBytes secret) {
        return secret.length() == 2 * HALF
                && secret.<Boolean>readSecret(
                        bytes -> MessageDigest.isEqual(half(purpose), Arrays.copyOf(bytes, HALF)));
    }

    private static byte[] half(byte[] purpose) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(purpose), HALF);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java runtime lacks SHA-256", impossible);
        }
    }
}
