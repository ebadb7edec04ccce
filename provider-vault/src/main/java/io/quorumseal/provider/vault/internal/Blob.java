package io.quorumseal.provider.vault.internal;

import io.quorumseal.api.KekException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The form of a wrapped DEK: format byte 1 ‖ fingerprint of the key (16 bytes) ‖ Vault's text in ASCII.
 *
 * <p>The fingerprint is the start of SHA-256 over {@code "quorumseal vault-transit key v1"}, a zero byte and the key's
 * full path in UTF-8. Where Vault answers is not in it, so that a replica, a restored one or a moved one is the same.
 */
final class Blob {
    static final int LONGEST = 4_096;

    private static final byte FORMAT = 1;
    private static final int FINGERPRINT = 16;
    private static final String LABEL = "quorumseal vault-transit key v1\0";

    private final String knownAs;
    private final byte[] header;

    Blob(String knownAs) {
        this.knownAs = knownAs;
        byte[] hash = sha256((LABEL + knownAs).getBytes(StandardCharsets.UTF_8));
        this.header = ByteBuffer.allocate(1 + FINGERPRINT)
                .put(FORMAT)
                .put(hash, 0, FINGERPRINT)
                .array();
    }

    private static byte[] sha256(byte[] input) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(input);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    String fingerprint() {
        return hex(header);
    }

    byte[] encode(Ciphertext ciphertext) {
        byte[] text = ciphertext.text().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(header.length + text.length)
                .put(header)
                .put(text)
                .array();
    }

    Ciphertext decode(byte[] wrapped) {
        if (wrapped.length == 0 || wrapped[0] != FORMAT) {
            throw new KekException(
                    KekException.Kind.WRONG_KEY,
                    notOurs(wrapped) + "; name the KEK that the DEK was wrapped under, or take it from an intact"
                            + " replica if it was damaged");
        }
        if (wrapped.length <= header.length || wrapped.length > LONGEST) {
            throw corrupt(wrapped);
        }
        if (!Arrays.equals(wrapped, 0, header.length, header, 0, header.length)) {
            throw new KekException(
                    KekException.Kind.WRONG_KEY,
                    "the DEK was wrapped under the key with fingerprint " + hex(wrapped) + ", this one (" + knownAs
                            + ") has " + fingerprint() + "; name the key that it was wrapped under, or, if this key was"
                            + " moved, its earlier path by " + Query.KNOWN_AS + "=");
        }
        String text = new String(wrapped, header.length, wrapped.length - header.length, StandardCharsets.ISO_8859_1);
        return Ciphertext.parse(text).orElseThrow(() -> corrupt(wrapped));
    }

    private static KekException corrupt(byte[] wrapped) {
        return new KekException(KekException.Kind.CORRUPT, notOurs(wrapped) + "; take it from an intact replica");
    }

    private static String notOurs(byte[] wrapped) {
        return "these " + wrapped.length + " bytes are not a DEK wrapped by " + VaultUri.SCHEME + ":";
    }

    private static String hex(byte[] startingWithHeader) {
        return HexFormat.of().formatHex(startingWithHeader, 1, 1 + FINGERPRINT);
    }
}
