package io.quorumseal.tool;

/** Shows the members as the node heard them last. Waits for none of them. */
final class ShowMembers extends Operation {
    private final NodeAccess node;

    ShowMembers(NodeAccess node) {
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
