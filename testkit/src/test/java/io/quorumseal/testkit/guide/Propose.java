package io.quorumseal.testkit.guide;

import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.GroupSeal;
import java.nio.ByteBuffer;

/** A payload's way to the log, for both kinds of engine. */
final class Propose {
    private final GroupSeal group;
    private final Vendor.Log log;

    Propose(GroupSeal group, Vendor.Log log) {
        this.group = group;
        this.log = log;
    }

    void indexKnown(ByteBuffer payload) {
        try (Proposal proposal = group.begin(payload)) {
            synchronized (log) {
                proposal.recheck(log.term());
                log.append(proposal.bytesAt(log.term(), log.nextIndex()));
            }
        }
    }

    void onConditionOfTerm(ByteBuffer payload) {
        try (Proposal proposal = group.begin(payload)) {
            if (!log.appendIfTerm(proposal.term(), proposal.bytes())) {
                throw new RetryableException(RetryableException.Reason.TERM_CHANGED, "another term; not appended");
            }
        }
    }
}
