package io.quorumseal.core.internal.format;

import io.quorumseal.api.Applier.Outcome;
import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.AuditRecord.Event;
import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.NodeId;
import java.util.List;

/** Audit trails as groups could have them. */
public final class AuditTrails {
    private static final List<Event> EVENTS = List.of(Event.values());
    private static final List<Outcome> OUTCOMES = List.of(Outcome.values());

    private AuditTrails() {}

    /** A trail of so many records. */
    public static AuditTrail of(GroupId group, int records) {
        AuditTrail trail = AuditTrail.NONE;
        while (trail.count() < records) {
            trail = trail.with(next(group, trail));
        }
        return trail;
    }

    private static AuditRecord next(GroupId group, AuditTrail trail) {
        long number = trail.count() + 1;
        Event event = EVENTS.get((int) number % EVENTS.size());
        Outcome outcome = OUTCOMES.get((int) number % OUTCOMES.size());
        return new AuditRecord(
                group,
                number,
                3,
                10 * number,
                event,
                "DEK " + number,
                new NodeId(-number),
                outcome,
                AuditFormat.head(trail));
    }
}
