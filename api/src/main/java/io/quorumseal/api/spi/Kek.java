package io.quorumseal.api.spi;

import io.quorumseal.api.SecretBytes;
import java.time.Duration;
import java.util.Optional;

/**
 * A key-encryption key: wraps and unwraps DEKs, each bound to its {@link WrapContext}.
 *
 * <p><b>The implementation guarantees</b> that unwrapping under another context, or of bytes that were changed, cut
 * or lengthened, never gives key bytes; that two wraps of one DEK differ; that nothing secret reaches a message, a
 * log or {@code toString}; and that buffers which it allocated for key bytes are zeroed.
 *
 * <p><b>The implementation must not</b> retry beyond the given time, cache unwrapped keys, or start threads that
 * outlive {@link #close()}.
 *
 * <p><b>Threads.</b> All methods may be called by several threads at a time. They block for at most the given time.
 * Interrupting the caller ends a call early with {@code UNREACHABLE} and leaves the interrupt set.
 *
 * <p><b>Errors</b> are {@link io.quorumseal.api.KekException}s, whose kind tells what to do.
 */
public interface Kek extends AutoCloseable {

    /**
     * Describes the KEK for people: its URI without anything secret.
     *
     * @return one line
     */
    String description();

    /**
     * Identifies the key, the same for all its versions; not secret.
     *
     * @return the fingerprint; empty where the key cannot tell
     */
    Optional<String> fingerprint();

    /**
     * Tells the newest version of the key, under which {@link #wrap} and {@link #rewrap} work now.
     *
     * @return the version in the provider's words
     */
    default String version() {
        return "1";
    }

    /**
     * Tells whether somebody who cannot unwrap can wrap, as with a public key. The sidecar's MAC then needs a
     * secret of its own.
     *
     * @return whether anybody can wrap
     */
    default boolean anybodyCanWrap() {
        return false;
    }

    /**
     * Wraps a DEK.
     *
     * @param dek the DEK; stays the caller's
     * @param context what to bind it to
     * @param timeout the longest time to take
     * @return the wrapped bytes, at most 4,096
     */
    byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout);

    /**
     * Unwraps a DEK.
     *
     * @param wrapped the wrapped bytes
     * @param context what they were bound to
     * @param timeout the longest time to take
     * @return the DEK; the caller's to close
     */
    SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout);

    /**
     * Wraps a wrapped DEK anew under the newest version of the key.
     *
     * @param wrapped the wrapped bytes
     * @param context what they were, and will be, bound to
     * @param timeout the longest time to take
     * @return the new wrapped bytes
     */
    default byte[] rewrap(byte[] wrapped, WrapContext context, Duration timeout) {
        try (SecretBytes dek = unwrap(wrapped, context, timeout)) {
            return wrap(dek, context, timeout);
        }
    }

    /**
     * Tests that the key can wrap and unwrap now.
     *
     * @param timeout the longest time to take
     */
    void probe(Duration timeout);

    /** Destroys what the object holds. Later calls that need the key fail as {@code CLOSED}; a second close does nothing. */
    @Override
    void close();
}
