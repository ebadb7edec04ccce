package io.quorumseal.provider.bc.internal;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The receiving side of HPKE in base mode (RFC 9180) with HKDF-SHA256 and AES-GCM, written from the RFC with the JDK's
 * algorithms only: another implementation to hold Bouncy Castle's against.
 */
final class IndependentHpke {
    private static final int KEM_X25519 = 0x20;
    private static final byte[] EMPTY = new byte[0];

    private final int kem;
    private final int aead;

    IndependentHpke(int kem, int aead) {
        this.kem = kem;
        this.aead = aead;
    }

    byte[] open(byte[] shared, byte[] info, byte[] aad, byte[] sealed) throws GeneralSecurityException {
        byte[] suite = join(ascii("HPKE"), short2(kem), short2(1), short2(aead));
        byte[] context = join(
                new byte[1],
                labeledExtract(suite, EMPTY, "psk_id_hash", EMPTY),
                labeledExtract(suite, EMPTY, "info_hash", info));
        byte[] secret = labeledExtract(suite, shared, "secret", EMPTY);
        byte[] key = labeledExpand(suite, secret, "key", context, aead == 1 ? 16 : 32);
        byte[] nonce = labeledExpand(suite, secret, "base_nonce", context, 12);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(aad);
        return cipher.doFinal(sealed);
    }

    /** Decapsulates for DHKEM(X25519, HKDF-SHA256). */
    static byte[] decapsulate(byte[] privateKey, byte[] publicKey, byte[] enc) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("X25519");
        agreement.init(privateKey(privateKey));
        agreement.doPhase(publicKey(enc), true);
        byte[] suite = join(ascii("KEM"), short2(KEM_X25519));
        byte[] prk = labeledExtract(suite, EMPTY, "eae_prk", agreement.generateSecret());
        return labeledExpand(suite, prk, "shared_secret", join(enc, publicKey), 32);
    }

    private static PrivateKey privateKey(byte[] raw) throws GeneralSecurityException {
        return KeyFactory.getInstance("X25519").generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, raw));
    }

    private static PublicKey publicKey(byte[] raw) throws GeneralSecurityException {
        byte[] bigEndian = new byte[raw.length];
        for (int i = 0; i < raw.length; i++) {
            bigEndian[i] = raw[raw.length - 1 - i];
        }
        bigEndian[0] &= 0x7F;
        return KeyFactory.getInstance("X25519")
                .generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian)));
    }

    private static byte[] labeledExtract(byte[] suite, byte[] salt, String label, byte[] ikm)
            throws GeneralSecurityException {
        byte[] key = salt.length == 0 ? new byte[32] : salt;
        return hmac(key, join(ascii("HPKE-v1"), suite, ascii(label), ikm));
    }

    private static byte[] labeledExpand(byte[] suite, byte[] prk, String label, byte[] info, int length)
            throws GeneralSecurityException {
        // At most 32 bytes are asked for, so one block is enough.
        byte[] labeled = join(short2(length), ascii("HPKE-v1"), suite, ascii(label), info, new byte[] {1});
        return Arrays.copyOf(hmac(prk, labeled), length);
    }

    private static byte[] hmac(byte[] key, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] short2(int value) {
        return ByteBuffer.allocate(2).putShort((short) value).array();
    }
}
