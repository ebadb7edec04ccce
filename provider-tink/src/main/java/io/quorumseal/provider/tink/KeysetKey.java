package io.quorumseal.provider.tink;

/**
 * A key in a keyset, without its bytes.
 *
 * @param id its id, an unsigned 32-bit number
 * @param state whether it can be used
 * @param primary whether DEKs are wrapped under it
 */
public record KeysetKey(long id, State state, boolean primary) {

    /** Whether a key can be used. */
    public enum State {
        /** It unwraps, and wraps if it is the primary key. */
        ENABLED,
        /** It is there and must not be used. */
        DISABLED,
        /** Its bytes are gone for good. */
        DESTROYED
    }
}
