package io.quorumseal.tool;

import io.quorumseal.core.Admin;
import java.util.function.Function;

/** A change that takes no parameter. */
final class PlainChange extends Change {
    private final Function<Admin, Admin.Result> change;

    PlainChange(NodeAccess node, String name, String description, Function<Admin, Admin.Result> change) {
        super(node, name, description);
        this.change = change;
    }

    @Override
    Admin.Result change(Admin admin) {
        return change.apply(admin);
    }
}
