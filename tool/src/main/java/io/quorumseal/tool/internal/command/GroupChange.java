package io.quorumseal.tool.internal.command;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.Admin;
import io.quorumseal.tool.NodeAccess;
import java.util.function.BiFunction;
import picocli.CommandLine.Parameters;

/** A change of one Raft group. */
public final class GroupChange extends Change {
    private final BiFunction<Admin, GroupId, Admin.Result> change;

    @Parameters(paramLabel = "GROUP", description = "The Raft group's name.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private GroupId group;

    public GroupChange(
            NodeAccess node, String name, String description, BiFunction<Admin, GroupId, Admin.Result> change) {
        super(node, name, description);
        this.change = change;
    }

    @Override
    Admin.Result change(Admin admin) {
        return change.apply(admin, group);
    }
}
