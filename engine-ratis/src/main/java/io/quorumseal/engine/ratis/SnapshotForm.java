package io.quorumseal.engine.ratis;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.workspace.WorkspacePlace;
import java.util.Optional;

/**
 * In which form the state machines' snapshots get to disk.
 *
 * @param workspace where the machines write them instead, if the adapter seals them
 * @param ofSealedValues whether the vendor promises that there is nothing in them to be sealed
 * @param disk writes the adapter's files
 */
record SnapshotForm(Optional<WorkspacePlace> workspace, boolean ofSealedValues, Disk disk) {
    static final SnapshotForm DEFAULT = new SnapshotForm(Optional.empty(), false, new Disk(Disk.Steps.NONE));

    SnapshotForm in(WorkspacePlace place) {
        return new SnapshotForm(Optional.of(place), ofSealedValues, disk);
    }

    SnapshotForm promised() {
        return new SnapshotForm(workspace, true, disk);
    }

    SnapshotForm on(Disk other) {
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
