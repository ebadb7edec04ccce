package io.quorumseal.testkit.internal.engine;

import io.quorumseal.api.spi.Proposal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A proposal on its way through the engine, and what the engine asked of it. Safe for use by several threads. */
final class Draft implements Proposal {
    private final Proposal proposal;
    private final Heard heard;
    private final Optional<String> payload;
    private final List<Long> rechecked = new ArrayList<>();
    private final List<Placed> placed = new ArrayList<>();
    private final List<byte[]> taken = new ArrayList<>();
    private boolean closed;

    /** What was decided for a position. */
    record Placed(long term, long index, byte[] bytes) {}

    /**
     * Stands before a proposal.
     *
     * @param payload the vendor's; empty for an encryption entry
     */
    Draft(Proposal proposal, Heard heard, Optional<String> payload) {
        this.proposal = proposal;
        this.heard = heard;
        this.payload = payload;
    }

    Optional<String> payload() {
        return payload;
    }

    synchronized List<Long> rechecked() {
        return List.copyOf(rechecked);
    }

    synchronized List<Placed> placed() {
        return List.copyOf(placed);
    }

    /** What was taken on condition of the term. */
    synchronized List<byte[]> taken() {
        return List.copyOf(taken);
    }

    /** All bytes that may have gone to the log. */
    synchronized List<byte[]> given() {
        List<byte[]> given = new ArrayList<>(taken);
        placed.forEach(one -> given.add(one.bytes()));
        return given;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public long term() {
        return proposal.term();
    }

    @Override
    public int maxSize() {
        return proposal.maxSize();
    }

    @Override
    public void recheck(long term) {
        proposal.recheck(term);
        synchronized (this) {
            rechecked.add(term);
        }
    }

    @Override
    public ByteBuffer bytesAt(long term, long index) {
        ByteBuffer bytes = proposal.bytesAt(term, index);
        synchronized (this) {
            placed.add(new Placed(term, index, Between.copied(bytes)));
        }
        return bytes;
    }

    @Override
    public ByteBuffer bytes() {
        ByteBuffer bytes = proposal.bytes();
        synchronized (this) {
            taken.add(Between.copied(bytes));
        }
        return bytes;
    }

    @Override
    public void close() {
        proposal.close();
        synchronized (this) {
            closed = true;
        }
        heard.changed();
    }

    @Override
    public String toString() {
        return payload.map(text -> "the payload " + text).orElse("an encryption entry");
    }
}
