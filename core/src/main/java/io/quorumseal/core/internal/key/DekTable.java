package io.quorumseal.core.internal.key;

import io.quorumseal.api.DekId;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The DEKs at one moment. Immutable; looked up by the bits of the id, without an object. */
final class DekTable {
    static final DekTable EMPTY = new DekTable(new TreeMap<>());

    private final SortedMap<DekId, Dek> byId;
    private final int[] ids;
    private final Dek[] deks;

    private DekTable(SortedMap<DekId, Dek> byId) {
        this.byId = byId;
        ids = byId.keySet().stream().mapToInt(DekId::bits).sorted().toArray();
        deks = Arrays.stream(ids).mapToObj(bits -> byId.get(new DekId(bits))).toArray(Dek[]::new);
    }

    @Nullable
    Dek find(int bits) {
        int place = Arrays.binarySearch(ids, bits);
        return place < 0 ? null : deks[place];
    }

    SortedSet<DekId> ids() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(byId.keySet()));
    }

    DekTable with(Dek dek) {
        SortedMap<DekId, Dek> next = new TreeMap<>(byId);
        next.put(dek.id(), dek);
        return new DekTable(next);
    }

    DekTable without(DekId id) {
        SortedMap<DekId, Dek> next = new TreeMap<>(byId);
        next.remove(id);
        return new DekTable(next);
    }

    void forEach(Consumer<Dek> action) {
        byId.values().forEach(action);
    }
}
