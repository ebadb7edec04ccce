package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.option.LogStorageOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import com.alipay.sofa.jraft.util.Describer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** The vendor's log storage while a node uses it. It changes nothing; the engine reads along. */
final class SealedLogStorage implements LogStorage, Describer {
    private final LogStorage vendors;
    private final LocalLog log;
    private final HostedGroup hosted;

    /**
     * Makes the storage of one start.
     *
     * @param hosted is told that the group begins to run, before anything comes out of its log
     */
    SealedLogStorage(LogStorage vendors, LocalLog log, HostedGroup hosted) {
        this.vendors = vendors;
        this.log = log;
        this.hosted = hosted;
    }

    @Override
    public boolean init(LogStorageOptions options) {
        prepare();
        boolean good = opened(options);
        if (good) {
            hosted.begins();
        }
        return good;
    }

    private boolean opened(LogStorageOptions options) {
        try {
            return log.openedBy(vendors, options);
        } catch (IOException e) {
            throw new UncheckedIOException("the log's identity cannot be written", e);
        }
    }

    private void prepare() {
        try {
            hosted.prepares();
        } catch (IOException e) {
            throw new UncheckedIOException("group " + hosted.id() + " does not start: " + e.getMessage(), e);
        }
    }

    @Override
    public void shutdown() {
        log.closedBy(vendors);
    }

    @Override
    public boolean appendEntry(LogEntry entry) {
        boolean appended = vendors.appendEntry(entry);
        log.changed();
        return appended;
    }

    @Override
    public int appendEntries(List<LogEntry> entries) {
        int appended = vendors.appendEntries(entries);
        log.changed();
        return appended;
    }

    @Override
    public long getFirstLogIndex() {
        return vendors.getFirstLogIndex();
    }

    @Override
    public long getLastLogIndex() {
        return vendors.getLastLogIndex();
    }

    @Override
    public LogEntry getEntry(long index) {
        return vendors.getEntry(index);
    }

    @Override
    @Deprecated
    @SuppressWarnings("deprecation") // JRaft may call it
    public long getTerm(long index) {
        return vendors.getTerm(index);
    }

    @Override
    public boolean truncatePrefix(long firstIndexKept) {
        return vendors.truncatePrefix(firstIndexKept);
    }

    @Override
    public boolean truncateSuffix(long lastIndexKept) {
        boolean truncated = vendors.truncateSuffix(lastIndexKept);
        log.changed();
        return truncated;
    }

    @Override
    public boolean reset(long nextLogIndex) {
        boolean reset = vendors.reset(nextLogIndex);
        log.changed();
        return reset;
    }

    @Override
    public void describe(Printer out) {
        if (vendors instanceof Describer describer) {
            describer.describe(out);
        }
    }
}
