package io.quorumseal.provider.accp.internal;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.spi.AeadProvider;

/**
 * AES-256-GCM (NIST SP 800-38D) of the Amazon Corretto Crypto Provider, a native library, for both cipher suites. It opens
 * what the JDK's cipher sealed, and the other way round, and takes the nonces that it is given. The library is loaded when
 * the first cipher is made, so that this may lie beside other providers where it cannot be loaded. It is not entered among
 * the JVM's security providers. Safe for use by several threads.
 */
public final class AccpAeadProvider implements AeadProvider {
    static final String ID = "accp-aes-256-gcm";

    /** Does nothing. */
    public AccpAeadProvider() {}

    @Override
    public String id() {
        return ID;
    }

    /**
     * Makes a sealer.
     *
     * @throws StartupRefusedException if the native library cannot be loaded here
     */
    @Override
    public Sealer sealer(SecretBytes key) {
        return NativeLibrary.aead().sealer(key);
    }

    /**
     * Makes an opener.
     *
     * @throws StartupRefusedException if the native library cannot be loaded here
     */
    @Override
    public Opener opener(SecretBytes key) {
        return NativeLibrary.aead().opener(key);
    }
}
