package io.quorumseal.testkit.sim;

import io.quorumseal.core.internal.work.Background;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.CompletionStage;

/** A background without threads: tasks run when somebody steps it, or while somebody waits. */
final class SteppedBackground implements Background {
    private static final Comparator<Timed> ORDER =
            Comparator.comparing(Timed::due).thenComparingLong(Timed::number);

    private final SimClock clock;
    private final Runnable settle;
    private final Deque<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Timed> timed = new PriorityQueue<>(ORDER);
    private long number;
    private boolean closed;

    private record Timed(Instant due, long number, Runnable task) {}

    /**
     * Makes a background.
     *
     * @param settle runs everything that can run, in all the cluster
     */
    SteppedBackground(SimClock clock, Runnable settle) {
        this.clock = clock;
        this.settle = settle;
    }

    @Override
    public void run(Runnable task) {
        if (!closed) {
            ready.add(task);
        }
    }

    @Override
    public void later(Duration delay, Runnable task) {
        if (!closed) {
            timed.add(new Timed(clock.instant().plus(delay), number++, task));
        }
    }

    @Override
    public <T> T await(CompletionStage<T> stage, Duration bound) {
        settle.run();
        return Background.super.await(stage, Duration.ZERO);
    }

    /** Runs what is due; tells whether there was anything. */
    boolean step() {
        while (!timed.isEmpty() && !timed.peek().due().isAfter(clock.instant())) {
            ready.add(timed.remove().task());
        }
        Runnable task = ready.poll();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    /** Whether there is a task to run at once. */
    boolean hasWork() {
        return !ready.isEmpty();
    }

    @Override
    public void close() {
        closed = true;
        ready.clear();
        timed.clear();
    }
}
