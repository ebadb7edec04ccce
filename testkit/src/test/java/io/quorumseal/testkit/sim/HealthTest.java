package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.cleartext;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.NodeHealth;
import io.quorumseal.core.NodeHealth.Word;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a node says of itself in one word, and why. */
class HealthTest {
    private static final Duration PROBE = Duration.ofSeconds(61);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final NodeHealth WELL = new NodeHealth(true, true, Word.WELL, "");

    private static NodeHealth health(SimNode node) {
        return node.runtime().status().health();
    }

    private static void assertHealth(
            boolean registered, boolean ready, Word word, String partOfWhy, NodeHealth health) {
        assertEquals(new NodeHealth(registered, ready, word, health.why()), health);
        assertTrue(health.why().contains(partOfWhy), health::why);
    }

    @Test
    void health_allNodesOfASealedCluster_areWell() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN).tick(PROBE);
        cluster.nodes().forEach(node -> assertEquals(WELL, health(node), node::name));
    }

    @Test
    void health_beforeBootstrap_isWellAndNotRegistered() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        SimWrite unused = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        assertEquals(new NodeHealth(false, true, Word.WELL, ""), health(cluster.node("n2")));
    }

    /** Every group is cut over and the KEK is well, and it can seal nothing. */
    @Test
    void health_loneNodeOfThree_waitsUntilItIsRegistered() {
        SimCluster cluster = FirstSuite.sealing(Append.INDEX_KNOWN);
        cluster.nodes().forEach(SimNode::stop);
        SimNode lone = cluster.node("n3");
        lone.start();
        cluster.settle().tick(PROBE);
        String dek = lone.runtime()
                .status()
                .keys()
                .activeDek(Purpose.RAFT)
                .orElseThrow()
                .toString();
        assertHealth(false, false, Word.WAITING, "opening 2 is not registered under DEK ", health(lone));
        assertTrue(health(lone).why().contains(dek), health(lone)::why);
        cluster.node("n1").start();
        cluster.node("n2").start();
        cluster.lead("n1");
        cluster.settle().tick(RETRY).tick(RETRY);
        cluster.nodes().forEach(node -> assertEquals(WELL, health(node), node::name));
    }

    /** Its nonces need nobody's memory. */
    @Test
    void health_loneNodeOfThreeInSuite2_isWell() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.nodes().forEach(SimNode::stop);
        cluster.node("n3").start();
        cluster.settle().tick(PROBE);
        assertEquals(WELL, health(cluster.node("n3")));
    }

    @Test
    void health_newNodeThatNobodyTells_waits() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode joiner = cluster.add("n4");
        joiner.questionsLost(true);
        joiner.start();
        cluster.settle();
        assertHealth(
                false, false, Word.WAITING, "no member has told it yet which keys the cluster has", health(joiner));
    }

    @Test
    void health_refusedNode_saysSo() {
        SimCluster cluster = FirstSuite.sealing(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n3");
        byte[] old = Disks.sidecar(node);
        for (int lives = 0; lives < 3; lives++) {
            node.stop();
            node.start();
            cluster.settle();
        }
        node.stop();
        Disks.replaceSidecar(node, old);
        node.connected(false);
        node.start();
        node.connected(true);
        node.lagging(true);
        cluster.tick(RETRY);
        assertHealth(false, false, Word.REFUSED, "opening ", health(node));
    }

    @Test
    void health_groupHalted_namesIt() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n3");
        node.runtime().halted(new GroupId(DATA), "the vendor's code threw");
        assertHealth(true, false, Word.HALTED, "group data: the vendor's code threw", health(node));
    }

    /** It goes on with the keys in memory. */
    @Test
    void health_kekFails_isIllAndReady() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n3");
        node.kek().fail(KekException.Kind.KEY_DISABLED);
        cluster.tick(PROBE).tick(PROBE);
        assertHealth(true, true, Word.ILL, "the KEK has failed since ", health(node));
        node.kek().heal();
        cluster.tick(PROBE).tick(PROBE);
        assertEquals(WELL, health(node));
    }

    @Test
    void health_groupWasCutOverInAnotherLog_isIll() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN).restoreIntoNewLogs().start();
        cluster.settle().tick(RETRY);
        assertHealth(true, false, Word.ILL, "group data: was cut over in another log", health(cluster.node("n1")));
    }

    /** What is gravest comes first, and nothing is left out. */
    @Test
    void health_severalFindings_tellsTheGravestFirst() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n3");
        node.kek().fail(KekException.Kind.DENIED);
        cluster.tick(PROBE).tick(PROBE);
        node.runtime().halted(new GroupId(DATA), CANARY);
        String why = health(node).why();
        assertHealth(true, false, Word.HALTED, "; the KEK has failed", health(node));
        assertTrue(why.startsWith("group data: " + CANARY), why);
    }
}
