package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import java.util.Optional;

/**
 * Supplies the keys of MACs, and decides which secrets may make one.
 *
 * <p>Where anybody can wrap under the KEK, a DEK proves nothing: an implementation for such a KEK signs with a
 * {@link MacSource.Secret} and has no key for a {@link MacSource.Dek}.
 */
public interface MacKeys {

    /**
     * Derives a key by HKDF-SHA256 (RFC 5869, no salt, 32 bytes).
     *
     * @param source the secret to derive from
     * @param info the context to derive for
     * @return the key, which the caller zeroes; empty if the secret is not known or not accepted
     */
    Optional<byte[]> macKey(MacSource source, byte[] info);

    /**
     * Chooses what the MAC of a file is made with. The key has to be known before the file that names it is written,
     * hence before a bootstrap or a rotation of the raft DEK is made durable.
     *
     * @param state the key state that the file will hold
     * @return the source; empty while there are no keys
     */
    default Optional<MacSource> signer(KeyState state) {
        return state.activeDek(Purpose.RAFT)
                .or(() -> state.activeDek(Purpose.STORAGE))
                .map(MacSource.Dek::new);
    }
}
