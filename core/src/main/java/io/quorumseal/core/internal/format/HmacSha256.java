package io.quorumseal.core.internal.format;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC with SHA-256 (RFC 2104, FIPS 198-1). */
public final class HmacSha256 {
    private static final String NAME = "HmacSHA256";

    private HmacSha256() {}

    /** Makes a key of bytes, which stay the caller's. */
    public static SecretKeySpec key(byte[] bytes) {
        return new SecretKeySpec(bytes, NAME);
    }

    /** Computes the 32 bytes of a MAC. */
    public static byte[] of(SecretKeySpec key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(NAME);
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + NAME, e);
        }
    }
}
