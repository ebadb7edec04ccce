package io.quorumseal.core.internal.key;

import io.quorumseal.api.RejectedException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The idle sealers or openers of one DEK: at most {@link #SIZE}, however many threads there are. Who finds none makes
 * one, and closes it afterwards if there is no room for it.
 *
 * <p>A slot in use belongs to its taker alone. Closing empties the pool; a slot that is in use then is closed when it
 * is given back: its taker puts it back first and looks whether the pool is closed second, the closer does it the
 * other way round, so one of the two sees it.
 */
final class SlotPool<C extends AutoCloseable> {
    /** Twice the processors, rounded up to a power of two. */
    static final int SIZE = Integer.highestOneBit(2 * Runtime.getRuntime().availableProcessors() * 2 - 1);

    /** Places lie so far apart that two threads do not share a cache line. */
    private static final int STRIDE_SHIFT = 4;

    private final AtomicReferenceArray<@Nullable Slot<C>> idle = new AtomicReferenceArray<>(SIZE << STRIDE_SHIFT);
    private final Supplier<Slot<C>> maker;
    private volatile boolean closed;

    SlotPool(Supplier<Slot<C>> maker) {
        this.maker = maker;
    }

    Slot<C> take() {
        if (closed) {
            throw new RejectedException(RejectedException.Reason.CLOSED, "this DEK was destroyed");
        }
        int home = home();
        for (int i = 0; i < SIZE; i++) {
            Slot<C> slot = takeAt(place(home + i));
            if (slot != null) {
                return slot;
            }
        }
        return maker.get();
    }

    void give(Slot<C> slot) {
        if (!keep(slot)) {
            slot.close();
        } else if (closed) {
            drain();
        }
    }

    void close() {
        closed = true;
        drain();
    }

    private @Nullable Slot<C> takeAt(int place) {
        return idle.getOpaque(place) == null ? null : idle.getAndSet(place, null);
    }

    private boolean keep(Slot<C> slot) {
        int home = home();
        for (int i = 0; i < SIZE; i++) {
            int place = place(home + i);
            if (idle.getOpaque(place) == null && idle.compareAndSet(place, null, slot)) {
                return true;
            }
        }
        return false;
    }

    private void drain() {
        for (int i = 0; i < SIZE; i++) {
            Slot<C> slot = idle.getAndSet(place(i), null);
            if (slot != null) {
                slot.close();
            }
        }
    }

    private static int home() {
        return (int) Thread.currentThread().getId();
    }

    private static int place(int number) {
        return (number & (SIZE - 1)) << STRIDE_SHIFT;
    }
}
