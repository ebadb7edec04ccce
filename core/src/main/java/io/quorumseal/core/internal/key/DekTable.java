package io.quorumseal.core.internal.key;

import io.quorumseal.api.DekId;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The DEKs at one moment. Immutable; looked up by the bits of the id, without an object.
 *
 * <p>Another table is a copy of two arrays: a start adds thousands of DEKs, one after the other.
 */
final class DekTable {
    static final DekTable EMPTY = new DekTable(new int[0], new Dek[0]);

    /** Sorted as signed numbers. */
    private final int[] ids;

    private final Dek[] deks;

    private DekTable(int[] ids, Dek[] deks) {
        this.ids = ids;
        this.deks = deks;
    }

    @Nullable
    Dek find(int bits) {
        int place = Arrays.binarySearch(ids, bits);
        return place < 0 ? null : deks[place];
    }

    SortedSet<DekId> ids() {
        SortedSet<DekId> found = new TreeSet<>();
        forEach(dek -> found.add(dek.id()));
        return Collections.unmodifiableSortedSet(found);
    }

    /** The same with one more, or with another one under its id. */
    DekTable with(Dek dek) {
        int bits = dek.id().bits();
        int place = Arrays.binarySearch(ids, bits);
        int at = place < 0 ? -place - 1 : place;
        DekTable next = resized(at, place < 0 ? 1 : 0);
        next.ids[at] = bits;
        next.deks[at] = dek;
        return next;
    }

    DekTable without(DekId id) {
        int place = Arrays.binarySearch(ids, id.bits());
        return place < 0 ? this : resized(place + 1, -1);
    }

    /** A copy in which what stood from {@code from} on stands {@code by} places later. */
    private DekTable resized(int from, int by) {
        int[] nextIds = Arrays.copyOf(ids, ids.length + by);
        Dek[] nextDeks = Arrays.copyOf(deks, deks.length + by);
        System.arraycopy(ids, from, nextIds, from + by, ids.length - from);
        System.arraycopy(deks, from, nextDeks, from + by, deks.length - from);
        return new DekTable(nextIds, nextDeks);
    }

    void forEach(Consumer<Dek> action) {
        Arrays.stream(deks).forEach(action);
    }
}
