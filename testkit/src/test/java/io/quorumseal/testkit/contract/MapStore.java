package io.quorumseal.testkit.contract;

import io.quorumseal.core.StoredValue;
import io.quorumseal.core.ValueStore;
import io.quorumseal.testkit.ValueStoreContract.Subject;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A store of values in memory that is right; those that are wrong change one thing of it. */
class MapStore implements ValueStore, Subject {
    private final Map<Place, Stored> rows = new LinkedHashMap<>();

    /** Where a value stands. */
    record Place(String scope, ByteBuffer key) {}

    Place place(Stored row) {
        return new Place(row.scope(), ByteBuffer.wrap(row.storageKey()));
    }

    Map<Place, Stored> rows() {
        return rows;
    }

    boolean isStill(Stored seen, Stored now) {
        return now.value().equals(seen.value());
    }

    @Override
    public ValueStore store() {
        return this;
    }

    @Override
    public void put(Stored row) {
        rows.put(place(row), row);
    }

    @Override
    public Stream<Stored> values() {
        return List.copyOf(rows.values()).stream();
    }

    @Override
    public boolean replace(Stored seen, StoredValue renewed) {
        Stored now = rows.get(place(seen));
        if (now == null || !isStill(seen, now)) {
            return false;
        }
        put(new Stored(seen.scope(), seen.storageKey(), renewed));
        return true;
    }

    @Override
    public void compact() {}
}
