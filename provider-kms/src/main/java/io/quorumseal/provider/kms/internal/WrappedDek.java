package io.quorumseal.provider.kms.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.spi.WrapContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * A wrapped DEK: {@code format (1) ‖ version (1) ‖ length of ARN (1) ‖ ARN ‖ check of the DEK (16) ‖ KMS ciphertext ‖
 * digest (8)}.
 *
 * <p>The digest, the first bytes of the SHA-256 of all before it, tells damage before KMS is asked: KMS answers some
 * damage by "access denied", and that would send people to their policies. It protects nothing; KMS does.
 *
 * @param key the key's ARN at the time of wrapping
 * @param check what the DEK has to match
 * @param ciphertext what KMS gave
 */
record WrappedDek(KeyArn key, byte[] check, byte[] ciphertext) {
    private static final byte FORMAT = 'K';
    private static final byte VERSION = 1;
    private static final int FIXED = 3;
    private static final byte[] ARN = "arn:".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGEST = 8;
    static final int MAX_BYTES = 4_096;

    /** The encryption context of KMS: what {@link WrapContext} holds, and the version. It shows in AWS's audit log. */
    static Map<String, String> encryptionContext(WrapContext context) {
        return Map.of(
                "quorumseal:cluster", context.cluster(),
                "quorumseal:purpose", context.purpose().name(),
                "quorumseal:dek", Long.toString(context.dek().value()),
                "quorumseal:format", Integer.toString(VERSION));
    }

    byte[] encode() {
        byte[] arn = key.text().getBytes(StandardCharsets.US_ASCII);
        int length = FIXED + arn.length + DekCheck.LENGTH + ciphertext.length;
        ByteBuffer out = ByteBuffer.allocate(length + DIGEST);
        out.put(FORMAT).put(VERSION).put((byte) arn.length).put(arn).put(check).put(ciphertext);
        out.put(digest(Arrays.copyOf(out.array(), length)));
        if (out.capacity() > MAX_BYTES) {
            throw Answers.unusable("has a ciphertext of " + ciphertext.length + " bytes");
        }
        return out.array();
    }

    static WrappedDek decode(byte[] wrapped) {
        if (isForeign(wrapped)) {
            throw new KekException(
                    KekException.Kind.WRONG_KEY,
                    "these " + wrapped.length + " bytes are not a DEK wrapped by " + KmsUri.SCHEME
                            + ":, which starts with the byte " + FORMAT + " and names an ARN; name the KEK that the"
                            + " DEK was wrapped under, or take it from an intact replica if it was damaged");
        }
        if (wrapped.length < FIXED + DekCheck.LENGTH + DIGEST || wrapped[1] != VERSION) {
            throw corrupt("these " + wrapped.length + " bytes are not a DEK wrapped by " + KmsUri.SCHEME
                    + ":, which continues with the byte " + VERSION);
        }
        byte[] body = Arrays.copyOf(wrapped, wrapped.length - DIGEST);
        if (!Arrays.equals(digest(body), Arrays.copyOfRange(wrapped, body.length, wrapped.length))) {
            throw corrupt("the wrapped DEK was changed or cut: its digest differs");
        }
        return decodeBody(body);
    }

    /** The first byte is not enough: blobs of the reference implementation start with any. */
    private static boolean isForeign(byte[] wrapped) {
        int arn = Math.min(wrapped.length, FIXED);
        int end = Math.min(wrapped.length, FIXED + ARN.length);
        return wrapped.length == 0 || wrapped[0] != FORMAT || !Arrays.equals(wrapped, arn, end, ARN, 0, end - arn);
    }

    private static WrappedDek decodeBody(byte[] body) {
        int check = FIXED + Byte.toUnsignedInt(body[2]);
        int ciphertext = check + DekCheck.LENGTH;
        if (ciphertext >= body.length) {
            throw corrupt("the wrapped DEK holds no ciphertext");
        }
        String arn = new String(body, FIXED, check - FIXED, StandardCharsets.US_ASCII);
        return new WrappedDek(
                KeyArn.parse(arn).orElseThrow(() -> corrupt("the wrapped DEK names no KMS key")),
                Arrays.copyOfRange(body, check, ciphertext),
                Arrays.copyOfRange(body, ciphertext, body.length));
    }

    private static byte[] digest(byte[] body) {
        return Arrays.copyOf(Digests.sha256(body), DIGEST);
    }

    static KekException corrupt(String found) {
        return new KekException(KekException.Kind.CORRUPT, found + "; take it from an intact replica");
    }
}
