package io.quorumseal.benchmarks.cluster;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Opened;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long payloads of another group take while the sidecar is written, which takes half a second, and while it is not: sealed
 * as the leader, opened out of the log, and the value sealed and opened.
 */
final class Waits {
    static final Duration WRITE = Duration.ofMillis(500);
    /** Whoever waits for a write waits for half of it, most times. */
    static final Duration LONG = WRITE.dividedBy(2);

    static final String QUIET = "nothing";
    static final String WRITING = "a write of the sidecar";
    private static final GroupId DATA = new GroupId("data");
    private static final int SIZE = 1024;
    private static final int ROTATIONS = 8;
    private static final int DIGITS = 3;
    private static final ByteBuffer KEY = ByteBuffer.allocate(16);

    private final Csv csv = new Csv(
            Settings.RESULTS.resolve("growth-waits.csv"),
            "beside",
            "payloads",
            "p99_millis",
            "longest_millis",
            "waited");

    Waits() throws IOException {}

    void run() throws IOException {
        try (LoneNode node = new LoneNode(Settings.WORK.resolve("growth-waits"), 2)) {
            node.open();
            node.lead();
            GroupSeal data = node.host(DATA);
            node.seal().admin().enableStorageEnvelope();
            node.seal().admin().enableRaftEnvelope(LoneEngine.GROUP);
            node.seal().admin().enableRaftEnvelope(DATA);
            Payloads payloads = new Payloads(node, data);
            Duration time = WRITE.multipliedBy(ROTATIONS);
            var unusedWarmUp = payloads.until(after(time));
            write(QUIET, payloads.until(after(time)));
            node.sidecar().delay(WRITE);
            write(WRITING, payloads.until(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < ROTATIONS; i++) {
                    node.seal().admin().rotate(i % 2 == 0 ? Purpose.STORAGE : Purpose.RAFT);
                }
            })));
        }
    }

    private static CompletableFuture<Void> after(Duration time) {
        return CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void write(String beside, Histogram nanos) throws IOException {
        csv.row(
                beside,
                nanos.getTotalCount(),
                nanos.getValueAtPercentile(99) / 1e6,
                nanos.getMaxValue() / 1e6,
                nanos.getCountBetweenValues(LONG.toNanos(), Long.MAX_VALUE));
    }

    /** One after the other, on one thread. */
    private static final class Payloads {
        private final LoneNode node;
        private final GroupSeal group;
        private final ByteBuffer payload = ByteBuffer.allocate(SIZE);
        private long index = 1_000;

        Payloads(LoneNode node, GroupSeal group) {
            this.node = node;
            this.group = group;
        }

        Histogram until(CompletableFuture<Void> end) {
            Histogram nanos = new Histogram(DIGITS);
            while (!end.isDone()) {
                long start = System.nanoTime();
                pass();
                nanos.recordValue(System.nanoTime() - start);
            }
            end.join();
            return nanos;
        }

        private void pass() {
            index++;
            byte[] logged = LoneEngine.logged(group, payload, index);
            LogPosition at = new LogPosition(DATA, LoneEngine.FIRST_TERM, index);
            if (!(group.open(at, ByteBuffer.wrap(logged)) instanceof Opened.Payload opened)) {
                throw new IllegalStateException("not opened at " + at);
            }
            var stored = node.seal().values().seal(KEY, opened.plaintext());
            var unused = node.seal().values().open(KEY, stored);
        }
    }
}
