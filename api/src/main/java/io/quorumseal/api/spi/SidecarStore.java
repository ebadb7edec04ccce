package io.quorumseal.api.spi;

import java.util.Optional;

/**
 * Keeps the sidecar's bytes, and the audit records beside them. The default keeps each in a file; whoever has a better
 * place implements this.
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
     * Replaces the bytes, atomically and durably: after any crash {@link #read} gives the old bytes or the new, and,
     * once this method has returned, the new. A failed write is never retried: all later writes fail too.
     *
     * @param bytes the bytes
     * @throws io.quorumseal.api.HaltApplyException if they may not be durable
     */
    void write(byte[] bytes);

    /**
     * Reads all that was appended to the audit.
     *
     * @return the bytes; empty if nothing ever was
     */
    Optional<byte[]> readAudit();

    /**
     * Appends to the audit, durably: after any crash it holds what was appended before, and of these bytes none, the
     * beginning, or all; once this method has returned, all of them. What does not become durable need not keep its
     * content, but has to stay at the end. A failed append is never retried: all later writes fail too.
     *
     * @param bytes whole lines
     * @throws io.quorumseal.api.HaltApplyException if they may not be durable
     */
    void appendAudit(byte[] bytes);

    /** Releases the lock. */
    @Override
    void close();
}
