package io.quorumseal.core.internal.key;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

/** A sealer or an opener with the scratch bytes that one message at a time needs. */
final class Slot<C extends AutoCloseable> {
    /** Scratch for a longer storage key is not kept. */
    private static final int MAX_KEPT_AAD = 64 * 1024;

    /** The place of a slot that no pool keeps. */
    static final int NO_PLACE = -1;

    private static final int INITIAL_AAD = 256;

    /** How many bytes are counted here alone before all threads' count is touched. */
    static final int COUNTED_ALONE = 64 * 1024;

    private final C cipher;
    private final byte[] nonce;
    private final ByteBuffer nonceFields;
    private int place = NO_PLACE;
    private long lastCount;
    private long endOfCounts;
    private long bytes;
    private ByteBuffer aad = ByteBuffer.allocate(INITIAL_AAD);

    Slot(C cipher, Suite suite) {
        this.cipher = cipher;
        nonce = new byte[suite.nonceSize()];
        nonceFields = ByteBuffer.wrap(nonce);
    }

    C cipher() {
        return cipher;
    }

    int place() {
        return place;
    }

    void keepAt(int newPlace) {
        place = newPlace;
    }

    byte[] nonce() {
        return nonce;
    }

    /** Gives out a count, mostly without touching what other threads touch too. What is set aside dies with the slot. */
    long nextCount(NonceCounter counter) {
        if (lastCount == endOfCounts) {
            if (place == NO_PLACE) {
                return counter.next();
            }
            lastCount = counter.setAside();
            endOfCounts = counter.endAfter(lastCount);
        }
        return ++lastCount;
    }

    /** Counts bytes that were sealed, mostly without touching what other threads touch too. */
    void count(int size, LongAdder total) {
        bytes += size;
        if (bytes >= COUNTED_ALONE) {
            total.add(bytes);
            bytes = 0;
        }
    }

    /** A longer nonce than these twelve bytes ends with zeros. */
    void setNonce(int prefix, long count) {
        nonceFields.putInt(0, prefix).putLong(4, count);
    }

    /** Scratch of exactly this size, from position 0. */
    ByteBuffer aad(int size) {
        if (size > aad.capacity()) {
            return grow(size);
        }
        return aad.clear().limit(size);
    }

    private ByteBuffer grow(int size) {
        ByteBuffer larger = ByteBuffer.allocate(size);
        if (size <= MAX_KEPT_AAD) {
            aad = larger;
        }
        return larger;
    }

    void close() {
        try {
            cipher.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a cipher does not close", e);
        }
    }
}
