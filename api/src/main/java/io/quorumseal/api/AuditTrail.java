package io.quorumseal.api;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a group's audit records go, with the latest of them. Part of the replicated key state. Immutable.
 *
 * <p>The latest records are kept so that a node which takes over another's key state still gets those that it missed,
 * and so that a record is not lost between the durable change of key state and the audit file.
 *
 * @param count how many records the group has had; the number of the latest one
 * @param recent the latest records, in order, at most {@value #KEPT}; all of them while there are no more
 */
public record AuditTrail(long count, List<AuditRecord> recent) {
    /** How many records are kept. */
    public static final int KEPT = 16;

    /** The trail of a group without key events. */
    public static final AuditTrail NONE = new AuditTrail(0, List.of());

    /**
     * Copies the list.
     *
     * @param count as of the record
     * @param recent as of the record
     */
    public AuditTrail {
        recent = List.copyOf(recent);
    }

    /**
     * Adds a record.
     *
     * @param next the record, whose number is {@link #count()} + 1
     * @return the trail that ends with it
     */
    public AuditTrail with(AuditRecord next) {
        List<AuditRecord> kept = new ArrayList<>(recent.subList(Math.max(0, recent.size() - KEPT + 1), recent.size()));
        kept.add(next);
        return new AuditTrail(next.number(), kept);
    }
}
