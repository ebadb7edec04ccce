package io.quorumseal.provider.bc.internal;

import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** AES-256-GCM (NIST SP 800-38D) with 12-byte nonces and 16-byte tags, a whole message at a time. */
final class AesGcm {
    static final int NONCE_LENGTH = 12;
    static final int TAG_LENGTH = 16;

    private AesGcm() {}

    static byte[] seal(byte[] key, byte[] nonce, byte[] aad, byte[] plaintext) {
        try {
            return run(cipher(true, key, nonce, aad), plaintext);
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("sealing does not check tags", e);
        }
    }

    /** Gives the plaintext, which the caller zeroes. */
    static byte[] open(byte[] key, byte[] nonce, byte[] aad, byte[] sealed) throws InvalidCipherTextException {
        return run(cipher(false, key, nonce, aad), sealed);
    }

    private static GCMModeCipher cipher(boolean seal, byte[] key, byte[] nonce, byte[] aad) {
        GCMModeCipher gcm = GCMBlockCipher.newInstance(AESEngine.newInstance());
        gcm.init(seal, new AEADParameters(new KeyParameter(key), TAG_LENGTH * Byte.SIZE, nonce, aad));
        return gcm;
    }

    private static byte[] run(GCMModeCipher gcm, byte[] input) throws InvalidCipherTextException {
        byte[] output = new byte[gcm.getOutputSize(input.length)];
        try {
            gcm.doFinal(output, gcm.processBytes(input, 0, input.length, output, 0));
            return output;
        } catch (InvalidCipherTextException e) {
            // Bouncy Castle writes plaintext before it has checked the tag.
            Arrays.fill(output, (byte) 0);
            throw e;
        }
    }
}
