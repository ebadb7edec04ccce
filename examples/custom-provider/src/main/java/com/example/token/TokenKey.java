package com.example.token;

import io.quorumseal.api.KekException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * An AES key in a token, and what the token does with it: AES-GCM (NIST SP 800-38D), nonces of 12 bytes, tags of 16.
 * The key itself cannot be read. Safe for use by several threads: each call has a session of its own.
 */
final class TokenKey {
    static final int NONCE = 12;
    static final int TAG = 16;
    static final int FINGERPRINT = 8;

    private static final byte[] FINGERPRINT_NONCE = "fingerprint:".getBytes(StandardCharsets.US_ASCII);

    private final String name;
    private final Provider token;
    private final SecretKey key;

    private TokenKey(String name, Provider token, SecretKey key) {
        this.name = name;
        this.token = token;
        this.key = key;
    }

    static TokenKey find(TokenUri named) {
        Provider token = Tokens.connect(named);
        KeyStore keys = Tokens.logIn(token, named);
        try {
            if (keys.getKey(named.alias(), null) instanceof SecretKey key) {
                return new TokenKey(named.toString(), token, key);
            }
        } catch (GeneralSecurityException | ProviderException e) {
            throw TokenErrors.translate(named.toString(), "does not show its keys", e);
        }
        throw new KekException(
                KekException.Kind.KEY_NOT_FOUND,
                named + ": the token holds no secret key of this alias; correct the alias, or, only for a new cluster,"
                        + " make one with KeyTool");
    }

    byte[] seal(byte[] nonce, byte[] aad, byte[] plaintext) {
        try {
            return run(Cipher.ENCRYPT_MODE, nonce, aad, plaintext);
        } catch (GeneralSecurityException | ProviderException e) {
            throw TokenErrors.translate(name, "does not wrap", e);
        }
    }

    /** Gives the plaintext, which the caller zeroes. */
    byte[] open(byte[] nonce, byte[] aad, byte[] sealed) throws AEADBadTagException {
        try {
            return run(Cipher.DECRYPT_MODE, nonce, aad, sealed);
        } catch (AEADBadTagException e) {
            // Tokens say CKR_GENERAL_ERROR of a wrong tag, and of an illness. One that is ill cannot do this either.
            fingerprint();
            throw e;
        } catch (GeneralSecurityException | ProviderException e) {
            throw TokenErrors.translate(name, "does not unwrap", e);
        }
    }

    /**
     * Tells keys apart that cannot be read: half a block of the key stream of one nonce, which is never used for
     * anything else. (The usual check value, a block of zeros under the key, is what GCM makes its tags with.)
     */
    byte[] fingerprint() {
        return Arrays.copyOf(seal(FINGERPRINT_NONCE, new byte[0], new byte[FINGERPRINT]), FINGERPRINT);
    }

    private byte[] run(int mode, byte[] nonce, byte[] aad, byte[] input) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", token);
        cipher.init(mode, key, new GCMParameterSpec(TAG * Byte.SIZE, nonce));
        cipher.updateAAD(aad);
        // Into an array of ours: the cipher would leave one of its own behind, with the DEK in it.
        byte[] output = new byte[cipher.getOutputSize(input.length)];
        int length = cipher.doFinal(input, 0, input.length, output, 0);
        try {
            return Arrays.copyOf(output, length);
        } finally {
            Arrays.fill(output, (byte) 0);
        }
    }
}
