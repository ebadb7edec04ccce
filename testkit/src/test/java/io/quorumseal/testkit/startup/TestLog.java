package io.quorumseal.testkit.startup;

import io.quorumseal.api.spi.Engine.Logged;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** One group's log: indexes count from 1, and the term is always 1. */
final class TestLog {
    static final long TERM = 1;

    private final List<byte[]> entries = new ArrayList<>();

    synchronized long append(byte[] entry) {
        entries.add(entry);
        return entries.size();
    }

    synchronized long last() {
        return entries.size();
    }

    synchronized byte[] at(long index) {
        return entries.get((int) index - 1);
    }

    /** What stands behind an index. */
    synchronized List<Logged> after(long index) {
        return IntStream.rangeClosed((int) index + 1, entries.size())
                .mapToObj(i -> new Logged(TERM, i, entries.get(i - 1)))
                .toList();
    }
}
