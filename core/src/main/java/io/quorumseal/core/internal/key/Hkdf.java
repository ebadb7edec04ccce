package io.quorumseal.core.internal.key;

import io.quorumseal.api.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF with SHA-256 (RFC 5869). */
public final class Hkdf {
    private static final String HMAC = "HmacSHA256";
    private static final int HASH_SIZE = 32;

    /** The most that one derivation gives. */
    static final int MAX_LENGTH = 255 * HASH_SIZE;

    private Hkdf() {}

    /**
     * Has Java look for its MAC now: for the first one it goes through all security providers, those of other modules too,
     * which can take a second, and would otherwise be done while the bootstrap is applied.
     */
    public static void prepare() {
        Mac unused = mac(new byte[HASH_SIZE]);
    }

    /**
     * Derives a key from a secret that is uniformly random, without a salt.
     *
     * @param secret the secret; stays the caller's
     * @param info what the derived key is for; another use has another info
     * @param length how many bytes, at most 8,160
     */
    public static byte[] derive(SecretBytes secret, byte[] info, int length) {
        return secret.readSecret(raw -> derive(raw, info, length));
    }

    /** Derives without a salt, which is right where the input key is uniformly random. */
    static byte[] derive(byte[] inputKey, byte[] info, int length) {
        return derive(new byte[HASH_SIZE], inputKey, info, length);
    }

    static byte[] derive(byte[] salt, byte[] inputKey, byte[] info, int length) {
        byte[] pseudorandomKey = mac(salt).doFinal(inputKey);
        try {
            return expand(mac(pseudorandomKey), info, length);
        } finally {
            Arrays.fill(pseudorandomKey, (byte) 0);
        }
    }

    private static byte[] expand(Mac mac, byte[] info, int length) {
        if (length < 0 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("HKDF gives 0 to " + MAX_LENGTH + " bytes, asked for " + length);
        }
        byte[] out = new byte[length];
        byte[] block = new byte[0];
        for (int i = 1, done = 0; done < length; i++, done += HASH_SIZE) {
            mac.update(block);
            mac.update(info);
            Arrays.fill(block, (byte) 0);
            block = mac.doFinal(new byte[] {(byte) i});
            System.arraycopy(block, 0, out, done, Math.min(HASH_SIZE, length - done));
        }
        Arrays.fill(block, (byte) 0);
        return out;
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            // HMAC pads its key with zeros, so one zero byte is the empty key, which the JDK does not take.
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, HMAC));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }
}
