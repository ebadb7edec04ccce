package io.quorumseal.provider.bc.internal;

import java.util.Optional;

/** The cryptography of one KEK: seals a DEK, with what it is bound to, under a key that it holds. */
interface Mechanism extends AutoCloseable {

    /** Fails as {@code CLOSED} after {@link #close}. */
    void checkOpen();

    /** Tells how many bytes a sealed DEK is longer than the DEK. */
    int overhead();

    byte[] seal(byte[] dek, byte[] bound);

    /** Gives the DEK, which the caller zeroes; empty if the bytes are not authentic. */
    Optional<byte[]> open(byte[] sealed, byte[] bound);

    /** Destroys the key. Sealing and opening then fail as {@code CLOSED}. */
    @Override
    void close();
}
