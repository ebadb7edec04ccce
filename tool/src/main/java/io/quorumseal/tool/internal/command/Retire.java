package io.quorumseal.tool.internal.command;

import io.quorumseal.api.DekId;
import io.quorumseal.core.Admin;
import io.quorumseal.tool.NodeAccess;
import io.quorumseal.tool.internal.display.Display;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Parameters;

/** Takes a data key out for ever. */
public final class Retire extends Change {
    @Parameters(paramLabel = "DEK", description = "The data key's id, as status shows it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private DekId dek;

    @ArgGroup(exclusive = false)
    private @Nullable Waiting waiting;

    public Retire(NodeAccess node) {
        super(
                node,
                Cleaning.RETIRE,
                "Takes a data key out for ever, if no member can need it any more; otherwise it says why not yet, member"
                        + " by member.");
    }

    @Override
    boolean inLines() {
        return waiting != null;
    }

    @Override
    Admin.Result change(Admin admin) {
        return admin.retire(dek);
    }

    @Override
    Answer answer() throws Exception {
        Waiting until = waiting;
        if (until == null) {
            return super.answer();
        }
        try (Display display = display()) {
            return told(new Asking(node(), pace(), display, until.timeout()).untilRetired(dek));
        }
    }
}
