package io.quorumseal.core.internal.runtime;

/** What is known of the values in this node's store, for those who exchange them. */
interface StoredValues {
    /** Another member's snapshot takes the place of some: what was counted does not hold any more. */
    void exchanged();

    /** Some may be in cleartext again: they came from a member that has not counted. */
    void mayBeCleartext();

    /** Whether none is in cleartext in a snapshot of a group that is taken now. */
    boolean sealedIn(GroupRuntime group);
}
