package io.quorumseal.core;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import javax.crypto.Cipher;

/**
 * The JDK's AES-256-GCM (NIST SP 800-38D), with 12-byte nonces and 16-byte tags: the default cipher.
 *
 * <p>Each sealer and opener holds one {@link Cipher} for its whole life. A sealer refuses the nonce that it was given
 * just before. Closing one zeroes its copy of the key; the JDK keeps an expanded key in the {@code Cipher} until that
 * is collected. Safe for use by several threads.
 */
public final class JdkAeadProvider implements AeadProvider {
    /** Names this provider in configuration. */
    public static final String ID = "jdk-aes-256-gcm";

    /** Makes the provider. */
    public JdkAeadProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Sealer sealer(SecretBytes key) {
        return AesGcm.ofPlatform(Cipher.ENCRYPT_MODE, key);
    }

    @Override
    public Opener opener(SecretBytes key) {
        return AesGcm.ofPlatform(Cipher.DECRYPT_MODE, key);
    }
}
