package io.quorumseal.core.internal.runtime;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.RetryableException.Reason;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.internal.key.Envelope;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A payload of the vendor's on its way to the log. Where payloads are sealed already it is sealed at once, outside of
 * the engine's append lock; otherwise it may have to be sealed at append, with what was reserved.
 */
final class PayloadProposal implements Proposal {
    private final Node node;
    private final GroupId group;
    private final Gate gate;
    private final long term;
    private final ByteBuffer payload;
    private final Optional<Reservation> reservation;
    private @Nullable ByteBuffer sealed;
    private boolean closed;

    PayloadProposal(
            Node node, GroupId group, Gate gate, long term, ByteBuffer payload, Optional<Reservation> reservation) {
        this.node = node;
        this.group = group;
        this.gate = gate;
        this.term = term;
        this.payload = payload.slice().asReadOnlyBuffer();
        this.reservation = reservation;
    }

    /** Seals now, because the cutover is applied. */
    PayloadProposal sealedNow() {
        sealed();
        return this;
    }

    @Override
    public long term() {
        return term;
    }

    @Override
    public int maxSize() {
        return Envelope.sealedSize(payload.remaining());
    }

    @Override
    public void recheck(long now) {
        boolean mustSeal =
                gate.markerIn(now) || node.state().group(group).cutover().isPresent();
        if (mustSeal && reservation.isEmpty()) {
            throw new RetryableException(
                    Reason.NOT_REGISTERED, "the payload has to be sealed and nothing was reserved for that");
        }
        if (now != term && node.leadingReady(group).filter(l -> l.term() == now).isEmpty()) {
            throw new RetryableException(Reason.TERM_CHANGED, "this node is not ready to lead in term " + now);
        }
    }

    /** The marker is asked before the applied cutover, because it goes away when that has come. */
    @Override
    public ByteBuffer bytesAt(long now, long index) {
        return sealsAt(now, index) ? sealed() : cleartext();
    }

    private boolean sealsAt(long now, long index) {
        boolean behindMarker = gate.sealsAt(now, index);
        return behindMarker || node.cutOverBefore(group, index);
    }

    @Override
    public void writeAt(long now, long index, ByteBuffer out) {
        if (sealed == null && sealsAt(now, index)) {
            reserved().seal(payload, out);
            node.tally().sealed.increment();
        } else {
            out.put(bytesAt(now, index));
        }
    }

    @Override
    public ByteBuffer bytes() {
        return sealed == null ? cleartext() : sealed();
    }

    private ByteBuffer cleartext() {
        node.tally().cleartext.increment();
        return payload.duplicate();
    }

    private ByteBuffer sealed() {
        if (sealed == null) {
            sealed = reserved().seal(payload);
            node.tally().sealed.increment();
        }
        return sealed.duplicate();
    }

    private Reservation reserved() {
        return reservation.orElseThrow(() -> new IllegalStateException("recheck was not called in this term"));
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        reservation.ifPresent(Reservation::close);
        gate.unpin(reservation.isPresent());
    }
}
