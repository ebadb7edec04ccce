package io.quorumseal.core;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import java.security.Provider;
import javax.crypto.Cipher;

/**
 * AES-256-GCM (NIST SP 800-38D) of one security provider of Java's, with 12-byte nonces and 16-byte tags. Whatever it seals,
 * {@link JdkAeadProvider} opens, and the other way round.
 *
 * <p>Each sealer and opener holds one {@link Cipher} of that provider for its whole life, whether the platform knows the
 * provider or not. Closing one zeroes its copy of the key; what the provider keeps is the provider's. Safe for use by
 * several threads, if the security provider is.
 */
public final class JcaAeadProvider implements AeadProvider {
    private final String id;
    private final Provider provider;

    /**
     * Makes the provider.
     *
     * @param id the id that configuration and messages name it by
     * @param provider whose ciphers are used; has {@code AES/GCM/NoPadding}
     */
    public JcaAeadProvider(String id, Provider provider) {
        this.id = id;
        this.provider = provider;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Sealer sealer(SecretBytes key) {
        return AesGcm.of(provider, Cipher.ENCRYPT_MODE, key);
    }

    @Override
    public Opener opener(SecretBytes key) {
        return AesGcm.of(provider, Cipher.DECRYPT_MODE, key);
    }
}
