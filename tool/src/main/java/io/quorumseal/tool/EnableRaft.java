package io.quorumseal.tool;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.Admin;
import picocli.CommandLine.Parameters;

/** Has a group's payloads sealed. */
final class EnableRaft extends Change {
    @Parameters(paramLabel = "GROUP", description = "The Raft group's name.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private GroupId group;

    EnableRaft(NodeAccess node) {
        super(
                node,
                "enable-raft",
                "Has all payloads of a Raft group sealed that are logged from now on. There is no way back.");
    }

    @Override
    Admin.Result change(Admin admin) {
        return admin.enableRaftEnvelope(group);
    }
}
