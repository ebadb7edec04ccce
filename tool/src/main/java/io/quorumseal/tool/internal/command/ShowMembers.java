package io.quorumseal.tool.internal.command;

import io.quorumseal.tool.NodeAccess;
import io.quorumseal.tool.internal.report.HumanText;
import io.quorumseal.tool.internal.report.MemberReport;
import io.quorumseal.tool.internal.report.Report;

/** Shows the members as the node heard them last. Waits for none of them. */
public final class ShowMembers extends Operation {
    private final NodeAccess node;

    public ShowMembers(NodeAccess node) {
        super(
                "members",
                "Shows the members of the control group, and what each told of its keys when this node heard it last."
                        + " Waits for none of them.");
        this.node = node;
    }

    @Override
    Answer answer() throws Exception {
        Report report = new Report().text("command", name()).rows("members", MemberReport.of(node.status()));
        return Answer.done(HumanText.of(report).stripLeading(), report);
    }
}
