package io.quorumseal.tool;

import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.Admin;
import io.quorumseal.core.KeyEvents;
import io.quorumseal.core.Status;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.tool.internal.display.Pace;
import io.quorumseal.tool.internal.display.Shell;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** Real runtimes, and the commands that reach the first of them. */
record Cluster(SimCluster nodes) {
    static final String NAME = "store";

    static Cluster cleartext() {
        return cleartext(1);
    }

    /** One that begins with a cipher suite. */
    static Cluster cleartext(int suite) {
        return new Cluster(new SimCluster(Engine.Append.INDEX_KNOWN, "n1", "n2", "n3")
                .suite(suite)
                .start());
    }

    static Cluster sealing() {
        return new Cluster(cleartext().nodes().cutOver());
    }

    /** No node at all. */
    static NodeAccess none() {
        return new NodeAccess() {
            @Override
            public Admin admin() throws IOException {
                throw new IOException("there is no node");
            }

            @Override
            public Status status() throws IOException {
                throw new IOException("there is no node");
            }

            @Override
            public KeyEvents keyEvents() throws IOException {
                throw new IOException("there is no node");
            }

            @Override
            public Duration probeKek() throws IOException {
                throw new IOException("there is no node");
            }
        };
    }

    /** The commands: while they wait, the cluster's own time passes. */
    OperatorTool tool() {
        return through(UnaryOperator.identity());
    }

    /** The commands, which reach the node in another way. */
    OperatorTool through(UnaryOperator<NodeAccess> way) {
        return OperatorTool.all(NAME, way.apply(NodeAccess.of(nodes.node("n1").runtime())))
                .in(new Shell(Terminal.NONE, new SteppedPace(nodes)));
    }

    /** The time of a cluster. */
    private record SteppedPace(SimCluster nodes) implements Pace {
        @Override
        public Instant instant() {
            return nodes.clock().instant();
        }

        @Override
        public void pause(Duration time) {
            SimCluster unused = nodes.tick(time);
        }
    }

    Ran run(String... args) {
        return Ran.of(tool(), args);
    }
}
