package io.quorumseal.tool;

import io.quorumseal.api.DekId;
import io.quorumseal.core.Admin;
import picocli.CommandLine.Parameters;

/** Takes a data key out for ever. */
final class Retire extends Change {
    @Parameters(paramLabel = "DEK", description = "The data key's id, as status shows it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private DekId dek;

    Retire(NodeAccess node) {
        super(
                node,
                "retire",
                "Takes a data key out for ever, if no member can need it any more; otherwise it says why not yet, member"
                        + " by member.");
    }

    @Override
    Admin.Result change(Admin admin) {
        return admin.retire(dek);
    }
}
