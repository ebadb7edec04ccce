package io.quorumseal.metrics.micrometer;

import io.micrometer.core.instrument.Tags;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.Admin;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimNode;

/** Clusters to measure. */
final class Nodes {
    private Nodes() {}

    /** Three nodes, led by n1, with everything sealed. */
    static SimCluster sealing() {
        SimCluster cluster = new SimCluster(Engine.Append.INDEX_KNOWN, "n1", "n2", "n3").start();
        Admin admin = cluster.node("n1").runtime().admin();
        Admin.Result bootstrap = admin.bootstrap();
        Admin.Result storage = admin.enableStorageEnvelope();
        Admin.Result control = admin.enableRaftEnvelope(new GroupId(SimCluster.CONTROL));
        Admin.Result data = admin.enableRaftEnvelope(new GroupId(SimCluster.DATA));
        if (bootstrap.already() || storage.already() || control.already() || data.already()) {
            throw new IllegalStateException("the cluster is not new");
        }
        return cluster.settle();
    }

    static SealMetrics metrics(SimNode node) {
        return new SealMetrics(node.runtime(), Tags.empty());
    }
}
