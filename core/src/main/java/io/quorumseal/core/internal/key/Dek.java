package io.quorumseal.core.internal.key;

import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.AeadProvider.Opener;
import io.quorumseal.api.spi.AeadProvider.Sealer;
import java.util.concurrent.atomic.LongAdder;

/**
 * One data key with all that belongs to it: id, purpose, ciphers, and the counter of its nonces.
 *
 * <p>A DEK that was retired may still open; it seals nothing any more, and nobody gets a new lease. The {@link Keyring}
 * closes it. From then on nobody gets a new lease; when the last lease has ended the key bytes
 * are zeroed and the ciphers closed, those in use as soon as their message is through. Safe for use by several
 * threads.
 */
public final class Dek {
    private final DekId id;
    private final Purpose purpose;
    private final Suite suite;
    private final SecretBytes key;
    private final NoncePrefix prefix;
    private final NonceCounter counter;
    private final SlotPool<Sealer> sealers;
    private final SlotPool<Opener> openers;
    private final LongAdder bytes = new LongAdder();
    private final LeaseCount leases = new LeaseCount(this::destroy);
    private volatile boolean openOnly;

    Dek(DekId id, Purpose purpose, SecretBytes key, AeadProvider aead, NoncePrefix prefix, NonceCounter counter) {
        this.id = id;
        this.purpose = purpose;
        this.suite = Suite.of(aead.suite());
        this.key = key;
        this.prefix = prefix;
        this.counter = counter;
        sealers = new SlotPool<>(() -> new Slot<>(aead.sealer(key), suite));
        openers = new SlotPool<>(() -> new Slot<>(aead.opener(key), suite));
    }

    /** The DEK's id. */
    public DekId id() {
        return id;
    }

    /** What the DEK seals. */
    public Purpose purpose() {
        return purpose;
    }

    /** The counts of the nonces that this process seals with under this DEK. */
    public NonceCounter counter() {
        return counter;
    }

    /**
     * Takes a lease without an object, for calls that must not allocate. Whoever takes it calls {@link #release} once.
     *
     * @throws RejectedException with {@link RejectedException.Reason#CLOSED} if the DEK is closed
     */
    public void acquire() {
        if (openOnly || !leases.tryAcquire()) {
            throw new RejectedException(
                    RejectedException.Reason.CLOSED, "DEK " + id + " is closed: it was retired, or the runtime ended");
        }
    }

    /** Ends a lease taken by {@link #acquire}. */
    public void release() {
        leases.release();
    }

    /**
     * Takes a lease.
     *
     * @throws RejectedException with {@link RejectedException.Reason#CLOSED} if the DEK is closed
     */
    public Lease lease() {
        acquire();
        return new Lease(this);
    }

    /** Tells whether somebody has a lease. */
    public boolean inUse() {
        return leases.any();
    }

    /** Tells whether the DEK gives no more leases. */
    public boolean isClosed() {
        return leases.isClosed();
    }

    void openOnly() {
        openOnly = true;
    }

    /** Tells whether the DEK was retired: it opens, if it is not closed, and seals nothing. */
    public boolean isOpenOnly() {
        return openOnly;
    }

    void close() {
        leases.close();
    }

    boolean holds(Purpose samePurpose, SecretBytes sameKey) {
        return purpose == samePurpose && key.equals(sameKey);
    }

    byte[] derive(byte[] info, int length) {
        return key.<byte[]>readSecret(raw -> Hkdf.derive(raw, info, length));
    }

    /** Tells how long a plaintext is when it is sealed under this DEK. */
    public int sealedSize(int plaintext) {
        return suite.sealedSize(plaintext);
    }

    Suite suite() {
        return suite;
    }

    int noncePrefix() {
        return prefix.bits();
    }

    /**
     * Tells how many bytes of plaintext were sealed since the DEK was added. Each sealer keeps less than
     * {@value Slot#COUNTED_ALONE} to itself.
     */
    public long bytesSealed() {
        return bytes.sum();
    }

    LongAdder bytes() {
        return bytes;
    }

    SlotPool<Sealer> sealers() {
        return sealers;
    }

    SlotPool<Opener> openers() {
        return openers;
    }

    private void destroy() {
        key.close();
        sealers.close();
        openers.close();
    }

    @Override
    public String toString() {
        return "Dek[" + id + ", " + purpose.word() + "]";
    }
}
