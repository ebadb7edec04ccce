package io.quorumseal.core.internal.member;

import io.quorumseal.api.GroupId;
import java.util.Optional;

/** The retired DEKs that this node keeps, for those who must not spread what is under them. */
public interface RetiredDeks {
    /** Looks again, in the background, which of them are still needed here, and destroys the others. */
    void look();

    /**
     * Why this node should not lead a group in a term: other members could not open what they would get from it. A node
     * that comes to lead again and again although it gave up seems to be the only one that can, and is left to it.
     */
    Optional<String> givesUp(GroupId group, long term);

    /** Why nobody must get a snapshot of this node: it may hold values that only this node can open. */
    Optional<String> inValues();

    /**
     * Wraps them anew, as the cluster's keys are about to be.
     *
     * @throws io.quorumseal.api.KekException if the KEK fails; those that were done stay done
     */
    void rewrap();
}
