package io.quorumseal.core.internal.member;

import io.quorumseal.api.GroupId;
import java.util.function.LongPredicate;

/** What is known of the values in this node's store, for those who exchange them. */
public interface StoredValues {
    /** Another member's snapshot takes the place of some: what was counted does not hold any more. */
    void exchanged();

    /** Some may be in cleartext again: they came from a member that has not counted. */
    void mayBeCleartext();

    /**
     * Whether none is in cleartext in a snapshot of a group that is taken now.
     *
     * @param reached whether the group's log was gone through up to an index
     */
    boolean sealedIn(GroupId group, LongPredicate reached);
}
