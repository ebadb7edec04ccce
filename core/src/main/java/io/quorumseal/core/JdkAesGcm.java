package io.quorumseal.core;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider.Opener;
import io.quorumseal.api.spi.AeadProvider.Sealer;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;

/** One cipher, for one direction under one key: nothing but the nonce changes between messages. */
final class JdkAesGcm implements Sealer, Opener {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int TAG_BITS = 128;

    private final int mode;
    private final AesKey key;
    private final Cipher cipher;

    JdkAesGcm(int mode, SecretBytes key) {
        this.mode = mode;
        this.key = new AesKey(key);
        try {
            cipher = Cipher.getInstance(TRANSFORMATION);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no " + TRANSFORMATION, e);
        }
    }

    @Override
    public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
        return process(nonce, aad, plaintext, out);
    }

    @Override
    public int open(byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
        return process(nonce, aad, sealed, out);
    }

    @Override
    public void close() {
        key.destroy();
    }

    private int process(byte[] nonce, ByteBuffer aad, ByteBuffer in, ByteBuffer out) {
        try {
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(aad);
            return cipher.doFinal(in, out);
        } catch (AEADBadTagException e) {
            throw new AuthenticationFailedException();
        } catch (GeneralSecurityException e) {
            throw failure(e);
        }
    }

    private static RuntimeException failure(GeneralSecurityException e) {
        if (e instanceof ShortBufferException) {
            return (RuntimeException) new BufferOverflowException().initCause(e);
        }
        if (e instanceof InvalidAlgorithmParameterException) {
            return new RejectedException(
                    Reason.BAD_REQUEST, "this nonce cannot be used: wrong length, or given twice in a row", e);
        }
        return new IllegalStateException("the JDK's AES-256-GCM failed", e);
    }
}
