package io.quorumseal.core.internal.key;

import io.quorumseal.api.DekId;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A hard limit on the seals under each DEK, over all openings of this node. Counts are granted before they are used:
 * the {@link Ledger} makes durable how many there are in all, so that no later opening forgets one. What an opening was
 * granted and did not use is lost. Safe for use by several threads.
 */
public final class Grants {
    private final long most;
    private final SortedMap<DekId, Long> before;
    private volatile Ledger ledger = (dek, total) -> {
        throw new IllegalStateException("nobody keeps what is granted under DEK " + dek);
    };

    /** Keeps what was granted. */
    public interface Ledger {
        /**
         * Makes durable that the node may have made so many seals under a DEK, over all openings. What it throws says
         * that this may not be durable; nothing is granted then.
         */
        void raise(DekId dek, long total);
    }

    /**
     * Begins an opening.
     *
     * @param most how many seals a node may make under a DEK; 0 for any number
     * @param before how many earlier openings were granted under each DEK
     */
    public Grants(long most, Map<DekId, Long> before) {
        this.most = most;
        this.before = Collections.unmodifiableSortedMap(new TreeMap<>(before));
    }

    /** Has no limit. */
    static Grants unlimited() {
        return new Grants(0, Map.of());
    }

    void keptBy(Ledger keeper) {
        ledger = keeper;
    }

    Grant of(DekId dek) {
        return most == 0
                ? Grant.NONE
                : new Grant(most, before.getOrDefault(dek, 0L), total -> ledger.raise(dek, total));
    }
}
