package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.JRaftServiceFactory;
import com.alipay.sofa.jraft.conf.ConfigurationManager;
import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.option.LogStorageOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import io.quorumseal.api.spi.Engine.Logged;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A group's log as it stands on disk, whoever has it open: the group's node, or, while that does not run, this engine. It is
 * always opened by the library's own class, as the vendor configured it. Only one of them can have it open, so this engine lets
 * go of it when the node begins to run.
 */
final class LocalLog {
    /** How long to wait for entries that are only in the node's memory to be written. */
    private static final long WRITE_TIMEOUT_MILLIS = 10_000;

    private static final int BATCH = 256;
    private static final int BATCH_BYTES = 1 << 20;

    private final JRaftGroup group;
    private final JRaftServiceFactory factory;
    private final LogStamp stamp;
    private @Nullable LogStorage ofNode;
    private @Nullable LogStorage ours;
    private boolean closed;

    /**
     * Makes the log of a group.
     *
     * @param factory the vendor's
     */
    LocalLog(JRaftGroup group, JRaftServiceFactory factory, LogStamp stamp) {
        this.group = group;
        this.factory = factory;
        this.stamp = stamp;
    }

    LogStamp stamp() {
        return stamp;
    }

    /** Which entries there are; {@code last} is less than {@code first} if there are none. */
    record Span(long first, long last) {
        /** The last index that was ever written, or that a snapshot has taken the place of. */
        long lastIndex() {
            return Math.max(last, first - 1);
        }
    }

    /** The log is in the node's hands. */
    synchronized boolean isOfNode() {
        return ofNode != null;
    }

    /** The node opens it, and nobody does so meanwhile: of two that try, one fails. */
    synchronized boolean openedBy(LogStorage storage, LogStorageOptions options) throws IOException {
        release();
        stamp.write();
        boolean good = storage.init(options);
        if (good) {
            ofNode = storage;
        }
        return good;
    }

    /** The node closes it. */
    synchronized void closedBy(LogStorage storage) {
        storage.shutdown();
        if (ofNode == storage) {
            ofNode = null;
        }
        notifyAll();
    }

    /** Lets go of it. */
    synchronized void release() {
        LogStorage open = ours;
        ours = null;
        if (open != null) {
            open.shutdown();
        }
    }

    /** Lets go of it for good: whoever asks late must not have it open when the next engine comes. */
    synchronized void close() {
        closed = true;
        release();
    }

    /** What is on disk has changed. */
    synchronized void changed() {
        notifyAll();
    }

    synchronized Span span() {
        if (ofNode == null && !stamp.exists()) {
            release();
            return new Span(1, 0);
        }
        LogStorage storage = open();
        return new Span(storage.getFirstLogIndex(), storage.getLastLogIndex());
    }

    private LogStorage open() {
        LogStorage open = ofNode != null ? ofNode : ours;
        if (open == null) {
            open = opened();
            ours = open;
        }
        return open;
    }

    private LogStorage opened() {
        if (closed) {
            throw new IllegalStateException(
                    "the engine is closed: what the log of group " + group.id() + " holds cannot be told any more");
        }
        LogStorageOptions options = new LogStorageOptions();
        options.setGroupId(group.id());
        options.setConfigurationManager(new ConfigurationManager());
        options.setLogEntryCodecFactory(factory.createLogEntryCodecFactory());
        LogStorage storage = factory.createLogStorage(
                group.options().getLogUri(), group.options().getRaftOptions());
        if (!storage.init(options)) {
            throw new IllegalStateException("the log of group " + group.id() + " in "
                    + group.options().getLogUri() + " does not open; JRaft's process log says why. See that no other"
                    + " process has it open");
        }
        return storage;
    }

    /**
     * Reads some payloads: the node waits meanwhile if it has something to write.
     *
     * @param from the first index to read
     * @param to the last one to read
     * @return what the log holds of the first of them, in its order
     * @throws IllegalStateException if an entry that is there cannot be read
     */
    synchronized Some payloads(long from, long to) {
        Span span = span();
        List<Logged> payloads = new ArrayList<>();
        long index = Math.max(from, span.first);
        long end = Math.min(to, span.last);
        for (long bytes = 0; index <= end && payloads.size() < BATCH && bytes < BATCH_BYTES; index++) {
            bytes += add(index, payloads);
        }
        return new Some(payloads, index);
    }

    /**
     * Some payloads.
     *
     * @param payloads those in the part of the log that was read
     * @param next the first index that was not read
     */
    record Some(List<Logged> payloads, long next) {}

    /** Adds an entry's payload; tells how long it is. */
    private int add(long index, List<Logged> payloads) {
        LogEntry entry = open().getEntry(index);
        if (entry != null && entry.getType() == EntryType.ENTRY_TYPE_DATA) {
            byte[] payload = bytes(entry);
            payloads.add(new Logged(entry.getId().getTerm(), index, payload));
            return payload.length;
        }
        if (entry == null && isIn(index)) {
            throw new IllegalStateException("entry " + index + " of group " + group.id() + " in "
                    + group.options().getLogUri() + " cannot be read; JRaft's process log says why");
        }
        return 0;
    }

    /** The node may have cut the log meanwhile. */
    private boolean isIn(long index) {
        Span now = span();
        return index >= now.first && index <= now.last;
    }

    private static byte[] bytes(LogEntry entry) {
        ByteBuffer data = entry.getData().duplicate();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return bytes;
    }

    /**
     * Waits until what the node has in memory is written: what a leader of another term overwrites never is.
     *
     * @param last tells the last index in memory
     * @throws IllegalStateException if it takes too long
     */
    void awaitWritten(LongSupplier last) {
        long wanted = last.getAsLong();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(WRITE_TIMEOUT_MILLIS);
        while (!isWritten(Math.min(wanted, last.getAsLong()), deadline)) {
            // Asked outside of the lock: whoever writes needs it.
        }
    }

    private synchronized boolean isWritten(long index, long deadline) {
        boolean written = span().lastIndex() >= index;
        if (!written) {
            awaitChange(deadline, index);
        }
        return written;
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private void awaitChange(long deadline, long wanted) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
            throw new IllegalStateException(
                    "the log of group " + group.id() + " up to " + wanted + " was not written within "
                            + WRITE_TIMEOUT_MILLIS + " ms: what it holds cannot be told; ask again");
        }
        try {
            wait(left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
