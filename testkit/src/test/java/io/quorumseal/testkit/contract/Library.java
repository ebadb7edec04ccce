package io.quorumseal.testkit.contract;

import io.quorumseal.testkit.Reach;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * A library in the process whose calls hang as native code does: deaf to interrupts, until they are let go. Callers are
 * its readers, and whoever has it hang is its writer.
 */
final class Library {
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
    private volatile boolean hanging;
    private volatile boolean hung;

    /** Has calls hang. The thread that began it ends it. */
    Reach.Held hang() {
        gate.writeLock().lock();
        hanging = true;
        hung = true;
        return this::letGo;
    }

    private void letGo() {
        if (gate.isWriteLockedByCurrentThread()) {
            hanging = false;
            gate.writeLock().unlock();
        }
    }

    boolean isHanging() {
        return hanging;
    }

    /** Whether calls hang now, or did before: a call that asks may be slower than the hang. */
    boolean hung() {
        return hung;
    }

    /** Comes back when the library answers. */
    <T> T call(Supplier<T> work) {
        gate.readLock().lock();
        try {
            return work.get();
        } finally {
            gate.readLock().unlock();
        }
    }
}
