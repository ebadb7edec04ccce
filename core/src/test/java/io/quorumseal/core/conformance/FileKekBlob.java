package io.quorumseal.core.conformance;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The reference's file KEK: {@code nonce (12) ‖ AES-256-GCM(dek) ‖ tag (16)}, bound to nothing. */
record FileKekBlob(byte[] kek) {
    static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    Optional<byte[]> unwrap(byte[] wrapped) {
        byte[] nonce = Arrays.copyOf(wrapped, NONCE);
        try {
            return Optional.of(gcm(Cipher.DECRYPT_MODE, nonce, Arrays.copyOfRange(wrapped, NONCE, wrapped.length)));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    byte[] seal(byte[] nonce, byte[] dek) {
        try {
            return gcm(Cipher.ENCRYPT_MODE, nonce, dek);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] gcm(int mode, byte[] nonce, byte[] input) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(kek, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher.doFinal(input);
    }
}
