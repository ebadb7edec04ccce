package io.quorumseal.api.spi;

import io.quorumseal.api.SecretBytes;
import java.nio.ByteBuffer;

/**
 * Supplies AES-256-GCM (NIST SP 800-38D) with keys of 32 bytes, nonces of 12 and tags of 16, for all cipher suites: what
 * a suite derives keys and nonces from is no business of the provider's. Found by {@link java.util.ServiceLoader}, chosen by its
 * configured id; the JDK's is the default.
 *
 * <p>A start has sealers and openers made for keys that are nobody's, and passes many small messages through them on a
 * thread of its own, so that the first payloads find the code compiled; once in a process for each id. The limit {@code
 * warmUp} bounds it, and leaves it out.
 *
 * <p>Messages come and go in buffers with an accessible array wherever a runtime calls; a provider has to serve others, too.
 */
public interface AeadProvider {

    /**
     * Names this provider in configuration.
     *
     * @return the id, such as {@code jdk-aes-256-gcm}
     */
    String id();

    /**
     * Tells whether sealers choose nonces themselves, at random. Such a provider gets a budget of 2<sup>32</sup> seals
     * for each DEK of suite 1 in each opening of a node (NIST SP 800-38D, section 8.3, allows that many in all: rotate in time).
     *
     * @return whether the nonce given to {@link Sealer#seal} is overwritten instead of used
     */
    default boolean choosesNonces() {
        return false;
    }

    /**
     * Makes a sealer for one key.
     *
     * @param key the key; stays the caller's, who may destroy it while the sealer lives
     * @return the sealer, for one thread at a time
     */
    Sealer sealer(SecretBytes key);

    /**
     * Makes an opener for one key.
     *
     * @param key the key; stays the caller's, who may destroy it while the opener lives
     * @return the opener, for one thread at a time
     */
    Opener opener(SecretBytes key);

    /** Seals under one key; not for use by several threads at a time. */
    interface Sealer extends AutoCloseable {
        /**
         * Seals.
         *
         * @param nonce the nonce, 12 bytes; never given twice. If the provider chooses nonces, it
         *     writes its own here
         * @param aad additional authenticated data, from position to limit; consumed
         * @param plaintext from position to limit; consumed. May be the same memory as {@code out}
         * @param out receives ciphertext and tag from its position on
         * @return the number of bytes written
         */
        int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out);

        /** Drops the key. */
        @Override
        void close();
    }

    /** Opens under one key; not for use by several threads at a time. */
    interface Opener extends AutoCloseable {
        /**
         * Opens.
         *
         * @param nonce the nonce
         * @param aad additional authenticated data, from position to limit; consumed
         * @param sealed ciphertext and tag, from position to limit; consumed
         * @param out receives the plaintext from its position on; nothing of it is to be used on failure
         * @return the number of bytes written
         * @throws io.quorumseal.api.AuthenticationFailedException if the bytes are not what was sealed
         */
        int open(byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out);

        /** Drops the key. */
        @Override
        void close();
    }
}
