package io.quorumseal.core.internal.group;

import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.internal.key.Keyring;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A payload of the vendor's on its way to the log. Where payloads are sealed already it is sealed at once, outside of
 * the engine's append lock; otherwise it may have to be sealed at append, with what was reserved.
 */
final class PayloadProposal implements Proposal {
    /** Where the engine does not know the index at append, nothing is bound to it. */
    static final long ANY_INDEX = -1;

    private final Appends at;
    private final ByteBuffer payload;
    private final Optional<Reservation> reservation;
    private @Nullable ByteBuffer sealed;
    private boolean closed;

    PayloadProposal(Appends at, ByteBuffer payload, Optional<Reservation> reservation) {
        this.at = at;
        this.payload = payload.slice();
        this.reservation = reservation;
    }

    /** Seals now, because the cutover is applied. */
    PayloadProposal sealedNow() {
        ByteBuffer unused = sealed();
        return this;
    }

    @Override
    public long term() {
        return at.term();
    }

    @Override
    public int maxSize() {
        return Keyring.maxSize(Purpose.RAFT, payload.remaining());
    }

    @Override
    public void recheck(long now) {
        at.requireSameLog();
        at.requireMet();
        at.requireSealable(now, reservation.isPresent(), "payload");
        reservation.ifPresent(Reservation::requireLive);
        at.requireReady(now);
    }

    @Override
    public ByteBuffer bytesAt(long now, long index) {
        return at.sealsAt(now, index) ? sealedAt(now, index) : cleartext();
    }

    @Override
    public void writeAt(long now, long index, ByteBuffer out) {
        if (sealed == null && at.sealsAt(now, index)) {
            int start = out.position();
            reserved().seal(payload, out);
            reserved().place(now, index, out.duplicate().flip().position(start));
            at.node().tally().sealed.increment();
        } else {
            out.put(bytesAt(now, index));
        }
    }

    @Override
    public ByteBuffer bytes() {
        at.requireSameLog();
        reservation.ifPresent(Reservation::requireLive);
        return sealed == null ? cleartext() : sealedAt(term(), ANY_INDEX);
    }

    private ByteBuffer cleartext() {
        at.node().tally().cleartext.increment();
        return payload.asReadOnlyBuffer();
    }

    private ByteBuffer sealed() {
        ByteBuffer envelope = sealed;
        if (envelope == null) {
            envelope = reserved().seal(payload);
            sealed = envelope;
            at.node().tally().sealed.increment();
        }
        return envelope;
    }

    private ByteBuffer sealedAt(long term, long index) {
        ByteBuffer envelope = sealed();
        reserved().place(term, index, envelope);
        return envelope.duplicate();
    }

    private Reservation reserved() {
        return reservation.orElseThrow(Appends::notRechecked);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        reservation.ifPresent(Reservation::close);
        at.gate().unpin(reservation.isPresent());
    }
}
