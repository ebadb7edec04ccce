package io.quorumseal.core.internal.key;

import io.quorumseal.api.spi.AeadProvider.Opener;
import io.quorumseal.core.internal.key.Openers.Salt;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Openers by salt, the latest first. Immutable; looked up without an object. */
final class OpenerTable implements AutoCloseable {
    static final OpenerTable EMPTY = new OpenerTable(List.of());

    /** Openers, and the salt that they are for. */
    private record Entry(Salt salt, KeyedPool<Opener> openers) {}

    private final List<Entry> entries;
    private final long[] highs;
    private final int[] lows;

    private OpenerTable(List<Entry> entries) {
        this.entries = entries;
        highs = entries.stream().mapToLong(entry -> entry.salt().high()).toArray();
        lows = entries.stream().mapToInt(entry -> entry.salt().low()).toArray();
    }

    @Nullable
    KeyedPool<Opener> find(long high, int low) {
        for (int i = 0; i < highs.length; i++) {
            if (highs[i] == high && lows[i] == low) {
                return entries.get(i).openers();
            }
        }
        return null;
    }

    /** These and others, which are the latest; no more than so many in all. */
    OpenerTable with(Salt salt, KeyedPool<Opener> openers, int most) {
        return new OpenerTable(Stream.concat(Stream.of(new Entry(salt, openers)), entries.stream())
                .limit(most)
                .toList());
    }

    /** Those behind the latest so many. */
    OpenerTable beyond(int latest) {
        return new OpenerTable(entries.stream().skip(latest).toList());
    }

    @Override
    public void close() {
        entries.forEach(entry -> entry.openers().close());
    }
}
