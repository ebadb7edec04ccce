package io.quorumseal.testkit.sim;

import io.quorumseal.core.StoredValue;
import java.util.Map;

/** A group's state machine at a position, with the key state that travels with it. */
record SimSnapshot(long term, long index, Map<String, StoredValue> values, byte[] keyState) {
    static final SimSnapshot NONE = new SimSnapshot(0, 0, Map.of(), new byte[0]);

    SimSnapshot {
        values = Map.copyOf(values);
    }
}
