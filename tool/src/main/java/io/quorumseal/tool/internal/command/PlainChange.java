package io.quorumseal.tool.internal.command;

import io.quorumseal.core.Admin;
import io.quorumseal.tool.NodeAccess;
import java.util.function.Function;

/** A change that takes no parameter. */
public final class PlainChange extends Change {
    private final Function<Admin, Admin.Result> change;

    public PlainChange(NodeAccess node, String name, String description, Function<Admin, Admin.Result> change) {
        super(node, name, description);
        this.change = change;
    }

    @Override
    Admin.Result change(Admin admin) {
        return change.apply(admin);
    }
}
