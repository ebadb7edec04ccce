package io.quorumseal.core.internal.group;

import io.quorumseal.api.RetryableException;
import io.quorumseal.api.RetryableException.Reason;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.key.Lease;
import java.nio.ByteBuffer;

/** All that sealing one payload needs, reserved ahead: the DEK, kept from being destroyed, and a count of its own. */
final class Reservation implements AutoCloseable {
    private final Dek dek;
    private final Lease lease;
    private final long count;

    private Reservation(Dek dek, Lease lease, long count) {
        this.dek = dek;
        this.lease = lease;
        this.count = count;
    }

    static Reservation of(Dek dek) {
        Lease lease = dek.lease();
        try {
            return new Reservation(dek, lease, dek.counter().next());
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
    }

    /** Refuses if the DEK was retired meanwhile: other members could not open what is sealed under it. */
    void requireLive() {
        if (dek.isOpenOnly()) {
            throw new RetryableException(
                    Reason.NOT_REGISTERED,
                    "DEK " + dek.id()
                            + ", under which the payload was begun, was retired meanwhile; the payload was not"
                            + " appended, begin it again");
        }
    }

    ByteBuffer seal(ByteBuffer payload) {
        ByteBuffer out = ByteBuffer.allocate(dek.sealedSize(payload.remaining()));
        seal(payload, out);
        return out.flip();
    }

    void seal(ByteBuffer payload, ByteBuffer out) {
        Envelope.seal(dek, count, Binding.RAFT, Envelope.NO_KEY, payload, out);
    }

    @Override
    public void close() {
        lease.close();
    }
}
