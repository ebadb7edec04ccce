package io.quorumseal.provider.tink.internal;

/** What can be done to one key of a keyset. */
public enum KeysetChange {
    /** It becomes the primary key, under which DEKs are wrapped. */
    PROMOTE,
    /** It unwraps again. */
    ENABLE,
    /** It does not unwrap for now. */
    DISABLE,
    /** Its bytes are thrown away. */
    DESTROY
}
