package io.quorumseal.testkit.internal.engine;

import io.quorumseal.api.spi.Proposal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A proposal of the contract's own, which no runtime has checked. */
final class FakeProposal implements Proposal {
    private final byte[] payload;
    private volatile boolean closed;

    FakeProposal(String payload) {
        this.payload = payload.getBytes(StandardCharsets.UTF_8);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public long term() {
        return 1;
    }

    @Override
    public int maxSize() {
        return payload.length;
    }

    @Override
    public void recheck(long term) {
        // Whatever the term: a node that does not lead has none to append in.
    }

    @Override
    public ByteBuffer bytesAt(long term, long index) {
        return bytes();
    }

    @Override
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(payload).asReadOnlyBuffer();
    }

    @Override
    public void close() {
        closed = true;
    }
}
