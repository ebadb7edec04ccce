package io.quorumseal.tool;

import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Status;
import io.quorumseal.testkit.SimCluster;

/** Real runtimes, and the commands that reach the first of them. */
record Cluster(SimCluster nodes) {
    static final String NAME = "store";

    static Cluster cleartext() {
        return new Cluster(new SimCluster(Engine.Append.INDEX_KNOWN, "n1", "n2", "n3").start());
    }

    static Cluster sealing() {
        return new Cluster(cleartext().nodes().cutOver());
    }

    OperatorTool tool() {
        return OperatorTool.all(NAME, new NodeAccess() {
            @Override
            public Admin admin() {
                return nodes.node("n1").runtime().admin();
            }

            @Override
            public Status status() {
                return nodes.node("n1").runtime().status();
            }
        });
    }

    Ran run(String... args) {
        return Ran.of(tool(), args);
    }
}
