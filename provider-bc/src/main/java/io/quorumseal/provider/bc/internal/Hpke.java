package io.quorumseal.provider.bc.internal;

import io.quorumseal.provider.bc.Kem;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;

/**
 * HPKE (RFC 9180) in base mode with HKDF-SHA256 and AES-256-GCM, one message for each encapsulation: encapsulated key,
 * ciphertext, tag (16 bytes). The context is the {@code info}; there is no additional authenticated data.
 */
public enum Hpke {
    /** By X-Wing; its ids are those of draft-connolly-cfrg-xwing-kem. */
    X_WING(Kem.X_WING, "X-Wing", HPKE.kem_X_WING, 1216, 1120),
    /** By DHKEM(X25519, HKDF-SHA256). */
    X25519(Kem.X25519, "X25519", HPKE.kem_X25519_SHA256, 32, 32);

    /** The length of a private key in bytes: of the scalar, or of the seed. */
    static final int PRIVATE_LENGTH = 32;

    private static final byte[] NONE = new byte[0];
    private static final int CIPHERTEXT = 0;
    private static final int ENCAPSULATED = 1;

    private final Kem kem;
    private final String title;
    private final short id;
    private final int publicLength;
    private final int encapsulatedLength;

    Hpke(Kem kem, String title, short id, int publicLength, int encapsulatedLength) {
        this.kem = kem;
        this.title = title;
        this.id = id;
        this.publicLength = publicLength;
        this.encapsulatedLength = encapsulatedLength;
    }

    static Hpke of(Kem kem) {
        return Arrays.stream(values()).filter(one -> one.kem == kem).findAny().orElseThrow();
    }

    static Optional<Hpke> byId(short id) {
        return Arrays.stream(values()).filter(one -> one.id == id).findAny();
    }

    String title() {
        return title;
    }

    short id() {
        return id;
    }

    /** Identifies KEM, KDF and AEAD: 2 bytes each, as IANA numbers them. */
    byte[] suite() {
        return ByteBuffer.allocate(3 * Short.BYTES)
                .putShort(id)
                .putShort(HPKE.kdf_HKDF_SHA256)
                .putShort(HPKE.aead_AES_GCM256)
                .array();
    }

    int publicLength() {
        return publicLength;
    }

    int overhead() {
        return encapsulatedLength + AesGcm.TAG_LENGTH;
    }

    private HPKE hpke() {
        return new HPKE(HPKE.mode_base, id, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
    }

    /** Computes the public key. Every 32 bytes are a private key. */
    byte[] publicKey(byte[] privateKey) {
        HPKE hpke = hpke();
        return hpke.serializePublicKey(
                hpke.deserializePrivateKey(privateKey.clone(), null).getPublic());
    }

    /** Tells whether the bytes are a public key that can be sealed under, by doing it. */
    boolean accepts(byte[] publicKey) {
        try {
            return seal(publicKey, NONE, NONE).length == overhead();
        } catch (IllegalArgumentException | IllegalStateException e) {
            return false;
        }
    }

    byte[] seal(byte[] publicKey, byte[] info, byte[] plaintext) {
        HPKE hpke = hpke();
        try {
            byte[][] made = hpke.seal(hpke.deserializePublicKey(publicKey), info, NONE, plaintext, null, null, null);
            return Bytes.join(made[ENCAPSULATED], made[CIPHERTEXT]);
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("sealing does not check tags", e);
        }
    }

    /** Gives the plaintext, which the caller zeroes; empty if the bytes are not authentic. */
    Optional<byte[]> open(byte[] privateKey, byte[] info, byte[] sealed) {
        HPKE hpke = hpke();
        AsymmetricCipherKeyPair pair = hpke.deserializePrivateKey(privateKey.clone(), null);
        byte[] encapsulated = Arrays.copyOf(sealed, encapsulatedLength);
        byte[] ciphertext = Arrays.copyOfRange(sealed, encapsulatedLength, sealed.length);
        try {
            return Optional.of(hpke.open(encapsulated, pair, info, NONE, ciphertext, null, null, null));
        } catch (InvalidCipherTextException | IllegalStateException | IllegalArgumentException e) {
            // A point of low order is an illegal state to Bouncy Castle.
            return Optional.empty();
        }
    }
}
