package io.quorumseal.core.internal.key;

import java.nio.ByteBuffer;

/**
 * All that sealing one log payload needs, obtained ahead, so that nothing fails under an engine's append lock. For one
 * thread at a time. Whoever has it has a lease on the DEK, and closes it before that.
 */
public final class LogSeal implements AutoCloseable {
    private final Dek dek;
    private final Binding log;
    private final Scheme.Reserved reserved;

    LogSeal(Dek dek, Binding log, Scheme.Reserved reserved) {
        this.dek = dek;
        this.log = log;
        this.reserved = reserved;
    }

    /**
     * Seals, once. Where the suite has place tags, that of no place is written.
     *
     * @param out receives {@link Dek#sealedSize} bytes
     * @throws io.quorumseal.api.RejectedException if the DEK was retired meanwhile
     * @throws java.nio.BufferOverflowException if {@code out} is too small
     */
    public void seal(ByteBuffer plaintext, ByteBuffer out) {
        Envelope.check(dek, log, plaintext, out);
        reserved.seal(plaintext, out);
    }

    /**
     * Says where the envelope will stand in the log; again, if that changes. Does nothing where the suite binds to no
     * place. Fails for nothing, if {@code sealed} is what {@link #seal} gave and can be written.
     *
     * @param sealed the envelope, from position to limit, which stay
     */
    public void place(long term, long index, ByteBuffer sealed) {
        reserved.place(term, index, sealed);
    }

    /** Whether the opening number, if the nonce is made of it, is still the one that holds. */
    public boolean isCurrent() {
        return reserved.isCurrent();
    }

    @Override
    public void close() {
        reserved.close();
    }
}
