package io.quorumseal.core.internal.group;

import io.quorumseal.api.spi.Proposal;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A payload of the vendor's on its way to the log. Where payloads are sealed already it is sealed at once, outside of
 * the engine's append lock; otherwise it may have to be sealed at append, with what was reserved.
 */
final class PayloadProposal implements Proposal {
    private final Appends at;
    private final ByteBuffer payload;
    private final Optional<Reservation> reservation;
    private @Nullable ByteBuffer sealed;
    private boolean closed;

    PayloadProposal(Appends at, ByteBuffer payload, Optional<Reservation> reservation) {
        this.at = at;
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
        return at.term();
    }

    @Override
    public int maxSize() {
        return at.node().keyring().sealedSize(payload.remaining());
    }

    @Override
    public void recheck(long now) {
        at.requireSealable(now, reservation.isPresent(), "payload");
        reservation.ifPresent(Reservation::requireLive);
        at.requireReady(now);
    }

    @Override
    public ByteBuffer bytesAt(long now, long index) {
        return at.sealsAt(now, index) ? sealed() : cleartext();
    }

    @Override
    public void writeAt(long now, long index, ByteBuffer out) {
        if (sealed == null && at.sealsAt(now, index)) {
            reserved().seal(payload, out);
            at.node().tally().sealed.increment();
        } else {
            out.put(bytesAt(now, index));
        }
    }

    @Override
    public ByteBuffer bytes() {
        reservation.ifPresent(Reservation::requireLive);
        return sealed == null ? cleartext() : sealed();
    }

    private ByteBuffer cleartext() {
        at.node().tally().cleartext.increment();
        return payload.duplicate();
    }

    private ByteBuffer sealed() {
        if (sealed == null) {
            sealed = reserved().seal(payload);
            at.node().tally().sealed.increment();
        }
        return sealed.duplicate();
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
