package io.quorumseal.tool;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.Admin;
import picocli.CommandLine.Parameters;

/** Gives up what key state says of a log that is gone. */
final class AcceptNewLog extends Change {
    @Parameters(paramLabel = "GROUP", description = "The Raft group's name.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private GroupId group;

    AcceptNewLog(NodeAccess node) {
        super(
                node,
                "accept-new-log",
                "Accepts that a group's log began anew under its old identity, after its directories were formatted or it was"
                        + " removed and made again. A group that was sealed takes no payload until enable-raft. The old log"
                        + " cannot be brought back after that.");
    }

    @Override
    Admin.Result change(Admin admin) {
        return admin.acceptNewLog(group);
    }
}
