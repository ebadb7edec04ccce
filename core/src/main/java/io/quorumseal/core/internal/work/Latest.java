package io.quorumseal.core.internal.work;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers something of the keys that were put last, and forgets the others. Not safe for use by several threads. */
public final class Latest<K, V> {
    private final int most;
    private final Map<K, V> values = new LinkedHashMap<>();

    public Latest(int most) {
        this.most = most;
    }

    public @Nullable V get(K key) {
        return values.get(key);
    }

    public void remove(K key) {
        values.remove(key);
    }

    public void put(K key, V value) {
        values.remove(key);
        values.put(key, value);
        if (values.size() > most) {
            values.remove(values.keySet().iterator().next());
        }
    }
}
