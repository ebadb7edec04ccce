package io.quorumseal.core;

import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.SecretBytes;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import javax.crypto.SecretKey;

/** An AES-256 key that can be zeroed, which the JDK's own key class cannot. */
final class AesKey implements SecretKey {
    static final int SIZE = 32;
    private static final long serialVersionUID = 1L;

    private final transient byte[] bytes;
    private transient volatile boolean destroyed;

    AesKey(SecretBytes key) {
        if (key.length() != SIZE) {
            throw new RejectedException(
                    Reason.BAD_REQUEST, "an AES-256 key has " + SIZE + " bytes, found " + key.length());
        }
        bytes = key.<byte[]>readSecret(byte[]::clone);
    }

    @Override
    public String getAlgorithm() {
        return "AES";
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        requireLive();
        return bytes.clone();
    }

    /** Refuses if it was destroyed: a cipher that remembers its last key does not ask for the bytes again. */
    void requireLive() {
        if (destroyed) {
            throw new RejectedException(Reason.CLOSED, "this cipher is closed");
        }
    }

    @Override
    public void destroy() {
        destroyed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("a key never leaves memory");
    }
}
