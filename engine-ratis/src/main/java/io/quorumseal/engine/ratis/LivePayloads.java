package io.quorumseal.engine.ratis;

import io.quorumseal.api.spi.Engine.Logged;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.raftlog.RaftLogIOException;

/** The payloads of a log that is in use: those in its files, and then those that are not written yet. */
final class LivePayloads implements Iterator<Logged> {
    private final Iterator<Logged> written;
    private final Optional<LocalDivision> division;
    private long last = -1;
    private Optional<Iterator<Logged>> unwritten = Optional.empty();

    LivePayloads(Iterable<Logged> written, Optional<LocalDivision> division) {
        this.written = written.iterator();
        this.division = division;
    }

    @Override
    public boolean hasNext() {
        if (unwritten.isEmpty() && written.hasNext()) {
            return true;
        }
        if (unwritten.isEmpty()) {
            unwritten = Optional.of(division.map(this::behindFiles).orElseGet(Collections::emptyIterator));
        }
        return unwritten.get().hasNext();
    }

    private Iterator<Logged> behindFiles(LocalDivision log) {
        List<Logged> payloads = new ArrayList<>();
        try {
            for (LogEntryProto entry : log.entriesFrom(last + 1)) {
                LoggedPayloads.add(entry, payloads);
            }
        } catch (RaftLogIOException e) {
            throw new UncheckedIOException("the log cannot be read", e);
        }
        return payloads.iterator();
    }

    @Override
    public Logged next() {
        Logged next = unwritten.orElse(written).next();
        last = next.index();
        return next;
    }
}
