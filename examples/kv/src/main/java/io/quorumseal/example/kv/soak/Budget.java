package io.quorumseal.example.kv.soak;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The time of a run. Safe for use by several threads. */
final class Budget {
    private final long start = System.nanoTime();
    private final Duration length;
    private final CountDownLatch over = new CountDownLatch(1);

    Budget(Duration length) {
        this.length = length;
    }

    /** Waits; gives whether the run goes on. Ends early if the run does. */
    boolean pause(Duration time) throws InterruptedException {
        return !over.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean goesOn() {
        return over.getCount() > 0;
    }

    void end() {
        over.countDown();
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Tells whether a share of the time has passed. */
    boolean passed(double share) {
        return elapsed().toNanos() >= length.toNanos() * share;
    }
}
