package io.quorumseal.core.internal.key;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.AeadProvider.Sealer;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A random salt, the key derived for it, and the counts under that: replaced as a whole, so that no count ever meets
 * another salt. Counts that a sealer has set aside are lost with it.
 *
 * <p>A nonce under the key is {@code r (8) ‖ count (4)}. The counts alone never repeat in one process; {@code r} is drawn
 * for each block of counts, so that a copy of the process parts from it at its next block.
 */
final class SealingKey implements AutoCloseable {
    /** The most messages under one derived key: all counts of four bytes. */
    static final long MOST_MESSAGES = 1L << 32;

    /** The most bytes under one derived key; the messages under way when it is reached come on top. */
    static final long MOST_BYTES = 1L << 40;

    /** How many counts are set aside in one go. */
    static final long BLOCK = 256;

    private final Randomness random;
    private final KeyedPool<Sealer> sealers;
    private final AtomicLong used;
    private final LongAdder bytes = new LongAdder();
    private volatile boolean spent;

    private SealingKey(Randomness random, KeyedPool<Sealer> sealers, long used) {
        this.random = random;
        this.sealers = sealers;
        this.used = new AtomicLong(used);
    }

    /**
     * Draws a salt.
     *
     * @param used how many counts are used; none, but in tests
     */
    static SealingKey drawn(SecretBytes cipherKey, AeadProvider aead, Randomness random, long used) {
        byte[] salt = new byte[Xaes.SALT_SIZE];
        random.fill(salt);
        SecretBytes derived = Xaes.derive(cipherKey, salt);
        return new SealingKey(random, new KeyedPool<>(derived, salt, aead::sealer), used);
    }

    /** Takes a sealer; null if this was replaced. */
    @Nullable
    Slot<Sealer> take() {
        return sealers.take();
    }

    void give(Slot<Sealer> slot) {
        sealers.give(slot);
    }

    /** Gives a sealer its next nonce; false if there are no more. */
    boolean next(Slot<Sealer> slot, NonceCounter total) {
        if (spent || (slot.isUsedUp() && !setAside(slot, total))) {
            return false;
        }
        slot.setNextNonce();
        return true;
    }

    private boolean setAside(Slot<Sealer> slot, NonceCounter total) {
        long size = slot.place() == Slot.NO_PLACE ? 1 : BLOCK;
        long from = used.getAndUpdate(before -> Math.min(before + size, MOST_MESSAGES));
        if (from == MOST_MESSAGES) {
            return false;
        }
        long end = Math.min(from + size, MOST_MESSAGES);
        total.count(end - from);
        slot.setAside(draw(), from, end);
        return true;
    }

    private long draw() {
        byte[] drawn = new byte[Long.BYTES];
        random.fill(drawn);
        return ByteBuffer.wrap(drawn).getLong();
    }

    /** Counts bytes that were sealed. */
    void count(long size) {
        bytes.add(size);
        spent = bytes.sum() >= MOST_BYTES;
    }

    @Override
    public void close() {
        sealers.close();
    }
}
