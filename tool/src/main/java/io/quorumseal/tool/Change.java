package io.quorumseal.tool;

import io.quorumseal.core.Admin;

/** A command that changes key state. */
abstract class Change extends Operation {
    private final NodeAccess node;

    Change(NodeAccess node, String name, String description) {
        super(name, description);
        this.node = node;
    }

    /** Asks the administration for the change. */
    abstract Admin.Result change(Admin admin);

    @Override
    final Answer answer() throws Exception {
        Admin.Result result = change(node.admin());
        return result.members().isEmpty() ? once(result) : Everywhere.answer(name(), result);
    }

    private Answer once(Admin.Result result) {
        Report report = new Report().text("command", name()).flag("already", result.already());
        if (result.index() > 0) {
            report.number("index", result.index());
        }
        return Answer.done(HumanText.lines(result.text()), report.text("text", result.text()));
    }
}
