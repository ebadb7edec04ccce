package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.last;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.spi.Engine.Append;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Somebody who can write one node's disk exchanges sealed entries there, repeats them, or takes them from another group or
 * another log: each was sealed in this cluster, under the active DEK. That node stops in front of the first, and says which
 * it is; the others go on.
 */
class MovedPayloadTest {
    private static final String VICTIM = "n3";

    private static SimCluster begun(Append append) {
        SimCluster cluster = new SimCluster(append, "n1", "n2", VICTIM).suite(2).start();
        assertFalse(admin(cluster, "n1").bootstrap().already());
        cutOver(cluster);
        return cluster;
    }

    private static void cutOver(SimCluster cluster) {
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(CONTROL_ID).already());
        cluster.settle();
    }

    /** The node has what is written from here on in its log, and has not applied it. */
    private static SimEntry written(SimCluster cluster, String group, String key) {
        cluster.node(VICTIM).holdApply(true);
        SimWrite unused = cluster.node("n1").write(group, key, CANARY + key);
        cluster.settle();
        return last(cluster.node(VICTIM), group);
    }

    private static SimLog log(SimCluster cluster, String group) {
        return cluster.node(VICTIM).replica(group).log();
    }

    private static void put(SimCluster cluster, SimEntry at, byte[] bytes) {
        log(cluster, DATA).exchange(at.index(), bytes);
    }

    private static void grow(SimCluster cluster, String group, long last) {
        while (log(cluster, group).lastIndex() < last) {
            SimEntry unused = written(cluster, group, "a");
        }
    }

    private static void assertFoundAt(SimCluster cluster, SimEntry entry) {
        SimNode victim = cluster.node(VICTIM);
        victim.holdApply(false);
        cluster.settle();
        SimReplica replica = victim.replica(DATA);
        HaltApplyException halt =
                assertInstanceOf(HaltApplyException.class, replica.halt().orElseThrow());
        assertEquals(HaltApplyException.Reason.INTEGRITY, halt.reason());
        assertInstanceOf(AuthenticationFailedException.class, halt.getCause());
        String said = String.valueOf(halt.getMessage());
        assertTrue(said.contains("index " + entry.index() + " of group " + DATA + " on node " + VICTIM), said);
        assertEquals(entry.index() - 1, replica.applied());
        SimWrite later = cluster.node("n1").write(DATA, "later", CANARY);
        cluster.settle();
        assertTrue(later.committed());
        assertEquals(Optional.empty(), cluster.node("n2").replica(DATA).halt());
    }

    @Test
    void apply_twoEntriesExchanged_stopsAtTheFirst() {
        SimCluster cluster = begun(Append.INDEX_KNOWN);
        SimEntry first = written(cluster, DATA, "a");
        SimEntry second = written(cluster, DATA, "b");
        put(cluster, first, second.bytes());
        put(cluster, second, first.bytes());
        assertFoundAt(cluster, first);
    }

    @Test
    void apply_entryRepeated_stopsAtTheSecond() {
        SimCluster cluster = begun(Append.INDEX_KNOWN);
        SimEntry first = written(cluster, DATA, "a");
        SimEntry second = written(cluster, DATA, "b");
        put(cluster, second, first.bytes());
        assertFoundAt(cluster, second);
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void apply_entryRepeatedInTheNextTerm_stopsThere(Append append) {
        SimCluster cluster = begun(append);
        SimEntry first = written(cluster, DATA, "a");
        cluster.lead("n1");
        SimEntry second = written(cluster, DATA, "b");
        put(cluster, second, first.bytes());
        assertFoundAt(cluster, second);
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void apply_entryOfAnotherGroup_stopsThere(Append append) {
        SimCluster cluster = begun(append);
        grow(cluster, DATA, log(cluster, CONTROL).lastIndex());
        grow(cluster, CONTROL, log(cluster, DATA).lastIndex());
        SimEntry other = written(cluster, CONTROL, "b");
        SimEntry entry = written(cluster, DATA, "b");
        assertTrue(entry.is(other.term(), other.index()));
        put(cluster, entry, other.bytes());
        assertFoundAt(cluster, entry);
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void apply_entryOfAnotherLogAtThisPlace_stopsThere(Append append) {
        SimCluster cluster = begun(append);
        grow(cluster, DATA, 20);
        SimEntry old = written(cluster, DATA, "b");
        cluster.node(VICTIM).holdApply(false);
        cluster.restoreIntoNewLogs().start();
        cutOver(cluster);
        grow(cluster, DATA, 20);
        SimEntry entry = written(cluster, DATA, "b");
        assertTrue(entry.is(old.term(), old.index()));
        put(cluster, entry, old.bytes());
        assertFoundAt(cluster, entry);
    }

    /** What the engine does not know when it appends, nothing can be bound to. */
    @Test
    void apply_entriesExchangedInATermThatAloneIsBound_areNotFound() {
        SimCluster cluster = begun(Append.ON_CONDITION_OF_TERM);
        SimEntry first = written(cluster, DATA, "a");
        SimEntry second = written(cluster, DATA, "b");
        assertArrayEquals(second.bytes(), last(cluster.node("n1"), DATA).bytes());
        put(cluster, first, second.bytes());
        put(cluster, second, first.bytes());
        cluster.node(VICTIM).holdApply(false);
        cluster.settle();
        assertEquals(Optional.empty(), cluster.node(VICTIM).replica(DATA).halt());
        assertEquals(second.index(), cluster.node(VICTIM).replica(DATA).applied());
    }
}
