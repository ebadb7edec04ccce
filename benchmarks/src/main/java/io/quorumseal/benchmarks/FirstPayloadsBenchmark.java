package io.quorumseal.benchmarks;

import io.quorumseal.api.LogPosition;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.benchmarks.cluster.LoneEngine;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Opened;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.StoredValue;
import io.quorumseal.example.kv.files.Folders;
import io.quorumseal.provider.bc.KeyFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a start takes, and the first thousand payloads and values behind it, with and without having the cipher compiled at the
 * start. Each figure is of a JVM of its own, which has sealed next to nothing before.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(8)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class FirstPayloadsBenchmark {
    private static final int MESSAGES = 1_000;
    private static final long TERM = 1;

    /** Behind the entries that the cluster's keys came with. */
    private static final long FIRST_INDEX = 1_000;

    /** A node that is closed, behind both cutovers. */
    @State(Scope.Thread)
    public static class Closed {
        /** For how long a start may have the cipher compiled. */
        @Param({"0", "1000"})
        public int warmUpMillis;

        final LoneEngine engine = new LoneEngine();
        private Path directory = Path.of("");
        private Optional<QuorumSeal> open = Optional.empty();

        /** Gives it its keys. */
        @Setup(Level.Trial)
        public void prepare() throws IOException {
            directory = Files.createTempDirectory("first-payloads-benchmark");
            KeyFiles.create(directory.resolve("kek"));
            Files.createDirectory(directory.resolve("data"));
            try (QuorumSeal seal = open(Duration.ZERO)) {
                var unused = engine.lead(seal);
                seal.admin().bootstrap();
                seal.admin().enableStorageEnvelope();
                seal.admin().enableRaftEnvelope(LoneEngine.GROUP);
            }
        }

        private QuorumSeal open(Duration warmUp) {
            return engine.open(
                    directory.resolve("data"),
                    Optional.of("file:" + directory.resolve("kek")),
                    builder -> builder.limits(LoneEngine.LIMITS.withWarmUp(warmUp)));
        }

        QuorumSeal start() {
            QuorumSeal started = open(Duration.ofMillis(warmUpMillis));
            open = Optional.of(started);
            return started;
        }

        /** Closes it, and removes its files. */
        @TearDown(Level.Trial)
        public void close() throws IOException {
            open.ifPresent(QuorumSeal::close);
            engine.close();
            Folders.delete(directory);
        }
    }

    /** The same node, started and leading, as long ago as an election takes. */
    @State(Scope.Thread)
    public static class Started extends Closed {
        private static final Duration ELECTION = Duration.ofMillis(1_500);

        /** The payload's size in bytes, and the value's. */
        @Param("16384")
        public int size;

        private final QuorumSeal[] seal = new QuorumSeal[1];
        private final GroupSeal[] group = new GroupSeal[1];
        private final ByteBuffer key = ByteBuffer.allocate(16);
        private ByteBuffer plaintext = ByteBuffer.allocate(0);
        private final StoredValue[] stored = new StoredValue[1];

        /** Starts it, and waits. */
        @Setup(Level.Trial)
        public void begin() throws InterruptedException {
            seal[0] = start();
            group[0] = engine.lead(seal[0]);
            plaintext = ByteBuffer.allocate(size).asReadOnlyBuffer();
            stored[0] = seal[0].values().seal(key, plaintext);
            Thread.sleep(ELECTION.toMillis());
        }

        Opened write(long index) {
            ByteBuffer logged;
            try (Proposal proposal = group[0].begin(plaintext)) {
                proposal.recheck(TERM);
                logged = proposal.bytesAt(TERM, index);
            }
            return group[0].open(new LogPosition(LoneEngine.GROUP, TERM, index), logged);
        }

        byte[] read() {
            return seal[0].values().open(key, stored[0]);
        }
    }

    /** A start, up to the open runtime. */
    @Benchmark
    public QuorumSeal start(Closed node) {
        return node.start();
    }

    /** A thousand payloads, each sealed, placed and opened. */
    @Benchmark
    public Object thousandWrites(Started node) {
        Object last = node;
        for (int i = 0; i < MESSAGES; i++) {
            last = node.write(FIRST_INDEX + i);
        }
        return last;
    }

    /** A thousand reads of a stored value. */
    @Benchmark
    public Object thousandReads(Started node) {
        Object last = node;
        for (int i = 0; i < MESSAGES; i++) {
            last = node.read();
        }
        return last;
    }
}
