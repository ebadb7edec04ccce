package io.quorumseal.testkit.sim;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.GroupId;

/** Is told what happens in a simulated cluster at the moment at which it happens. */
public interface SimWatch {
    /** Looks away. */
    SimWatch NONE = new SimWatch() {};

    /** A leader appended a proposal that was begun in a term, perhaps an earlier one. */
    default void appended(SimReplica leader, long begun, SimEntry entry) {}

    /** A follower took entries back that another leader never had. */
    default void truncated(SimReplica follower) {}

    /** A replica applied an encryption entry. */
    default void applied(SimReplica replica, long index, EncryptionEntry entry) {}

    /** A runtime told its node to seal a group's payloads. */
    default void installed(SimNode node, GroupId group, long cutover, DekId dek) {}
}
