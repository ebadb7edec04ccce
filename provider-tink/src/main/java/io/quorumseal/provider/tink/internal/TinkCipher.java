package io.quorumseal.provider.tink.internal;

import com.google.crypto.tink.Aead;
import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.spi.AeadProvider.Opener;
import io.quorumseal.api.spi.AeadProvider.Sealer;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One of Tink's ciphers under one key. Tink takes and gives whole arrays only: each message is copied into one and out
 * of one, and those that held plaintext are zeroed.
 */
final class TinkCipher implements Sealer, Opener {
    private static final int TAG_SIZE = 16;

    private @Nullable Aead aead;

    TinkCipher(Aead aead) {
        this.aead = aead;
    }

    @Override
    public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
        Aead cipher = cipher();
        checkRoom(out, Math.addExact(plaintext.remaining(), TAG_SIZE));
        byte[] plain = rest(plaintext);
        byte[] sealed = sealed(cipher, plain, rest(aad));
        System.arraycopy(sealed, 0, nonce, 0, nonce.length);
        out.put(sealed, nonce.length, sealed.length - nonce.length);
        return sealed.length - nonce.length;
    }

    private static byte[] sealed(Aead cipher, byte[] plain, byte[] aad) {
        try {
            return cipher.encrypt(plain, aad);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink does not seal", e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    @Override
    public int open(byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
        Aead cipher = cipher();
        if (sealed.remaining() < TAG_SIZE) {
            throw new AuthenticationFailedException();
        }
        checkRoom(out, sealed.remaining() - TAG_SIZE);
        byte[] plain = opened(cipher, Bytes.join(nonce, rest(sealed)), rest(aad));
        out.put(plain);
        Arrays.fill(plain, (byte) 0);
        return plain.length;
    }

    private static byte[] opened(Aead cipher, byte[] sealed, byte[] aad) {
        try {
            return cipher.decrypt(sealed, aad);
        } catch (GeneralSecurityException e) {
            throw new AuthenticationFailedException();
        }
    }

    @Override
    public void close() {
        aead = null;
    }

    private Aead cipher() {
        Aead cipher = aead;
        if (cipher == null) {
            throw new RejectedException(RejectedException.Reason.CLOSED, "this cipher is closed");
        }
        return cipher;
    }

    private static void checkRoom(ByteBuffer out, int needed) {
        if (out.remaining() < needed) {
            throw new BufferOverflowException();
        }
    }

    private static byte[] rest(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
