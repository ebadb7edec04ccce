package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import java.util.Optional;

/** Seals under a public key, by {@link Hpke}, and opens if the private key is there. */
final class KeyPair implements Mechanism {
    private final PublicKeyFile publicKey;
    private final Optional<SecretBytes> privateKey;
    private volatile boolean closed;

    /** Takes the private key over. */
    KeyPair(PublicKeyFile publicKey, Optional<SecretBytes> privateKey) {
        this.publicKey = publicKey;
        this.privateKey = privateKey;
    }

    @Override
    public void checkOpen() {
        if (closed) {
            throw new RejectedException(RejectedException.Reason.CLOSED, "this key was destroyed");
        }
    }

    @Override
    public int overhead() {
        return publicKey.hpke().overhead();
    }

    @Override
    public byte[] seal(byte[] dek, byte[] bound) {
        checkOpen();
        return publicKey.hpke().seal(publicKey.key(), bound, dek);
    }

    @Override
    public Optional<byte[]> open(byte[] sealed, byte[] bound) {
        return privateKey
                .orElseThrow(() -> new KekException(
                        KekException.Kind.UNSUPPORTED,
                        "this KEK has the public key only and unwraps nothing; name the private key by private=PATH"))
                .readSecret(raw -> publicKey.hpke().open(raw, bound, sealed));
    }

    @Override
    public void close() {
        closed = true;
        privateKey.ifPresent(SecretBytes::close);
    }
}
