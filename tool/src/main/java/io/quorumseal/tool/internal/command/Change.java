package io.quorumseal.tool.internal.command;

import io.quorumseal.core.Admin;
import io.quorumseal.tool.NodeAccess;
import io.quorumseal.tool.internal.report.HumanText;
import io.quorumseal.tool.internal.report.Report;

/** A command that changes key state by one entry in a log. */
public abstract class Change extends Operation {
    private final NodeAccess node;

    Change(NodeAccess node, String name, String description) {
        super(name, description);
        this.node = node;
    }

    /** Asks the administration for the change. */
    abstract Admin.Result change(Admin admin);

    final NodeAccess node() {
        return node;
    }

    @Override
    Answer answer() throws Exception {
        return told(change(node.admin()));
    }

    final Answer told(Admin.Result result) {
        Report report = new Report().text("command", name()).flag("already", result.already());
        if (result.index() > 0) {
            report.number("index", result.index());
        }
        return Answer.done(HumanText.lines(result.text()), report.text("text", result.text()));
    }
}
