package io.quorumseal.core.internal.key;

import java.nio.ByteBuffer;

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
    private final byte[] salt;
    private final byte[] nonce = new byte[Suite.NONCE_SIZE];
    private final ByteBuffer nonceFields = ByteBuffer.wrap(nonce);
    private int place = NO_PLACE;
    private long lastCount;
    private long random;
    private long endOfCounts;
    private long bytes;
    private final Room aad = new Room(INITIAL_AAD, MAX_KEPT_AAD);

    /**
     * Makes a slot.
     *
     * @param salt what stands before the nonce in an envelope; empty for nothing
     */
    Slot(C cipher, byte[] salt) {
        this.cipher = cipher;
        this.salt = salt;
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

    byte[] salt() {
        return salt;
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

    /** Tells whether all counts that were set aside are used. */
    boolean isUsedUp() {
        return lastCount == endOfCounts;
    }

    /** Sets counts aside, from the first up to but not including the end, with the random bytes that go before them. */
    void setAside(long drawn, long first, long end) {
        random = drawn;
        lastCount = first;
        endOfCounts = end;
    }

    /** Makes a nonce of the next count that was set aside. */
    void setNextNonce() {
        nonceFields.putLong(0, random).putInt(Long.BYTES, (int) lastCount++);
    }

    /** Counts bytes that were sealed; tells how many are to be counted for all threads now, mostly none. */
    long count(int size) {
        bytes += size;
        if (bytes < COUNTED_ALONE) {
            return 0;
        }
        long told = bytes;
        bytes = 0;
        return told;
    }

    void setNonce(int prefix, long count) {
        nonceFields.putInt(0, prefix).putLong(4, count);
    }

    /** Scratch of exactly this size, from position 0. */
    ByteBuffer aad(int size) {
        return aad.of(size);
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
