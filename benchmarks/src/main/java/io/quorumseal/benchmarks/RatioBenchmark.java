package io.quorumseal.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What {@link EnvelopeBenchmark} measures, for ratios on a noisy machine: each invocation seals, or opens, one batch in
 * each of the three ways, a fraction of a millisecond apart, so that all three meet the same noise. The counters hold
 * the nanoseconds of each way; an iteration's ratio is the quotient of two of them.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class RatioBenchmark {
    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();
    private static final int BATCH_BYTES = 256 * 1024;
    private static final int MAX_BATCH = 256;

    /** The nanoseconds of processor time that went into each way. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Nanos {
        /** Through the keyring. */
        public long ours;

        /** With the bare cipher. */
        public long bare;

        /** With Tink. */
        public long tink;
    }

    /** The three ways, which of them goes first next, and how many operations a batch has. */
    @State(Scope.Thread)
    public static class Turn {
        final EnvelopeBenchmark ways = new EnvelopeBenchmark();
        int first;
        int batch;

        /** Sizes the batches. */
        @Setup(Level.Trial)
        public void size(EnvelopeBenchmark.Own own) {
            batch = Math.max(1, Math.min(MAX_BATCH, BATCH_BYTES / own.size));
        }
    }

    private interface Operation {
        Object run() throws GeneralSecurityException;
    }

    /** Seals a batch in each way. */
    @Benchmark
    public void seal(EnvelopeBenchmark.Shared shared, EnvelopeBenchmark.Own own, Turn turn, Nanos nanos, Blackhole sink)
            throws GeneralSecurityException {
        int first = turn.first++;
        for (int i = 0; i < 3; i++) {
            switch ((first + i) % 3) {
                case 0 -> nanos.ours += batch(turn, sink, () -> turn.ways.sealQuorumSeal(shared, own));
                case 1 -> nanos.bare += batch(turn, sink, () -> turn.ways.sealBare(own));
                default -> nanos.tink += batch(turn, sink, () -> turn.ways.sealTink(own));
            }
        }
    }

    /** Opens a batch in each way. */
    @Benchmark
    public void open(EnvelopeBenchmark.Shared shared, EnvelopeBenchmark.Own own, Turn turn, Nanos nanos, Blackhole sink)
            throws GeneralSecurityException {
        int first = turn.first++;
        for (int i = 0; i < 3; i++) {
            switch ((first + i) % 3) {
                case 0 -> nanos.ours += batch(turn, sink, () -> turn.ways.openQuorumSeal(shared, own));
                case 1 -> nanos.bare += batch(turn, sink, () -> turn.ways.openBare(own));
                default -> nanos.tink += batch(turn, sink, () -> turn.ways.openTink(own));
            }
        }
    }

    private static long batch(Turn turn, Blackhole sink, Operation operation) throws GeneralSecurityException {
        long start = PROCESSOR.getCurrentThreadCpuTime();
        for (int i = 0; i < turn.batch; i++) {
            sink.consume(operation.run());
        }
        return PROCESSOR.getCurrentThreadCpuTime() - start;
    }
}
