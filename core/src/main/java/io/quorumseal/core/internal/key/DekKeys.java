package io.quorumseal.core.internal.key;

import io.quorumseal.api.DekId;
import io.quorumseal.api.SecretBytes;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What is used of a DEK of suite 2, which itself is input of HKDF only: {@code K (32) ‖ commitment (32) ‖ M (32)}. No
 * key serves two ciphers. The commitment is public and fixes the DEK with all that it is for.
 */
public final class DekKeys implements AutoCloseable {
    /** Bytes of a DEK, and of each part. */
    public static final int SIZE = 32;

    private final SecretBytes cipherKey;
    private final byte[] commitment;
    private final SecretBytes macKey;

    private DekKeys(byte[] derived) {
        cipherKey = SecretBytes.take(Arrays.copyOf(derived, SIZE));
        commitment = Arrays.copyOfRange(derived, SIZE, 2 * SIZE);
        macKey = SecretBytes.take(Arrays.copyOfRange(derived, 2 * SIZE, 3 * SIZE));
        Arrays.fill(derived, (byte) 0);
    }

    /**
     * Derives.
     *
     * @param dek the DEK; stays the caller's
     * @return the keys, the caller's
     */
    public static DekKeys of(DekId id, Attributes attributes, SecretBytes dek) {
        return new DekKeys(Hkdf.derive(dek, attributes.info(id), 3 * SIZE));
    }

    /** Tells whether this is the DEK that a commitment was made for, with the same attributes. In constant time. */
    public boolean matches(byte[] expected) {
        return MessageDigest.isEqual(commitment, expected);
    }

    /** The commitment, 32 bytes. Not secret. */
    public byte[] commitment() {
        return commitment.clone();
    }

    /** The key of XAES-256-GCM; not the caller's. */
    public SecretBytes cipherKey() {
        return cipherKey;
    }

    /** M: the key of the place tags, or that of sealed files; not the caller's. */
    public SecretBytes macKey() {
        return macKey;
    }

    @Override
    public void close() {
        cipherKey.close();
        macKey.close();
    }
}
