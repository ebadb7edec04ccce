package io.quorumseal.core.internal.peer;

import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.internal.node.Node;
import java.time.Duration;

/** Counts what strangers sent, and tells of it once a minute. */
final class Strangers {
    private static final long TOLD_EVERY = Duration.ofMinutes(1).toMillis();

    private final Node node;
    private final Elapsed time;
    private long since;
    private long toldAt = Long.MIN_VALUE;

    Strangers(Node node, Elapsed time) {
        this.node = node;
        this.time = time;
    }

    /** One more. */
    void came() {
        node.tally().strangers.increment();
        long untold = untold();
        if (untold > 0) {
            node.config()
                    .tell(
                            Event.STRANGERS,
                            "questions that proved nothing came, " + untold + " since this was told last; none was"
                                    + " answered. Whoever sent them reaches the port that nodes ask each other by: a"
                                    + " stranger, a member that was removed, or a node with another cluster's name or KEK");
        }
    }

    private synchronized long untold() {
        since++;
        long now = time.now();
        if (toldAt != Long.MIN_VALUE && now - toldAt < TOLD_EVERY) {
            return 0;
        }
        toldAt = now;
        long untold = since;
        since = 0;
        return untold;
    }
}
