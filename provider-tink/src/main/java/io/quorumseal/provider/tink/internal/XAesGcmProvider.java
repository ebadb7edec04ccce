package io.quorumseal.provider.tink.internal;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;

/**
 * Tink's XAES-256-GCM (C2SP) for envelopes of version 2: nonces of 24 bytes, so many that drawing them at random needs
 * no counting. Each message has a key of its own, derived from the DEK and the nonce's first half. Safe for use by
 * several threads.
 */
public final class XAesGcmProvider implements AeadProvider {

    /** Does nothing. */
    public XAesGcmProvider() {}

    @Override
    public String id() {
        return "tink-xaes-256-gcm";
    }

    @Override
    public byte suite() {
        return 2;
    }

    @Override
    public boolean choosesNonces() {
        return true;
    }

    @Override
    public Sealer sealer(SecretBytes key) {
        return new TinkCipher(RawAead.xAesGcm(key));
    }

    @Override
    public Opener opener(SecretBytes key) {
        return new TinkCipher(RawAead.xAesGcm(key));
    }
}
