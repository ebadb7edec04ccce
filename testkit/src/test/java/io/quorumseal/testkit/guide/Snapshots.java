package io.quorumseal.testkit.guide;

import io.quorumseal.core.GroupSeal;

/** Key state in snapshots. */
final class Snapshots {
    private final GroupSeal group;
    private final Vendor.Machine machine;

    Snapshots(GroupSeal group, Vendor.Machine machine) {
        this.group = group;
        this.machine = machine;
    }

    void take(Vendor.Snapshot snapshot, byte[] data) {
        snapshot.add("data", data); // the position is fixed
        snapshot.add("quorumseal.keys", group.exportState(snapshot.index()));
    }

    void install(Vendor.Snapshot snapshot) {
        group.importState(snapshot.part("quorumseal.keys"), snapshot.index())
                .toCompletableFuture()
                .join();
        machine.load(snapshot.part("data"));
    }
}
