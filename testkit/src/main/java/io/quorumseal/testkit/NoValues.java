package io.quorumseal.testkit;

import io.quorumseal.core.StoredValue;
import io.quorumseal.core.ValueStore;
import java.util.stream.Stream;

/** The store of a state machine that keeps everything in memory: there is nothing to be renewed. */
public final class NoValues implements ValueStore {
    /** Makes the store. */
    public NoValues() {}

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
