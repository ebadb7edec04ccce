package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.InvalidCipherTextException;

/** Seals under a secret key, by AES-256-GCM with random nonces: nonce (12 bytes), sealed DEK, tag (16 bytes). */
final class SecretKey implements Mechanism {
    private final SecureRandom random = new SecureRandom();
    private final SecretBytes key;

    /** Takes the key over. */
    SecretKey(SecretBytes key) {
        this.key = key;
    }

    @Override
    public void checkOpen() {
        key.readSecret(raw -> raw.length);
    }

    @Override
    public int overhead() {
        return AesGcm.NONCE_LENGTH + AesGcm.TAG_LENGTH;
    }

    @Override
    public byte[] seal(byte[] dek, byte[] bound) {
        byte[] nonce = new byte[AesGcm.NONCE_LENGTH];
        random.nextBytes(nonce);
        return Bytes.join(nonce, key.readSecret(raw -> AesGcm.seal(raw, nonce, bound, dek)));
    }

    @Override
    public Optional<byte[]> open(byte[] sealed, byte[] bound) {
        byte[] nonce = Arrays.copyOf(sealed, AesGcm.NONCE_LENGTH);
        byte[] rest = Arrays.copyOfRange(sealed, AesGcm.NONCE_LENGTH, sealed.length);
        return key.readSecret(raw -> open(raw, nonce, bound, rest));
    }

    private static Optional<byte[]> open(byte[] raw, byte[] nonce, byte[] bound, byte[] sealed) {
        try {
            return Optional.of(AesGcm.open(raw, nonce, bound, sealed));
        } catch (InvalidCipherTextException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        key.close();
    }
}
