package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.NodeHealth.Word;
import io.quorumseal.core.Status.Mode;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A group that was hosted on a node, and is no more. */
class DepartedGroupTest {
    private static final GroupId SHARD = new GroupId("shard-7");

    private static LoneNode hosting() {
        LoneNode node = new LoneNode("n1");
        node.runs.add(SHARD);
        node.onDisk.add(SHARD);
        return node.open();
    }

    private static Set<GroupId> known(SimNode node) {
        return node.runtime().status().keys().groups().keySet();
    }

    @Test
    void status_groupHaltedAndLeftWithItsFiles_isToldNoMore() {
        LoneNode node = hosting();
        node.seal().halted(SHARD, "the vendor's code threw");
        assertEquals(Word.HALTED, node.seal().status().health().word());
        node.runs.remove(SHARD);
        node.onDisk.remove(SHARD);
        assertEquals(Set.of(LoneNode.CONTROL), node.seal().status().groups().keySet());
        assertFalse(node.seal().status().health().why().contains("shard-7"));
    }

    @Test
    void status_groupHaltedAndItsFilesStayed_isTold() {
        LoneNode node = hosting();
        node.seal().halted(SHARD, "the vendor's code threw");
        node.runs.remove(SHARD);
        assertEquals(
                Mode.HALTED,
                requireNonNull(node.seal().status().groups().get(SHARD)).mode());
    }

    /** Neither does it learn of it again from the others. */
    @Test
    void open_afterAGroupLeftThatWasNeverCutOver_knowsNothingOfItAnyMore() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n3");
        assertTrue(known(node).contains(DATA_ID));
        node.stop();
        node.gone(DATA_ID);
        node.start();
        assertEquals(Set.of(CONTROL_ID), known(node));
        assertEquals(Set.of(CONTROL_ID), node.runtime().status().groups().keySet());
    }

    /** Its disk may only be missing: without the cutover, its sealed payloads would pass for cleartext. */
    @Test
    void open_groupThatWasCutOverIsNotThere_remembersTheCutover() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n3");
        long cutover = node.runtime().group(DATA).cutover().orElseThrow();
        cluster.nodes().forEach(SimNode::stop);
        node.gone(DATA_ID);
        node.start();
        assertEquals(cutover, node.runtime().group(DATA).cutover().orElseThrow());
    }
}
