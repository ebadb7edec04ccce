package io.quorumseal.testkit.sim;

import io.quorumseal.core.internal.kek.Pacing;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Between two attempts no time passes.
 *
 * @param threadForEachCall whether a KEK may hang
 */
record TimelessPacing(boolean threadForEachCall) implements Pacing {
    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public double jitter() {
        return 0;
    }

    @Override
    public void pause(CountDownLatch end, Duration time) {}
}
