package io.quorumseal.benchmarks.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Changes one behind the other, with a while after each; before the first, a while without any. */
final class Steps {
    /** What is asked for. */
    interface Change {
        void run() throws IOException;
    }

    private final Duration between;
    private final List<Step> done = new ArrayList<>();

    Steps(Duration between) throws InterruptedException {
        this.between = between;
        long start = System.nanoTime();
        Thread.sleep(between.toMillis());
        done.add(new Step(Step.QUIET, start, System.nanoTime()));
    }

    void run(String name, Change change) throws IOException, InterruptedException {
        long start = System.nanoTime();
        change.run();
        done.add(new Step(name, start, System.nanoTime()));
        Thread.sleep(between.toMillis());
    }

    List<Step> done() {
        return done;
    }
}
