package io.quorumseal.engine.jraft;

import io.quorumseal.core.StoredValue;
import io.quorumseal.core.ValueStore;
import java.util.stream.Stream;

/** The store of a machine that keeps everything in memory. */
final class NoValues implements ValueStore {
    @Override
    public Stream<Stored> values() {
        return Stream.empty();
    }

    @Override
    public boolean replace(Stored seen, StoredValue renewed) {
        return false;
    }

    @Override
    public void compact() {
        // Nothing is on disk.
    }
}
