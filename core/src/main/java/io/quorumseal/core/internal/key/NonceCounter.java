package io.quorumseal.core.internal.key;

import io.quorumseal.api.RejectedException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The counts of one DEK in one opening, each given out once: 1, 2, 3 and so on as unsigned 64-bit numbers. Count 0 is
 * kept for the node's own registration.
 *
 * <p>Once the last count is given out the counter is exhausted for ever; it never wraps. A soft limit below that is
 * only reported. Where a hard limit holds over all openings, a count is given out only after it was granted.
 * Safe for use by several threads.
 */
public final class NonceCounter {
    /** The last count of a deterministic nonce: 2<sup>64</sup>-1, unsigned. */
    public static final long NO_LIMIT = -1L;

    /** How many nonces a provider that draws them at random may use (NIST SP 800-38D, section 8.3). */
    public static final long RANDOM_NONCE_LIMIT = 1L << 32;

    /** Counts that are set aside in one go end at a multiple of this. */
    static final long BLOCK = 256;

    /** Near a hard limit, over so many counts and no more than a quarter of it, each count is set aside alone. */
    private static final long SCARCE = 1 << 16;

    private final Grant grant;
    private final AtomicLong used;
    private final long limit;
    private final long softLimit;
    private final long endOfBlocks;
    private volatile long granted;

    /** Makes a counter with a last count and a soft limit, both unsigned. */
    public NonceCounter(long limit, long softLimit) {
        this(0, limit, softLimit);
    }

    NonceCounter(long used, long limit, long softLimit) {
        this(Grant.NONE, used, limit, softLimit);
    }

    /** Makes a counter that also keeps to a hard limit. */
    NonceCounter(Grant grant, long limit, long softLimit) {
        this(grant, 0, limit, softLimit);
    }

    private NonceCounter(Grant grant, long used, long limit, long softLimit) {
        long left = grant.left();
        this.grant = grant;
        this.used = new AtomicLong(used);
        this.limit = Long.compareUnsigned(left, limit) < 0 ? left : limit;
        this.softLimit = softLimit;
        this.endOfBlocks = limit == NO_LIMIT ? endOfBlocks(grant) : 0;
        this.granted = grant.isLimited() ? 0 : this.limit;
    }

    private static long endOfBlocks(Grant grant) {
        if (!grant.isLimited()) {
            return Long.MIN_VALUE;
        }
        long scarce = Math.min(SCARCE, grant.most() / 4);
        return Math.max(0, grant.left() - scarce) / BLOCK * BLOCK;
    }

    /**
     * Gives out the next count.
     *
     * @throws RejectedException with {@link RejectedException.Reason#EXHAUSTED} after the last one
     */
    public long next() {
        // Compare-and-set instead of an unconditional increment: the number itself is the latch.
        long last;
        do {
            last = used.get();
            checkLeft(last);
            checkGranted(last + 1);
        } while (!used.weakCompareAndSetVolatile(last, last + 1));
        return last + 1;
    }

    /**
     * Sets counts aside, for one user that gives each out once: those after the returned one, up to and including
     * {@link #endAfter} of it.
     *
     * @throws RejectedException with {@link RejectedException.Reason#EXHAUSTED} after the last one
     */
    long setAside() {
        long last;
        do {
            last = used.get();
            checkLeft(last);
            checkGranted(endAfter(last));
        } while (!used.weakCompareAndSetVolatile(last, endAfter(last)));
        return last;
    }

    /** Tells where the counts end that are set aside together; where counts are scarce, each is alone. */
    long endAfter(long last) {
        return Long.compareUnsigned(last, endOfBlocks) < 0 ? (last / BLOCK + 1) * BLOCK : last + 1;
    }

    /** Takes messages into account that need no count of this counter. */
    void count(long messages) {
        used.addAndGet(messages);
    }

    /** Takes the one message under count 0 into account, where a hard limit counts every message. */
    public void countZero() {
        if (grant.isLimited()) {
            long unused = next();
        }
    }

    /** Tells how many counts are left in this opening, unsigned. */
    public long left() {
        return limit - used.get();
    }

    /** Tells whether three quarters of a hard limit are used, so that the DEK should be rotated. */
    public boolean hardLimitNear() {
        return grant.isLimited() && Long.compareUnsigned(left(), grant.most() / 4) <= 0;
    }

    /** Tells how many counts were given out or set aside, unsigned. */
    public long used() {
        return used.get();
    }

    /** Tells whether so many counts were given out that the DEK should be rotated. */
    public boolean softLimitReached() {
        return Long.compareUnsigned(used.get(), softLimit) >= 0;
    }

    private void checkLeft(long last) {
        if (last == limit) {
            throw new RejectedException(
                    RejectedException.Reason.EXHAUSTED,
                    "all " + Long.toUnsignedString(grant.isLimited() ? grant.most() : limit)
                            + " counts of this DEK are used: rotate the DEK");
        }
    }

    private void checkGranted(long end) {
        if (Long.compareUnsigned(end, granted) > 0) {
            raise(end);
        }
    }

    /** Waits for a durable write; who else needs more waits for the same one. */
    private synchronized void raise(long end) {
        if (Long.compareUnsigned(end, granted) > 0) {
            granted = grant.raise(granted, end);
        }
    }
}
