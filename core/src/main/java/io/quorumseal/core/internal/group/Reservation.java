package io.quorumseal.core.internal.group;

import io.quorumseal.api.RetryableException;
import io.quorumseal.api.RetryableException.Reason;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.Lease;
import io.quorumseal.core.internal.key.LogSeal;
import java.nio.ByteBuffer;

/** All that sealing one payload needs, reserved ahead, and the DEK, kept from being destroyed. */
final class Reservation implements Sealer, AutoCloseable {
    private final Dek dek;
    private final Lease lease;
    private final LogSeal seal;

    private Reservation(Dek dek, Lease lease, LogSeal seal) {
        this.dek = dek;
        this.lease = lease;
        this.seal = seal;
    }

    static Reservation of(Dek dek, Binding log) {
        Lease lease = dek.lease();
        try {
            return new Reservation(dek, lease, dek.reserve(log));
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
    }

    /**
     * Refuses if the DEK was retired meanwhile: other members could not open what is sealed under it. Or if this opening has
     * another number since, under which nobody has registered it for the DEK.
     */
    void requireLive() {
        if (!seal.isCurrent()) {
            throw new RetryableException(
                    Reason.NOT_REGISTERED,
                    "this node goes on under another opening number than the payload was begun under; the payload was not"
                            + " appended, begin it again");
        }
        if (dek.isOpenOnly()) {
            throw new RetryableException(
                    Reason.NOT_REGISTERED,
                    "DEK " + dek.id()
                            + ", under which the payload was begun, was retired meanwhile; the payload was not"
                            + " appended, begin it again");
        }
    }

    @Override
    public ByteBuffer seal(ByteBuffer payload) {
        ByteBuffer out = ByteBuffer.allocate(dek.sealedSize(payload.remaining()));
        seal(payload, out);
        return out.flip();
    }

    void seal(ByteBuffer payload, ByteBuffer out) {
        seal.seal(payload, out);
    }

    @Override
    public void place(long term, long index, ByteBuffer sealed) {
        seal.place(term, index, sealed);
    }

    @Override
    public void close() {
        seal.close();
        lease.close();
    }
}
