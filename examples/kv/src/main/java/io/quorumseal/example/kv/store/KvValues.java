package io.quorumseal.example.kv.store;

import io.quorumseal.core.StoredValue;
import io.quorumseal.core.ValueStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The store as rewriting sees it. */
record KvValues(KvStore store) implements ValueStore {

    @Override
    public Stream<Stored> values() {
        KvStore.Rows rows = store.rows();
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, Spliterator.NONNULL), false)
                .onClose(rows::close);
    }

    @Override
    public boolean replace(Stored seen, StoredValue renewed) {
        try {
            return store.replace(seen.storageKey(), seen.value(), renewed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void compact() {
        try {
            store.compact();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
