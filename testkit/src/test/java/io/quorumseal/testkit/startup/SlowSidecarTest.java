package io.quorumseal.testkit.startup;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.SidecarStore;
import io.quorumseal.core.Admin;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Opened;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.internal.disk.RealFileOps;
import io.quorumseal.core.internal.sidecar.FileSidecarStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Payloads do not wait for the sidecar. */
class SlowSidecarTest {
    private static final GroupId DATA = new GroupId("data");
    private static final Duration WAITS = Duration.ofSeconds(20);

    @TempDir
    Path parent;

    /** Writes when it is let. */
    private record Blocking(SidecarStore files, Latches latches) implements SidecarStore {
        @Override
        public void probe() {
            files.probe();
        }

        @Override
        public Optional<byte[]> read() {
            return files.read();
        }

        @Override
        public void write(byte[] contents) {
            latches.pass();
            files.write(contents);
        }

        @Override
        public Optional<byte[]> readAudit() {
            return files.readAudit();
        }

        @Override
        public void appendAudit(byte[] lines) {
            files.appendAudit(lines);
        }

        @Override
        public void close() {
            files.close();
        }
    }

    /** Closed from when it is said until it is opened. */
    private static final class Latches {
        private volatile boolean closed;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        void pass() {
            if (closed) {
                reached.countDown();
                await(open);
            }
        }

        static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void payloadOfAnotherGroup_whileTheSidecarIsWritten_doesNotWait() throws ExecutionException, InterruptedException {
        Life life = Life.in(parent, "n1", TestKek.withFingerprint("k"));
        Latches latches = new Latches();
        SidecarStore store = new Blocking(FileSidecarStore.open(life.directory(), new RealFileOps()), latches);
        TestEngine engine = life.engine().hosting(DATA);
        try (QuorumSeal runtime = life.alone(engine).sidecarStore(store).open()) {
            engine.lead(runtime);
            Life.cutOver(runtime);
            GroupSeal data = runtime.group("data");
            latches.closed = true;
            CompletableFuture<Admin.Result> rotation =
                    CompletableFuture.supplyAsync(() -> runtime.admin().rotate(Purpose.STORAGE));
            Latches.await(latches.reached);
            try {
                assertTimeoutPreemptively(WAITS, () -> appendedAndOpened(data));
            } finally {
                latches.open.countDown();
            }
            assertFalse(rotation.get().already());
        }
    }

    private static void appendedAndOpened(GroupSeal data) {
        data.begin(ByteBuffer.wrap(new byte[1])).close();
        LogPosition first = new LogPosition(DATA, TestLog.TERM, 1);
        assertInstanceOf(Opened.Payload.class, data.open(first, ByteBuffer.wrap(new byte[1])));
    }
}
