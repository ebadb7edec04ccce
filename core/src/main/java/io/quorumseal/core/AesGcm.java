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
import java.security.Provider;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;

/** One cipher, for one direction under one key: nothing but the nonce changes between messages. */
final class AesGcm implements Sealer, Opener {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int TAG_SIZE = 16;

    private final int mode;
    private final AesKey key;
    private final Cipher cipher;
    private final NonceParameters parameters = new NonceParameters(TAG_SIZE);

    /**
     * Makes one.
     *
     * @param cipher its own from here on
     */
    private AesGcm(int mode, SecretBytes key, Cipher cipher) {
        this.mode = mode;
        this.key = new AesKey(key);
        this.cipher = cipher;
    }

    /** One of whichever of the platform's providers has it first. */
    static AesGcm ofPlatform(int mode, SecretBytes key) {
        try {
            return new AesGcm(mode, key, Cipher.getInstance(TRANSFORMATION));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no " + TRANSFORMATION, e);
        }
    }

    /** One of a certain provider. */
    static AesGcm of(Provider provider, int mode, SecretBytes key) {
        try {
            return new AesGcm(mode, key, Cipher.getInstance(TRANSFORMATION, provider));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the security provider " + provider + " has no " + TRANSFORMATION, e);
        }
    }

    @Override
    public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
        return process(nonce, aad, plaintext, Math.addExact(plaintext.remaining(), TAG_SIZE), out);
    }

    @Override
    public int open(byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
        if (sealed.remaining() < TAG_SIZE) {
            throw new AuthenticationFailedException();
        }
        return process(nonce, aad, sealed, sealed.remaining() - TAG_SIZE, out);
    }

    @Override
    public void close() {
        key.destroy();
    }

    private int process(byte[] nonce, ByteBuffer aad, ByteBuffer in, int size, ByteBuffer out) {
        key.requireLive();
        if (out.remaining() < size) {
            throw new BufferOverflowException();
        }
        try {
            cipher.init(mode, key, parameters.with(nonce));
            cipher.updateAAD(aad);
            return in.hasArray() && out.hasArray() ? processArrays(in, out) : cipher.doFinal(in, out);
        } catch (AEADBadTagException e) {
            throw new AuthenticationFailedException();
        } catch (GeneralSecurityException e) {
            throw failure(e);
        }
    }

    /** Ciphers are faster between arrays than between buffers. */
    private int processArrays(ByteBuffer in, ByteBuffer out) throws GeneralSecurityException {
        int size = cipher.doFinal(
                in.array(),
                in.arrayOffset() + in.position(),
                in.remaining(),
                out.array(),
                out.arrayOffset() + out.position());
        in.position(in.limit());
        out.position(out.position() + size);
        return size;
    }

    private RuntimeException failure(GeneralSecurityException e) {
        if (e instanceof InvalidAlgorithmParameterException) {
            return new RejectedException(
                    Reason.BAD_REQUEST, "this nonce cannot be used: wrong length, or given twice in a row", e);
        }
        return new IllegalStateException("AES-256-GCM of " + cipher.getProvider() + " failed", e);
    }
}
