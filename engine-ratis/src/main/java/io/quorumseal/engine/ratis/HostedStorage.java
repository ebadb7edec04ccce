package io.quorumseal.engine.ratis;

import java.io.File;
import java.io.IOException;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.jspecify.annotations.Nullable;

/** The vendor's snapshot storage, whose snapshots come with key state. */
final class HostedStorage implements StateMachineStorage {
    private final Hosted hosted;
    private final Snapshots snapshots;

    HostedStorage(Hosted hosted, Snapshots snapshots) {
        this.hosted = hosted;
        this.snapshots = snapshots;
    }

    private StateMachineStorage vendor() {
        return hosted.vendor().getStateMachineStorage();
    }

    @Override
    public void init(RaftStorage storage) throws IOException {
        vendor().init(snapshots.forVendor(storage));
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        return snapshots.latest();
    }

    @Override
    public void format() throws IOException {
        vendor().format();
    }

    @Override
    public void cleanupOldSnapshots(SnapshotRetentionPolicy policy) throws IOException {
        try {
            vendor().cleanupOldSnapshots(policy);
        } finally {
            snapshots.cleanUp(policy.getNumSnapshotsRetained());
        }
    }

    @Override
    public @Nullable File getSnapshotDir() {
        return snapshots.snapshotDirectory();
    }

    @Override
    public @Nullable File getTmpDir() {
        return snapshots.temporaryDirectory();
    }
}
