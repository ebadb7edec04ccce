package io.quorumseal.core.internal.key;

import io.quorumseal.api.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key derivation of XAES-256-GCM (C2SP): the first 12 bytes of a 24-byte nonce and the key give the key of
 * AES-256-GCM, whose nonce are the last 12. It is the CMAC-based KDF in counter mode of NIST SP 800-108r1.
 */
public final class Xaes {
    /** Bytes of the part of the nonce that a key is derived for. */
    public static final int SALT_SIZE = 12;

    private static final String BLOCK_CIPHER = "AES/ECB/NoPadding";
    private static final int BLOCK = 16;
    private static final int KEY_BITS = 256;

    /** What CMAC folds back into a subkey when a bit is shifted out of it. */
    private static final int REDUCTION = 0x87;

    private Xaes() {}

    /**
     * Derives the key of AES-256-GCM.
     *
     * @param key 32 bytes; stays the caller's
     * @param salt the first 12 bytes of the nonce
     * @return 32 bytes, the caller's
     */
    public static SecretBytes derive(SecretBytes key, byte[] salt) {
        return key.readSecret(raw -> derive(raw, salt));
    }

    private static SecretBytes derive(byte[] key, byte[] salt) {
        byte[] subkey = new byte[BLOCK];
        byte[] blocks = new byte[2 * BLOCK];
        try {
            Cipher aes = Cipher.getInstance(BLOCK_CIPHER);
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
            int zeros = aes.doFinal(subkey, 0, BLOCK, subkey);
            shift(subkey, zeros);
            put(blocks, 0, 1, salt, subkey);
            put(blocks, BLOCK, 2, salt, subkey);
            return SecretBytes.take(aes.doFinal(blocks));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this Java platform has no " + BLOCK_CIPHER + " of " + KEY_BITS + " bits", e);
        } finally {
            Arrays.fill(subkey, (byte) 0);
            Arrays.fill(blocks, (byte) 0);
        }
    }

    /** Makes CMAC's first subkey of an encrypted block of zeros. */
    private static void shift(byte[] subkey, int size) {
        int carry = (subkey[0] & 0x80) == 0 ? 0 : REDUCTION;
        for (int i = size - 1; i >= 0; i--) {
            int shifted = (subkey[i] << 1) ^ carry;
            carry = (subkey[i] & 0x80) == 0 ? 0 : 1;
            subkey[i] = (byte) shifted;
        }
    }

    /** A block of the KDF's input, {@code u16 counter ‖ 'X' ‖ 00 ‖ salt}, with the subkey over it. */
    private static void put(byte[] blocks, int from, int counter, byte[] salt, byte[] subkey) {
        blocks[from + 1] = (byte) counter;
        blocks[from + 2] = 'X';
        System.arraycopy(salt, 0, blocks, from + BLOCK - SALT_SIZE, SALT_SIZE);
        for (int i = 0; i < BLOCK; i++) {
            blocks[from + i] ^= subkey[i];
        }
    }
}
