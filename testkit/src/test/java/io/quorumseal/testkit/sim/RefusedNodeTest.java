package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.FirstSuite.sealing;
import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static io.quorumseal.testkit.sim.Sims.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Status.Mode;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node that runs when its cluster refuses it: it was started while nobody answered, on an old copy of its disk. */
class RefusedNodeTest {
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofHours(1);
    private static final int LIVES = 3;

    /** Runs, and nobody has told it yet. */
    private static SimNode unanswered(SimCluster cluster) {
        SimNode node = cluster.node("n3");
        byte[] old = Disks.sidecar(node);
        for (int i = 0; i < LIVES; i++) {
            node.stop();
            node.start();
            cluster.settle();
        }
        node.stop();
        Disks.replaceSidecar(node, old);
        node.questionsLost(true);
        node.holdApply(true);
        node.start();
        cluster.settle();
        return node;
    }

    private static void isTold(SimNode node) {
        node.questionsLost(false);
        node.cluster().tick(RETRY).tick(LONG);
        assertTrue(
                node.events().stream().anyMatch(e -> e.startsWith("HALTED control") && e.contains("is not new")),
                () -> node.events().toString());
        node.holdApply(false);
    }

    /** It has given the group up, so that another is elected, and takes writes. */
    private static void leaves(SimNode refused, String group) {
        assertEquals(0, refused.replica(group).leadsTerm(), group);
        SimCluster cluster = refused.cluster();
        cluster.elect(group, "n1");
        cluster.settle();
        SimWrite write = cluster.node("n1").write(group, "by another", CANARY);
        cluster.settle();
        assertTrue(write.committed(), group);
    }

    private static void saysSo(SimNode refused) {
        for (String group : new String[] {CONTROL, DATA}) {
            assertEquals(Mode.HALTED, status(refused, group).mode());
            String why = status(refused, group).why();
            assertTrue(why.startsWith("the cluster refuses this node") && why.contains("is not new"), why);
            assertTrue(why.contains("Start an empty directory under another node name"), why);
        }
        rejected(Reason.REGISTRATION_REFUSED, () -> refused.begin(DATA, "k", CANARY));
        refused.cluster().journal().requireNoneTwice();
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void refused_whileItLeadsADataGroup_leavesThatToAnother(Append append) {
        SimCluster cluster = sealing(append);
        SimNode refused = unanswered(cluster);
        cluster.elect(DATA, refused.name());
        cluster.settle();
        assertTrue(refused.replica(DATA).leadsTerm() != 0, "it leads before it is told");
        isTold(refused);
        leaves(refused, DATA);
        saysSo(refused);
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void refused_wonElectionsLater_keepsNoGroup(Append append) {
        SimCluster cluster = sealing(append);
        SimNode refused = unanswered(cluster);
        isTold(refused);
        for (String group : new String[] {DATA, CONTROL}) {
            cluster.elect(group, refused.name());
            cluster.settle().tick(RETRY);
            leaves(refused, group);
        }
        saysSo(refused);
    }
}
