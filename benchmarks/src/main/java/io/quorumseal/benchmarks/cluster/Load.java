package io.quorumseal.benchmarks.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/** Clients that write on and on, each as soon as its last write was answered, until they are told to end. */
final class Load implements AutoCloseable {
    private static final int DIGITS = 3;

    /**
     * A write that was answered.
     *
     * @param end when, by {@link System#nanoTime}
     * @param nanos how long it took
     */
    record Write(long end, long nanos) {}

    /**
     * What was measured over a while.
     *
     * @param elapsed nanoseconds
     * @param cpu nanoseconds of processor time of all nodes
     * @param refused writes that were given up
     * @param latency nanoseconds of each write that was answered
     */
    record Slice(long elapsed, long cpu, long refused, Histogram latency) {
        double writesPerSecond() {
            return latency.getTotalCount() * 1e9 / elapsed;
        }

        double cpuPerWrite() {
            return (double) cpu / latency.getTotalCount();
        }

        long nanosAt(double percentile) {
            return latency.getValueAtPercentile(percentile);
        }
    }

    private final Side side;
    private final byte[] value;
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Write> writes = new ConcurrentLinkedQueue<>();
    private final LongAdder refused = new LongAdder();
    private volatile boolean ended;

    Load(Side side, int size, int clients) {
        this.side = side;
        this.value = new byte[size];
        new Random(size).nextBytes(value);
        for (int client = 0; client < clients; client++) {
            Thread thread = new Thread(this::run, "client-" + client);
            thread.start();
            threads.add(thread);
        }
    }

    private void run() {
        while (!ended) {
            long start = System.nanoTime();
            try {
                side.write(value);
                long end = System.nanoTime();
                writes.add(new Write(end, end - start));
            } catch (IOException e) {
                refused.increment();
            }
        }
    }

    long refused() {
        return refused.sum();
    }

    /** Ends the clients, waits for their last answers, and gives all writes. */
    List<Write> end() throws InterruptedException {
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
        return List.copyOf(writes);
    }

    /** Measures a load for a while. */
    static Slice slice(Side side, int size, int clients, Duration time) throws InterruptedException {
        long cpu = side.cpuTime().toNanos();
        long start = System.nanoTime();
        try (Load load = new Load(side, size, clients)) {
            Thread.sleep(time.toMillis());
            List<Write> writes = load.end();
            long elapsed = System.nanoTime() - start;
            return new Slice(elapsed, side.cpuTime().toNanos() - cpu, load.refused(), histogram(writes));
        }
    }

    static Histogram histogram(List<Write> writes) {
        Histogram histogram = new Histogram(DIGITS);
        histogram.setAutoResize(true);
        writes.forEach(write -> histogram.recordValue(write.nanos()));
        return histogram;
    }

    @Override
    public void close() {
        ended = true;
    }
}
