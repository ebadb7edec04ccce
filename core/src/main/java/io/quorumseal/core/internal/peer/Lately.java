package io.quorumseal.core.internal.peer;

import io.quorumseal.api.DekId;
import java.util.Optional;

/**
 * Since when a node proves itself by the DEK that it does: a member that was greeted before may still ask by the one before, and is
 * told to ask again. Who asks so later is a stranger.
 */
final class Lately {
    private final Elapsed time;
    private Optional<DekId> active;
    private long since;

    Lately(Elapsed time, Optional<DekId> active) {
        this.time = time;
        this.active = active;
        this.since = time.now();
    }

    /** Looks at the DEK that is active now, and gives it back. */
    synchronized Optional<DekId> active(Optional<DekId> now) {
        if (!now.equals(active)) {
            since = time.next();
            active = now;
        }
        return now;
    }

    /** Whether a question was asked by whoever was greeted before. */
    synchronized boolean isFromBefore(Frame.Question question) {
        return Challenges.time(question.challenge()) < since;
    }
}
