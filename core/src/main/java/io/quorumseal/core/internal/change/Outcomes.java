package io.quorumseal.core.internal.change;

import io.quorumseal.api.Applier.Outcome;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RejectedException;
import io.quorumseal.core.Admin;
import java.util.Optional;

/** Tells an operator what came of the entry that was appended for a change: that it was applied says nothing of that. */
final class Outcomes {
    private Outcomes() {}

    /**
     * Tells the outcome.
     *
     * @param outcome what applying the entry came to; empty if the key state takes the entry for one from before
     * @param at what was applied and where, for people
     * @throws RejectedException if nothing was changed, and it is not so already
     */
    static Admin.Result told(Optional<Outcome> outcome, LogPosition position, String at) {
        Outcome known = outcome.orElseThrow(() -> new RejectedException(
                RejectedException.Reason.BAD_REQUEST,
                at + ", and did nothing: this node's key state says that the group's log was applied beyond that. So"
                        + " what was asked for is not in force. The log is not the one that the key state is of: ask for"
                        + " the status of every member, and change nothing more before that is understood"));
        return switch (known) {
            case FRESH -> new Admin.Result(false, position.index(), at);
            case ALREADY -> new Admin.Result(true, position.index(), at + ", and did nothing: it was so already");
            case STALE ->
                throw new RejectedException(
                        RejectedException.Reason.BAD_REQUEST,
                        at + ", and did nothing: the DEK that it names was replaced before it was applied. Ask again");
        };
    }
}
