package io.quorumseal.tool.internal.command;

import io.quorumseal.core.Admin;
import io.quorumseal.tool.NodeAccess;
import io.quorumseal.tool.internal.display.Display;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;

/** A change that every member makes by itself, in the background. */
public final class MemberWork extends Operation {
    private final NodeAccess node;
    private final Asking.Question<Admin.Result> work;

    @ArgGroup(exclusive = false)
    private @Nullable Waiting waiting;

    public MemberWork(NodeAccess node, String name, String description, Asking.Question<Admin.Result> work) {
        super(name, description);
        this.node = node;
        this.work = work;
    }

    @Override
    boolean inLines() {
        return waiting != null;
    }

    @Override
    Answer answer() throws Exception {
        Waiting until = waiting;
        return until == null ? Everywhere.answer(name(), work.ask(node.admin())) : awaited(until);
    }

    private Answer awaited(Waiting until) throws Exception {
        try (Display display = display()) {
            return Everywhere.answer(
                    name(), new Asking(node, pace(), display, until.timeout()).untilDone(name(), work));
        } catch (Unfinished unfinished) {
            return unfinished.answer(name());
        }
    }
}
