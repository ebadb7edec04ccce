package io.quorumseal.testkit;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.JdkAeadProvider;

/** Stands for any cipher of suite 2: the JDK's takes nonces of any length. */
public final class WideCipher implements AeadProvider {
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
