package io.quorumseal.core.internal.group;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.RetryableException.Reason;
import io.quorumseal.core.internal.node.Node;

/** What may be appended in clear because the log has a way to go to the cutover that is known. */
final class BeforeCutover {
    /** A leader's own entries may come between the look and the append; more than these do not. */
    private static final long MARGIN = 16;

    private BeforeCutover() {}

    /** Refuses where the log is about to reach the cutover: replicas would take a clear entry behind it for a damaged one. */
    static void require(Node node, GroupId group) {
        long cutover = node.state().group(group).cutover().orElse(Long.MAX_VALUE);
        node.leading(group)
                .filter(leading -> cutover - leading.lastIndex() <= MARGIN)
                .ifPresent(leading -> {
                    throw new RetryableException(
                            Reason.GATE_CLOSED,
                            "the log of group " + group + " ends at " + leading.lastIndex()
                                    + ", so close to the cutover"
                                    + " at " + cutover
                                    + " that this one holds soon; nothing was appended. Have the group"
                                    + " change its leader a few times: each leader begins with an entry of its own, and"
                                    + " behind the cutover payloads are taken and sealed");
                });
    }
}
