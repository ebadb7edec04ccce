package io.quorumseal.provider.tink.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.Admin;
import io.quorumseal.testkit.NonceJournal;
import io.quorumseal.testkit.SimCluster;
import io.quorumseal.testkit.SimNode;
import io.quorumseal.testkit.Survival;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runtimes that seal by Tink. */
class ClusterTest {

    static Stream<AeadProvider> providers() {
        return Stream.of(new AesGcmProvider(), new XAesGcmProvider());
    }

    @ParameterizedTest
    @MethodSource("providers")
    void cluster_cutOverRotatedLedByAnotherAndRestarted_losesNothing(AeadProvider provider) {
        try (SimCluster cluster = sealing(provider)) {
            cluster.node("n1").write(SimCluster.DATA, "a", "1");
            done(cluster.node("n1").runtime().admin().rotate(Purpose.RAFT));
            done(cluster.node("n1").runtime().admin().rotate(Purpose.STORAGE));
            cluster.settle().lead("n2").settle();
            cluster.node("n2").write(SimCluster.DATA, "b", "2");
            cluster.settle().nodes().forEach(node -> node.crash(new Survival(Survival.Data.LOST, Survival.Names.LOST)));
            cluster.nodes().forEach(SimNode::start);
            cluster.settle().lead("n3").settle();
            cluster.node("n3").write(SimCluster.DATA, "c", "3");
            cluster.settle();
            for (SimNode node : cluster.nodes()) {
                assertEquals(Map.of("a", "1", "b", "2", "c", "3"), node.values(SimCluster.DATA), node::toString);
            }
            cluster.journal().requireNoneTwice();
            assertTrue(
                    cluster.journal().seals() > 10,
                    () -> "seals: " + cluster.journal().seals());
        }
    }

    private static SimCluster sealing(AeadProvider provider) {
        SimCluster cluster =
                new SimCluster(7, new NonceJournal(provider), Engine.Append.INDEX_KNOWN, "n1", "n2", "n3").start();
        Admin admin = cluster.node("n1").runtime().admin();
        done(admin.bootstrap());
        done(admin.enableStorageEnvelope());
        List.of(SimCluster.CONTROL, SimCluster.DATA)
                .forEach(group -> done(admin.enableRaftEnvelope(new GroupId(group))));
        return cluster.settle();
    }

    private static void done(Admin.Result result) {
        assertEquals(false, result.already(), result::text);
    }
}
