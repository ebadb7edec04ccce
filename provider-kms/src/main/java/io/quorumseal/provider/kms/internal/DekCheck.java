package io.quorumseal.provider.kms.internal;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.WrapContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What ties an answer of KMS to the question: the first 16 bytes of an HMAC-SHA-256 under the DEK, over a label and the
 * context. KMS authenticates the ciphertext, but its answer does not say which ciphertext it is for; something between
 * that confuses two answers would hand out the wrong DEK. Of a random key the check tells nothing.
 */
final class DekCheck {
    static final int LENGTH = 16;
    private static final byte[] LABEL = "quorumseal aws-kms check v1".getBytes(StandardCharsets.US_ASCII);

    private DekCheck() {}

    static byte[] of(SecretBytes dek, WrapContext context) {
        byte[] bound = context.bytes();
        byte[] text = Arrays.copyOf(LABEL, LABEL.length + bound.length);
        System.arraycopy(bound, 0, text, LABEL.length, bound.length);
        return dek.readSecret(raw -> Arrays.copyOf(Digests.hmac(raw, text), LENGTH));
    }

    static boolean fits(byte[] check, SecretBytes dek, WrapContext context) {
        return MessageDigest.isEqual(check, of(dek, context));
    }
}
