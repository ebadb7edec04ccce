package io.quorumseal.tool.internal.command;

import io.quorumseal.api.Purpose;
import io.quorumseal.core.Admin;
import io.quorumseal.tool.NodeAccess;
import picocli.CommandLine.Parameters;

/** Moves a purpose to the newest cipher suite. */
public final class Raise extends Change {
    @Parameters(
            paramLabel = "storage|raft",
            converter = Rotate.PurposeWord.class,
            completionCandidates = Rotate.PurposeWords.class,
            description = "The key of stored values, or the key of log payloads.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Purpose purpose;

    public Raise(NodeAccess node) {
        super(
                node,
                "raise",
                "Replaces an active data key by one of cipher suite 2. Every member has to answer and to know it. What was"
                        + " sealed before stays readable. There is no way back.");
    }

    @Override
    Admin.Result change(Admin admin) {
        return admin.raise(purpose);
    }
}
