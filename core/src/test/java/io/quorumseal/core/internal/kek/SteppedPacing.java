package io.quorumseal.core.internal.kek;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Time that passes by pauses only. */
final class SteppedPacing implements Pacing {
    final List<Duration> pauses = new ArrayList<>();
    double jitter;
    private long now;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public double jitter() {
        return jitter;
    }

    @Override
    public void pause(CountDownLatch end, Duration time) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        pauses.add(time);
        now += time.toNanos();
    }
}
