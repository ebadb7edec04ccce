package io.quorumseal.provider.vault.internal;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/** An alarm on a clock that a test moves, on the test's own thread. */
final class SteppedAlarm implements Alarm {
    private final AtomicLong now;
    private final Queue<Task> tasks = new PriorityQueue<>(Comparator.comparingLong(Task::at));
    private boolean closed;

    SteppedAlarm(AtomicLong now) {
        this.now = now;
    }

    private record Task(long at, Runnable work) {}

    @Override
    public void in(long nanos, Runnable work) {
        if (!closed) {
            tasks.add(new Task(now.get() + nanos, work));
        }
    }

    /** Lets time pass, and does on the way what is due. */
    void pass(long nanos) {
        long end = now.get() + nanos;
        while (!tasks.isEmpty() && tasks.element().at() <= end) {
            Task next = tasks.remove();
            now.set(Math.max(now.get(), next.at()));
            next.work().run();
        }
        now.set(end);
    }

    boolean isSet() {
        return !tasks.isEmpty();
    }

    @Override
    public void close() {
        closed = true;
        tasks.clear();
    }
}
