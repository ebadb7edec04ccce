package io.quorumseal.core.internal.runtime;

import io.quorumseal.api.Registration;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.key.Lease;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;

/** All that sealing one payload needs, reserved ahead: the DEK, kept from being destroyed, and a count of its own. */
final class Reservation implements AutoCloseable {
    private final Lease lease;
    private final UnaryOperator<ByteBuffer> sealer;

    private Reservation(Lease lease, UnaryOperator<ByteBuffer> sealer) {
        this.lease = lease;
        this.sealer = sealer;
    }

    static Reservation of(Dek dek) {
        Lease lease = dek.lease();
        try {
            long count = dek.counter().next();
            return new Reservation(lease, payload -> sealed(dek, count, payload));
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    /**
     * Count 0 is kept for the node's own registration. It is sealed once: every attempt has the same bytes, also
     * because ciphers refuse a nonce that they were given just before.
     */
    static Reservation forOwnRegistration(Dek dek, OwnRegistrations own, Registration registration) {
        return new Reservation(
                dek.lease(), payload -> own.sealedOnce(registration, () -> sealed(dek, 0, payload)));
    }

    private static ByteBuffer sealed(Dek dek, long count, ByteBuffer payload) {
        ByteBuffer out = ByteBuffer.allocate(Envelope.sealedSize(payload.remaining()));
        Envelope.seal(dek, count, Binding.RAFT, Envelope.NO_KEY, payload, out);
        return out.flip();
    }

    ByteBuffer seal(ByteBuffer payload) {
        return sealer.apply(payload);
    }

    @Override
    public void close() {
        lease.close();
    }
}
