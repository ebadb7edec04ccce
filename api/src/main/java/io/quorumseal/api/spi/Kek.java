package io.quorumseal.api.spi;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import java.time.Duration;
import java.util.List;
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
 * <p><b>Threads.</b> All methods may be called by several threads at a time. They block for at most the given time plus
 * half a second. The runtime calls them on threads of its own: it interrupts one whose caller has given up, stops
 * waiting for it, and destroys what it returns too late. A client that cannot be interrupted may ignore that.
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
     * @return the fingerprint; empty where the key cannot tell. An error counts as empty, and one that was told is remembered
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
     * secret of its own: {@link #macSecret}.
     *
     * @return whether anybody can wrap
     */
    default boolean anybodyCanWrap() {
        return false;
    }

    /**
     * Gives the secret that the sidecar's MAC is made under where anybody can wrap. It stays the same as long as the
     * fingerprint does, and is known to nobody who cannot unwrap.
     *
     * @return the secret, at least 32 bytes, the caller's to close; empty where a DEK serves, or where there is none
     */
    default Optional<SecretBytes> macSecret() {
        return Optional.empty();
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
     * Tells how many DEKs one call of {@link #unwrapAll} takes.
     *
     * @return 1 where the KEK unwraps one at a time; else the largest batch
     */
    default int maxBatch() {
        return 1;
    }

    /**
     * Unwraps several DEKs, in one round trip where {@link #maxBatch} is more than 1.
     *
     * @param all what to unwrap; 1 to {@link #maxBatch}
     * @param timeout the longest time to take for all together
     * @return the outcome of each, in the same order
     * @throws KekException if the call failed as a whole
     */
    default List<Unwrapped> unwrapAll(List<Wrapped> all, Duration timeout) {
        return all.stream().map(one -> Unwrapped.of(this, one, timeout)).toList();
    }

    /**
     * Wraps a wrapped DEK anew under the newest version of the key.
     *
     * @param wrapped the wrapped bytes
     * @param context what they were, and will be, bound to
     * @param timeout the longest time to take
     * @return the new wrapped bytes; the old ones stay readable as long as their version of the key is
     */
    default byte[] rewrap(byte[] wrapped, WrapContext context, Duration timeout) {
        try (SecretBytes dek = unwrap(wrapped, context, timeout)) {
            return wrap(dek, context, timeout);
        }
    }

    /**
     * Tests that the key can wrap and unwrap now, by doing both.
     *
     * @param timeout the longest time to take
     */
    void probe(Duration timeout);

    /**
     * Destroys what the object holds. Later calls that need the key fail as {@code CLOSED}; a second close does
     * nothing.
     */
    @Override
    void close();

    /**
     * A wrapped DEK.
     *
     * @param bytes the wrapped bytes
     * @param context what they were bound to
     */
    record Wrapped(byte[] bytes, WrapContext context) {}

    /** The result of unwrapping one of several DEKs. */
    sealed interface Unwrapped {

        /**
         * It was unwrapped.
         *
         * @param secret the DEK; the receiver's to close
         */
        record Dek(SecretBytes secret) implements Unwrapped {}

        /**
         * It was not.
         *
         * @param why the failure
         */
        record Failed(KekException why) implements Unwrapped {}

        /**
         * Unwraps one.
         *
         * @param kek the KEK
         * @param one what to unwrap
         * @param timeout the longest time to take
         * @return the outcome
         */
        static Unwrapped of(Kek kek, Wrapped one, Duration timeout) {
            try {
                return new Dek(kek.unwrap(one.bytes(), one.context(), timeout));
            } catch (KekException e) {
                return new Failed(e);
            }
        }
    }
}
