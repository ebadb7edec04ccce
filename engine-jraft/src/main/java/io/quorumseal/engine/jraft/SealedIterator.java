package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the vendor's state machine sees of committed entries: opened payloads, with its own closures, and no encryption entries.
 *
 * <p>An entry is opened only when the vendor comes to it, since the vendor may have what is before it counted as applied
 * ({@link #commit}) or put into a snapshot.
 */
final class SealedIterator implements Iterator {
    private final Iterator log;
    private final Function<Iterator, Optional<ByteBuffer>> path;
    private final List<Long> shown = new ArrayList<>();
    private Optional<ByteBuffer> opened = Optional.empty();
    private boolean halted;

    /**
     * Makes what the vendor sees.
     *
     * @param path opens the entry that JRaft is at, and applies it if it is an encryption entry; empty if there is nothing for the
     *     vendor, or if it was given back
     */
    SealedIterator(Iterator log, Function<Iterator, Optional<ByteBuffer>> path) {
        this.log = log;
        this.path = path;
    }

    @Override
    public boolean hasNext() {
        while (opened.isEmpty() && log.hasNext()) {
            open();
        }
        return opened.isPresent() && log.hasNext();
    }

    /** Whatever JRaft is asked about is asked about an entry that the vendor sees. */
    private void settle() {
        boolean unused = hasNext();
    }

    /** An encryption entry is passed over; behind one that could not be applied JRaft has no next. */
    private void open() {
        long index = log.getIndex();
        opened = path.apply(log);
        if (opened.isPresent()) {
            shown.add(index);
        } else if (log.hasNext()) {
            log.next();
        } else {
            halted = true;
        }
    }

    @Override
    public @Nullable ByteBuffer next() {
        ByteBuffer data = getData();
        leave();
        return data;
    }

    /** What the vendor is at counts as applied, as JRaft has it. */
    void leave() {
        if (opened.isPresent()) {
            opened = Optional.empty();
            log.next();
        }
    }

    @Override
    public @Nullable ByteBuffer getData() {
        return hasNext() ? opened.orElseThrow() : null;
    }

    @Override
    public long getIndex() {
        settle();
        return log.getIndex();
    }

    @Override
    public long getTerm() {
        settle();
        return log.getTerm();
    }

    @Override
    public @Nullable Closure done() {
        settle();
        Closure done = log.done();
        return done instanceof VendorTask task ? task.vendors() : done;
    }

    @Override
    public void setAutoCommitPerLog(boolean status) {
        log.setAutoCommitPerLog(status);
    }

    @Override
    public boolean commit() {
        settle();
        return log.commit();
    }

    @Override
    public void commitAndSnapshotSync(Closure done) {
        settle();
        log.commitAndSnapshotSync(done);
    }

    /** The vendor counts its own entries; what lies between them is met again, too. */
    @Override
    public void setErrorAndRollback(long ntail, Status status) {
        boolean atEntry = hasNext();
        if (!halted) {
            long last = atEntry ? log.getIndex() : log.getIndex() - 1;
            log.setErrorAndRollback(shown.isEmpty() ? ntail : last - firstOf(ntail) + 1, status);
        }
    }

    private long firstOf(long ntail) {
        return shown.get(Math.toIntExact(Math.max(0, shown.size() - ntail)));
    }
}
