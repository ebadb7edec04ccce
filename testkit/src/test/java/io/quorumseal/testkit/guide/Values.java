package io.quorumseal.testkit.guide;

import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.StoredValue;
import io.quorumseal.core.ValueSeal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Values on their way into the store and out of it. */
final class Values {
    private final QuorumSeal seal;
    private final ValueSeal values;
    private final Vendor.Store store;

    Values(QuorumSeal seal, Vendor.Store store) {
        this.seal = seal;
        this.values = seal.values();
        this.store = store;
    }

    void put(ByteBuffer key, ByteBuffer value) {
        store.put(key, values.seal(key, value));
    }

    byte[] get(ByteBuffer key) {
        return values.open(key, store.get(key));
    }

    ByteBuffer sealInto(ByteBuffer key, ByteBuffer value, ByteBuffer row) {
        int state = row.position();
        row.position(state + 1);
        boolean sealed = values.seal(key, value, row);
        row.put(state, (byte) (sealed ? 1 : 0));
        return row;
    }

    StoredValue sealIn(String table, ByteBuffer key, ByteBuffer value) {
        return seal.values(table).seal(key, value);
    }

    byte[] digest(MessageDigest digest) {
        store.scan((ByteBuffer key, StoredValue stored) -> {
            digest.update(key.duplicate());
            digest.update(values.open(key, stored));
        });
        return digest.digest();
    }
}
