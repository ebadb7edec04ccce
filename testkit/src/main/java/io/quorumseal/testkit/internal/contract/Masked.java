package io.quorumseal.testkit.internal.contract;

import io.quorumseal.api.SecretBytes;
import java.security.SecureRandom;

/** Remembers a secret without holding its bytes, so that a search of the memory does not find the searcher. */
final class Masked {
    private final byte[] mask;
    private final byte[] masked;

    Masked(SecretBytes secret, SecureRandom random) {
        mask = new byte[secret.length()];
        random.nextBytes(mask);
        masked = secret.<byte[]>readSecret(raw -> xor(raw, mask));
    }

    /** The secret, to be shown to nothing but a search of what was written before. */
    byte[] reveal() {
        return xor(masked, mask);
    }

    private static byte[] xor(byte[] one, byte[] other) {
        byte[] both = new byte[one.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = (byte) (one[i] ^ other[i]);
        }
        return both;
    }
}
