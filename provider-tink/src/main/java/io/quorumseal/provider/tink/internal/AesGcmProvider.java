package io.quorumseal.provider.tink.internal;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;

/**
 * Tink's AES-256-GCM (NIST SP 800-38D) for both cipher suites. It opens what any other provider sealed, and the other way
 * round. Tink draws the nonces at random. Safe for use by several threads.
 */
public final class AesGcmProvider implements AeadProvider {

    /** Does nothing. */
    public AesGcmProvider() {}

    @Override
    public String id() {
        return "tink-aes-gcm";
    }

    @Override
    public boolean choosesNonces() {
        return true;
    }

    @Override
    public Sealer sealer(SecretBytes key) {
        return new TinkCipher(RawAead.aesGcm(key));
    }

    @Override
    public Opener opener(SecretBytes key) {
        return new TinkCipher(RawAead.aesGcm(key));
    }
}
