package io.quorumseal.engine.jraft;

import io.quorumseal.api.spi.Proposal;
import java.nio.ByteBuffer;

/** A proposal that counts how often it is closed. */
final class ClosedProposal implements Proposal {
    private final long term;
    int closed;

    ClosedProposal(long term) {
        this.term = term;
    }

    @Override
    public long term() {
        return term;
    }

    @Override
    public int maxSize() {
        return 1;
    }

    @Override
    public void recheck(long term) {
        throw new IllegalStateException("for other engines");
    }

    @Override
    public ByteBuffer bytesAt(long term, long index) {
        throw new IllegalStateException("for other engines");
    }

    @Override
    public ByteBuffer bytes() {
        return ByteBuffer.allocate(1);
    }

    @Override
    public void close() {
        closed++;
    }
}
