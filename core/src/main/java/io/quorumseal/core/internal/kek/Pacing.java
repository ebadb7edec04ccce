package io.quorumseal.core.internal.kek;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Time and chance between two attempts. A test has neither pass. */
public interface Pacing {

    /** Tells the time that deadlines are held against, as {@link System#nanoTime}. */
    long nanoTime();

    /** Draws a number from 0 to 1, so that nodes which failed together do not ask again together. */
    double jitter();

    /** Lets time pass, or less if {@code end} comes before. */
    void pause(CountDownLatch end, Duration time) throws InterruptedException;

    /** Whether a call gets a thread of its own, so that nobody waits longer than he wants to. */
    default boolean threadForEachCall() {
        return true;
    }

    /** Real time and chance. */
    static Pacing real() {
        return new Pacing() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public double jitter() {
                return ThreadLocalRandom.current().nextDouble();
            }

            @Override
            public void pause(CountDownLatch end, Duration time) throws InterruptedException {
                boolean unused = end.await(time.toNanos(), TimeUnit.NANOSECONDS);
            }
        };
    }
}
