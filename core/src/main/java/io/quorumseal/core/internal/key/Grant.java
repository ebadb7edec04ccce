package io.quorumseal.core.internal.key;

import java.util.function.LongConsumer;

/**
 * The hard limit on the seals under one DEK, as this opening finds it. A grant is a thousandth of the limit, and never
 * more than a quarter of what is left, so that a few restarts do not lose the last counts. Safe for use by several
 * threads.
 */
final class Grant {
    /** No limit. */
    static final Grant NONE = new Grant(0, 0, total -> {
        throw new IllegalStateException("nothing is granted where there is no limit");
    });

    /** The part of the limit that is granted in one go; so many writes of the sidecar there are. */
    private static final long PARTS = 1_000;

    private static final long SMALLEST = 256;
    private static final long LARGEST = 1 << 20;

    private final long most;
    private final long before;
    private final LongConsumer ledger;

    /**
     * Makes a limit.
     *
     * @param most how many seals there may be over all openings; 0 for any number
     * @param before how many earlier openings were granted
     * @param ledger makes durable how many are granted in all, or throws
     */
    Grant(long most, long before, LongConsumer ledger) {
        this.most = most;
        this.before = before;
        this.ledger = ledger;
    }

    boolean isLimited() {
        return most > 0;
    }

    long most() {
        return most;
    }

    /** How many counts this opening has; all of them if there is no limit. */
    long left() {
        return isLimited() ? Math.max(0, most - before) : NonceCounter.NO_LIMIT;
    }

    /**
     * Grants more of this opening's counts.
     *
     * @param granted how many are granted
     * @param needed how many are needed now; no more than are left
     * @return how many are granted from here on
     */
    long raise(long granted, long needed) {
        long block = Math.max(SMALLEST, Math.min(most / PARTS, LARGEST));
        long next = Math.max(needed, granted + Math.min(block, (left() - granted) / 4));
        ledger.accept(before + next);
        return next;
    }
}
