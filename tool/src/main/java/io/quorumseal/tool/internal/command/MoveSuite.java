package io.quorumseal.tool.internal.command;

import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.Admin;
import io.quorumseal.tool.NodeAccess;

/** Has nothing left of cipher suite 1. */
public final class MoveSuite extends LeaveNothingOld {
    public MoveSuite(NodeAccess node) {
        super(
                node,
                "move-suite",
                "Moves a cluster to cipher suite 2: raises both active data keys, has every member rewrite and purge, and"
                        + " retires what is of suite 1, until all is done or it says why not. Every member has to know"
                        + " suite 2. There is no way back. Ask again, and it goes on where it was.");
    }

    @Override
    boolean isDue(KeyState.Key active) {
        return active.cipher().isSuite1();
    }

    @Override
    String why(KeyState.Key active) {
        return "DEK " + active.dek().id() + " is of suite " + active.cipher().suite();
    }

    @Override
    Admin.Result replace(Admin admin, Purpose purpose) {
        return admin.raise(purpose);
    }

    @Override
    String replacing() {
        return "raise";
    }

    @Override
    boolean mustGo(KeyState.Key inactive) {
        return inactive.cipher().isSuite1();
    }
}
