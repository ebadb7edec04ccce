package io.quorumseal.engine.jraft;

import io.quorumseal.api.spi.Engine.Logged;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The payloads of a log, read a few at a time. */
final class LoggedPayloads implements Iterator<Logged> {
    private final LocalLog log;
    private final long last;
    private long from;
    private Iterator<Logged> batch = List.<Logged>of().iterator();

    LoggedPayloads(LocalLog log) {
        this.log = log;
        LocalLog.Span span = log.span();
        this.from = span.first();
        this.last = span.last();
    }

    @Override
    public boolean hasNext() {
        while (!batch.hasNext() && from <= last) {
            LocalLog.Some some = log.payloads(from, last);
            batch = some.payloads().iterator();
            from = some.next();
        }
        return batch.hasNext();
    }

    @Override
    public Logged next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return batch.next();
    }
}
