package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.SecretBytes;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/**
 * What is made from the key in a key file, by HKDF-SHA-256 (RFC 5869) without salt. Each use has a label of its own,
 * so that the published fingerprint tells nothing of the wrapping key.
 */
final class Derivation {
    static final Derivation WRAPPING_KEY = new Derivation("quorumseal file kek v1 wrap", 32);
    static final Derivation MAC = new Derivation("quorumseal key pair v1 mac", 32);
    static final Derivation FINGERPRINT = new Derivation("quorumseal file kek v1 fingerprint", 8);

    private final byte[] label;
    private final int length;

    private Derivation(String label, int length) {
        this.label = label.getBytes(StandardCharsets.US_ASCII);
        this.length = length;
    }

    byte[] from(SecretBytes fileKey) {
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(SHA256Digest.newInstance());
        fileKey.readSecret(raw -> {
            hkdf.init(new HKDFParameters(raw, null, label));
            return label;
        });
        byte[] derived = new byte[length];
        hkdf.generateBytes(derived, 0, length);
        return derived;
    }
}
