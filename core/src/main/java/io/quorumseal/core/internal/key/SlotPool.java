package io.quorumseal.core.internal.key;

import io.quorumseal.api.RejectedException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sealers or openers of one DEK: {@link #SIZE} places, however many threads there are. Who finds no idle one fills
 * an empty place; who finds none either makes a temporary one and closes it afterwards.
 *
 * <p>A busy place belongs to its taker alone, who reads and writes its slot. Closing the pool empties the idle places; a
 * slot that is in use then is closed when it is given back: its taker marks the place idle first and looks whether the
 * pool is closed second, the closer does it the other way round, so one of the two sees it.
 *
 * <p>The states are numbers, not references that come and go: exchanging a reference costs a garbage collector's barrier
 * for each message.
 */
final class SlotPool<C extends AutoCloseable> {
    /** Twice the processors, rounded up to a power of two. */
    static final int SIZE = Integer.highestOneBit(4 * Runtime.getRuntime().availableProcessors() - 1);

    private static final int EMPTY = 0;
    private static final int IDLE = 1;
    private static final int BUSY = 2;

    /** States lie so far apart that two threads do not share a cache line. */
    private static final int STRIDE_SHIFT = 4;

    private final AtomicIntegerArray states = new AtomicIntegerArray(SIZE << STRIDE_SHIFT);
    private final @Nullable Slot<C>[] slots = newSlots();
    private final Supplier<Slot<C>> maker;
    private volatile boolean closed;

    SlotPool(Supplier<Slot<C>> maker) {
        this.maker = maker;
    }

    Slot<C> take() {
        if (closed) {
            throw new RejectedException(RejectedException.Reason.CLOSED, "this DEK was destroyed");
        }
        return taken();
    }

    /** Takes a slot; null if the pool is closed, also where the key was destroyed while one was made. */
    @Nullable
    Slot<C> tryTake() {
        if (closed) {
            return null;
        }
        try {
            return taken();
        } catch (RejectedException e) {
            if (closed) {
                return null;
            }
            throw e;
        }
    }

    private Slot<C> taken() {
        int home = (int) Thread.currentThread().getId();
        for (int i = 0; i < SIZE; i++) {
            int place = (home + i) & (SIZE - 1);
            if (states.compareAndSet(place << STRIDE_SHIFT, IDLE, BUSY)) {
                return at(place);
            }
        }
        return make(home);
    }

    void give(Slot<C> slot) {
        int place = slot.place();
        if (place == Slot.NO_PLACE) {
            slot.close();
            return;
        }
        states.set(place << STRIDE_SHIFT, IDLE);
        if (closed) {
            empty(place);
        }
    }

    void close() {
        closed = true;
        for (int place = 0; place < SIZE; place++) {
            empty(place);
        }
    }

    private Slot<C> make(int home) {
        Slot<C> slot = maker.get();
        for (int i = 0; i < SIZE; i++) {
            int place = (home + i) & (SIZE - 1);
            if (states.compareAndSet(place << STRIDE_SHIFT, EMPTY, BUSY)) {
                slots[place] = slot;
                slot.keepAt(place);
                break;
            }
        }
        return slot;
    }

    private void empty(int place) {
        if (states.compareAndSet(place << STRIDE_SHIFT, IDLE, BUSY)) {
            Slot<C> slot = at(place);
            slots[place] = null;
            states.set(place << STRIDE_SHIFT, EMPTY);
            slot.close();
        }
    }

    private Slot<C> at(int place) {
        Slot<C> slot = slots[place];
        if (slot == null) {
            throw new IllegalStateException("a place that is not empty has no slot");
        }
        return slot;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no array of a generic type
    private static <C extends AutoCloseable> @Nullable Slot<C>[] newSlots() {
        return new Slot[SIZE];
    }
}
