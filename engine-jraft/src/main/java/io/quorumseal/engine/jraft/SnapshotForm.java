package io.quorumseal.engine.jraft;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.workspace.Workspace;
import io.quorumseal.core.workspace.WorkspacePlace;
import java.util.Optional;

/**
 * In which form the state machines' snapshots get to disk.
 *
 * @param workspace where the machines write them instead, if the engine seals them
 * @param ofSealedValues whether the vendor promises that there is nothing in them to be sealed
 * @param steps is told of each step before it is done
 */
record SnapshotForm(Optional<WorkspacePlace> workspace, boolean ofSealedValues, Workspace.Steps steps) {
    static final SnapshotForm DEFAULT = new SnapshotForm(Optional.empty(), false, step -> {});

    SnapshotForm in(WorkspacePlace place) {
        return new SnapshotForm(Optional.of(place), ofSealedValues, steps);
    }

    SnapshotForm promised() {
        return new SnapshotForm(workspace, true, steps);
    }

    SnapshotForm telling(Workspace.Steps other) {
        return new SnapshotForm(workspace, ofSealedValues, other);
    }

    boolean isSealed() {
        return workspace.isPresent();
    }

    /** Says what of a group's snapshots gets to disk in clear; empty if nothing does. */
    Optional<String> writtenInClear(GroupId group) {
        return WorkspacePlace.writtenInClear(group, workspace, ofSealedValues);
    }
}
