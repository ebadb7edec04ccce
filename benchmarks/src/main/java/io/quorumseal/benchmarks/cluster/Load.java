package io.quorumseal.benchmarks.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Clients that write on and on until they are told to end: each as soon as its last write was answered, or all of them together at
 * a rate that waits for no answer. What a write takes is then counted from when it was due, so that one that could not even be sent
 * in time counts as late.
 */
final class Load implements AutoCloseable {
    private static final int DIGITS = 3;
    private static final long SECOND_NANOS = 1_000_000_000;

    /** What is written to. Safe for use by several threads. */
    interface Target {
        /** Writes a value, and waits for the answer. */
        void write(byte[] value) throws IOException;
    }

    /** Says when the next write is due, by {@link System#nanoTime}. */
    private interface Pace {
        long next();
    }

    /**
     * A write that was answered.
     *
     * @param end when, by {@link System#nanoTime}
     * @param nanos how long it took from when it was due
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
        long writes() {
            return latency.getTotalCount();
        }

        double writesPerSecond() {
            return writes() * 1e9 / elapsed;
        }

        double cpuPerWrite() {
            return (double) cpu / writes();
        }

        long nanosAt(double percentile) {
            return latency.getValueAtPercentile(percentile);
        }
    }

    private final Target target;
    private final Pace pace;
    private final byte[] value;
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Write> writes = new ConcurrentLinkedQueue<>();
    private final LongAdder refused = new LongAdder();
    private volatile boolean ended;

    Load(Target target, int size, int clients) {
        this(target, size, clients, System::nanoTime);
    }

    private Load(Target target, int size, int clients, Pace pace) {
        this.target = target;
        this.pace = pace;
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
            long due = pace.next();
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            try {
                target.write(value);
                long end = System.nanoTime();
                writes.add(new Write(end, end - due));
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

    /** Measures for a while what clients reach that wait for their answers. */
    static Slice slice(Side side, int size, int clients, Duration time) throws InterruptedException {
        return slice(side, time, () -> new Load(side, size, clients));
    }

    /**
     * Measures for a while a load that comes at its own rate.
     *
     * @param rate writes per second
     * @param clients how many writes can be under way at a time
     */
    static Slice offered(Side side, int size, long rate, int clients, Duration time) throws InterruptedException {
        long start = System.nanoTime();
        AtomicLong sent = new AtomicLong();
        return slice(
                side,
                time,
                () -> new Load(side, size, clients, () -> start + sent.getAndIncrement() * SECOND_NANOS / rate));
    }

    private static Slice slice(Side side, Duration time, Supplier<Load> begun) throws InterruptedException {
        long cpu = side.cpuTime().toNanos();
        long start = System.nanoTime();
        try (Load load = begun.get()) {
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
