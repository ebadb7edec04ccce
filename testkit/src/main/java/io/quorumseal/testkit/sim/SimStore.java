package io.quorumseal.testkit.sim;

import io.quorumseal.core.StoredValue;
import io.quorumseal.core.ValueStore;
import java.util.stream.Stream;

/** What a node's state machines hold, as rewriting sees it. */
record SimStore(SimNode node) implements ValueStore {

    @Override
    public Stream<Stored> values() {
        return node.replicas().stream().flatMap(SimReplica::stored);
    }

    @Override
    public boolean replace(Stored seen, StoredValue renewed) {
        String name = new String(seen.storageKey(), VendorPayload.CHARSET);
        int slash = name.indexOf('/');
        return node.replica(name.substring(0, slash)).replace(name.substring(slash + 1), seen.value(), renewed);
    }

    @Override
    public void compact() {
        node.replicas().stream().filter(SimReplica::canCheckpoint).forEach(SimReplica::checkpoint);
    }
}
