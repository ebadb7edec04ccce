package io.quorumseal.benchmarks.cluster;

import io.quorumseal.api.spi.SidecarStore;
import io.quorumseal.core.internal.disk.RealFileOps;
import io.quorumseal.core.internal.sidecar.FileSidecarStore;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A sidecar in real files, with their real synchronization. It counts what is written, takes as long as it is told, and for as
 * long as a case is only being prepared keeps everything in memory.
 */
final class CountedSidecar implements SidecarStore {
    private final SidecarStore files;
    private final ByteArrayOutputStream audit = new ByteArrayOutputStream();
    private volatile byte @Nullable [] inMemory;
    private volatile boolean preparing;
    private final AtomicLong written = new AtomicLong();
    private volatile long delayNanos;

    CountedSidecar(Path directory) {
        this.files = FileSidecarStore.open(directory, new RealFileOps());
    }

    /** Does something for which nothing is written but its end. */
    void prepare(Runnable preparation) {
        preparing = true;
        preparation.run();
        preparing = false;
        if (inMemory != null) {
            files.write(inMemory);
            inMemory = null;
        }
        if (audit.size() > 0) {
            files.appendAudit(audit.toByteArray());
            audit.reset();
        }
    }

    /** Has each write of the sidecar take this much longer from now on. */
    void delay(Duration time) {
        delayNanos = time.toNanos();
    }

    /** Tells how many bytes were written to files. */
    long written() {
        return written.get();
    }

    @Override
    public void probe() {
        files.probe();
    }

    @Override
    public Optional<byte[]> read() {
        return files.read();
    }

    @Override
    public void write(byte[] bytes) {
        if (preparing) {
            inMemory = bytes;
            return;
        }
        long until = System.nanoTime() + delayNanos;
        for (long left = delayNanos; left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        files.write(bytes);
        written.addAndGet(bytes.length);
    }

    @Override
    public Optional<byte[]> readAudit() {
        return files.readAudit();
    }

    @Override
    public void appendAudit(byte[] lines) {
        if (preparing) {
            audit.writeBytes(lines);
            return;
        }
        files.appendAudit(lines);
        written.addAndGet(lines.length);
    }

    @Override
    public void close() {
        files.close();
    }
}
