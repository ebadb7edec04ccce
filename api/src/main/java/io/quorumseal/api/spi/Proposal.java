package io.quorumseal.api.spi;

import java.nio.ByteBuffer;

/**
 * One log payload on its way to the log. From its beginning until it is closed it pins what was decided: the gate, the
 * DEK, the term. Checking and appending are thus one step.
 *
 * <p>The engine's appending thread closes it when the entry is appended or provably refused; a proposal left open holds
 * up the next cutover and the retirement of its DEK. For one thread at a time.
 */
public interface Proposal extends AutoCloseable {

    /**
     * Tells the term in which the proposal was checked.
     *
     * @return the term
     */
    long term();

    /**
     * Tells the largest size that the entry can come to, sealed or not.
     *
     * @return a size in bytes
     */
    int maxSize();

    /**
     * For engines that know term and index at append: the last chance to refuse, to be called when the term can no
     * longer change before {@link #bytesAt}. Once it has returned, {@code bytesAt} in the same term does not fail.
     *
     * @param term the term in which the entry is about to be appended
     * @throws io.quorumseal.api.RetryableException if the entry may not be appended in this term
     */
    void recheck(long term);

    /**
     * For engines that know term and index at append: decides for this position, under the lock that orders
     * appends. An encryption entry that was checked in another term comes out as a void one.
     *
     * @param term the entry's term
     * @param index the entry's index
     * @return the bytes to append; they stay valid until {@link #close()}
     */
    ByteBuffer bytesAt(long term, long index);

    /**
     * Does the same into the caller's buffer.
     *
     * @param term the entry's term
     * @param index the entry's index
     * @param out receives {@link #maxSize} bytes at most, from its position on
     */
    default void writeAt(long term, long index, ByteBuffer out) {
        out.put(bytesAt(term, index));
    }

    /**
     * For other engines: the bytes to append, on condition that the term is still {@link #term()}.
     *
     * @return the bytes; they stay valid until {@link #close()}
     * @throws io.quorumseal.api.RetryableException if the entry may not be appended any more
     */
    ByteBuffer bytes();

    /** Lets go of the pins. A second call does nothing. */
    @Override
    void close();
}
