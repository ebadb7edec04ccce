package io.quorumseal.core.internal.key;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.JdkAeadProvider;

/** A stand-in for the suite with 24-byte nonces: the JDK's cipher, which takes nonces of any length. */
final class WideAead implements AeadProvider {
    private final AeadProvider jdk = new JdkAeadProvider();

    @Override
    public String id() {
        return "wide";
    }

    @Override
    public byte suite() {
        return 2;
    }

    @Override
    public Sealer sealer(SecretBytes key) {
        return jdk.sealer(key);
    }

    @Override
    public Opener opener(SecretBytes key) {
        return jdk.opener(key);
    }
}
