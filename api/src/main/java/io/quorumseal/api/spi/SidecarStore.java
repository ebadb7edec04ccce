package io.quorumseal.api.spi;

import java.util.Optional;

/**
 * Keeps the sidecar's bytes. The default keeps them in a file; somebody who has a better place implements this.
 *
 * <p>One writer at a time: opening a store takes an exclusive lock on it, which {@link #close()} releases.
 */
public interface SidecarStore extends AutoCloseable {

    /**
     * Tests, without touching what is stored, that the store can do what {@link #write} promises.
     *
     * @throws io.quorumseal.api.StartupRefusedException if it cannot
     */
    void probe();

    /**
     * Reads the latest bytes written.
     *
     * @return the bytes; empty if there never were any
     */
    Optional<byte[]> read();

    /**
     * Replaces the bytes, atomically and durably: after any crash {@link #read} gives the old bytes or the new, and
     * after this method returned the new. A failed write is never retried: all later writes fail too.
     *
     * @param bytes the bytes
     * @throws io.quorumseal.api.HaltApplyException if they may not be durable
     */
    void write(byte[] bytes);

    /** Releases the lock. */
    @Override
    void close();
}
