package io.quorumseal.testkit.guide;

import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Opened;
import io.quorumseal.core.QuorumSeal;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** All that a vendor writes, in one place. */
final class TwentyLines {
    private final Engine engine;
    private final Vendor.Log log;
    private final Vendor.Store store;
    private final Vendor.Snapshot snapshot;

    TwentyLines(Engine engine, Vendor.Log log, Vendor.Store store, Vendor.Snapshot snapshot) {
        this.engine = engine;
        this.log = log;
        this.store = store;
        this.snapshot = snapshot;
    }

    void everything(Path dataDir, LogPosition at, ByteBuffer payload, ByteBuffer logged, ByteBuffer key) {
        try (QuorumSeal seal = QuorumSeal.builder() // start: refuses, with the reason, what is not safe
                .directory(dataDir)
                .cluster("orders-prod")
                .node("n1")
                .controlGroup("orders")
                .kek("file:/etc/orders/kek")
                .engine(engine)
                .open()) {
            GroupSeal group = seal.group("orders");
            try (Proposal proposal = group.begin(payload)) { // propose
                append(proposal);
            }
            apply(group.open(at, logged)); // apply: the vendor's payload, ours, or not yet
            store.put(key, seal.values().seal(key, payload)); // store
            answer(seal.values().open(key, store.get(key))); // read
            snapshot.add("quorumseal.keys", group.exportState(snapshot.index())); // snapshot
            seal.admin().bootstrap(); // from here on an operator's calls
            seal.admin().enableStorageEnvelope();
            seal.admin().enableRaftEnvelope(group.id());
            seal.admin().rotate(Purpose.RAFT);
        }
    }

    private void apply(Opened opened) {
        if (opened instanceof Opened.Payload payload) {
            answer(payload.plaintext().array());
        }
    }

    private void answer(byte[] value) {
        snapshot.add("answer", value);
    }

    private void append(Proposal proposal) {
        synchronized (log) {
            proposal.recheck(log.term());
            log.append(proposal.bytesAt(log.term(), log.nextIndex()));
        }
    }
}
