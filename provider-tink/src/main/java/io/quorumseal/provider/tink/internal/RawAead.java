package io.quorumseal.provider.tink.internal;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AeadKey;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import java.security.GeneralSecurityException;

/**
 * Tink's ciphers under a key of 32 bytes. What they seal is {@code nonce ‖ ciphertext ‖ tag}, without Tink's prefix;
 * the nonce is Tink's own, at random. Tink keeps a copy of the key that nobody can zero.
 */
final class RawAead {
    /** What Tink knows here; never its registry, which is one for the whole process. */
    static final Configuration TINK = AeadConfig2026.get();

    private static final int KEY_SIZE = 32;

    private RawAead() {}

    @AccessesPartialKey
    static Aead aesGcm(SecretBytes key) {
        return made(() -> {
            AesGcmParameters parameters = AesGcmParameters.builder()
                    .setKeySizeBytes(KEY_SIZE)
                    .setIvSizeBytes(12)
                    .setTagSizeBytes(16)
                    .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                    .build();
            return AesGcmKey.builder()
                    .setParameters(parameters)
                    .setKeyBytes(copy(key))
                    .build();
        });
    }

    private static com.google.crypto.tink.util.SecretBytes copy(SecretBytes key) {
        if (key.length() != KEY_SIZE) {
            throw new RejectedException(
                    RejectedException.Reason.BAD_REQUEST,
                    "a key of " + key.length() + " bytes; Tink's ciphers here take " + KEY_SIZE);
        }
        return key.readSecret(
                raw -> com.google.crypto.tink.util.SecretBytes.copyFrom(raw, InsecureSecretKeyAccess.get()));
    }

    private static Aead made(KeyMaker maker) {
        try {
            return KeysetHandle.newBuilder()
                    .setConfiguration(TINK)
                    .addEntry(
                            KeysetHandle.importKey(maker.make()).withRandomId().makePrimary())
                    .build()
                    .getPrimitive(TINK, Aead.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink makes no cipher of a key of the right length", e);
        }
    }

    private interface KeyMaker {
        AeadKey make() throws GeneralSecurityException;
    }
}
