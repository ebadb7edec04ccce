package io.quorumseal.core.internal.group;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.RetryableException.Reason;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.node.Node;

/**
 * What a proposal, begun in one term of one log, asks again when it is appended.
 *
 * @param log the log that it began in
 * @param term the term that it began in
 */
record Appends(Node node, GroupId group, Gate gate, Bound bound, Binding log, long term) {

    /** Refuses in another log of the group: its terms have the same numbers, and what was waited for is of this one. */
    void requireSameLog() {
        if (bound.now() != log) {
            throw new RetryableException(
                    Reason.TERM_CHANGED, "group " + group + " was made anew, with another log; not appended");
        }
    }

    /** Refuses in another term, unless this node is ready to lead in that one. */
    void requireReady(long now) {
        if (now != term && node.leadingReady(group).filter(l -> l.term() == now).isEmpty()) {
            throw new RetryableException(Reason.TERM_CHANGED, "this node is not ready to lead in term " + now);
        }
    }

    /** Refuses what others would read by a cutover that this node has only heard of since. */
    void requireMet() {
        if (node.cutovers().isUnmet(group)) {
            throw new RetryableException(
                    Reason.GATE_CLOSED,
                    "node " + node.config().node() + " was told of a cutover of group " + group
                            + " that its log does not have; not appended");
        }
    }

    /** Refuses what may have to be sealed and cannot be. */
    void requireSealable(long now, boolean sealable, String what) {
        boolean mustSeal =
                gate.markerIn(now) || node.state().group(group).cutover().isPresent();
        if (mustSeal && !sealable) {
            throw new RetryableException(
                    Reason.NOT_REGISTERED, "the " + what + " has to be sealed and nothing was reserved for that");
        }
    }

    /** The marker is asked before the applied cutover, because it goes away when that has come. */
    boolean sealsAt(long now, long index) {
        boolean behindMarker = gate.sealsAt(now, index);
        return behindMarker || node.cutOverBefore(group, index);
    }

    static IllegalStateException notRechecked() {
        return new IllegalStateException("recheck was not called in this term");
    }
}
