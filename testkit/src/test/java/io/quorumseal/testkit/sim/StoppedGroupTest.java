package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static io.quorumseal.testkit.sim.Sims.untilDone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.core.SealListener.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A group that a node does not run, but still has on disk, counts until its files show that nothing is left. */
class StoppedGroupTest {
    private static final String POISON = "poison";

    /** The vendor's code throws on some members at an entry under the first DEK, which is then replaced. */
    private static SimCluster poisoned(List<String> members) {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        members.forEach(name -> cluster.node(name).replica(DATA).throwAt(Optional.of(POISON)));
        cluster.nodes().forEach(node -> node.holdApply(true));
        SimWrite unused = cluster.node("n1").write(DATA, POISON, CANARY);
        cluster.settle();
        cluster.nodes().forEach(node -> node.holdApply(false));
        cluster.settle();
        members.forEach(name -> assertTrue(cluster.node(name).replica(DATA).isClosed(), () -> name + " goes on"));
        return cluster;
    }

    private static DekId raft(SimCluster cluster) {
        return cluster.node("n1")
                .runtime()
                .status()
                .keys()
                .activeDek(Purpose.RAFT)
                .orElseThrow();
    }

    private static void rotate(SimCluster cluster, Purpose purpose) {
        assertFalse(admin(cluster, "n1").rotate(purpose).already());
        cluster.settle();
    }

    private static String stillNeeded(SimCluster cluster, DekId dek) {
        return String.valueOf(
                rejected(Reason.STILL_NEEDED, () -> admin(cluster, "n1").retire(dek))
                        .getMessage());
    }

    private static Admin.OnMember of(Admin.Result result, String member) {
        return result.members().stream()
                .filter(one -> one.node().equals(member))
                .findFirst()
                .orElseThrow();
    }

    private static boolean purged(SimNode node) {
        return node.events().stream().anyMatch(event -> event.startsWith(Event.PURGED + " "));
    }

    private static void purgeForAWhile(SimCluster cluster) {
        for (int i = 0; i < 20; i++) {
            Admin.Result unused = admin(cluster, "n1").purge();
            cluster.tick(Duration.ofSeconds(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"n2", "n1,n2,n3"})
    void retire_vendorsApplyThrew_namesMemberAndGroupUntilTheCauseIsGone(String names) {
        List<String> members = List.of(names.split(","));
        SimCluster cluster = poisoned(members);
        DekId first = raft(cluster);
        rotate(cluster, Purpose.RAFT);
        purgeForAWhile(cluster);
        Admin.Result purge = admin(cluster, "n1").purge();
        String needed = stillNeeded(cluster, first);
        for (String name : members) {
            Admin.OnMember member = of(purge, name);
            assertFalse(member.outcome() == Outcome.DONE, purge::text);
            assertTrue(member.text().contains("group " + DATA + ": has halted here"), member::text);
            assertTrue(needed.contains(name + ": group " + DATA + ": has halted here"), needed);
            assertFalse(
                    purged(cluster.node(name)),
                    () -> name + ": " + cluster.node(name).events());
        }
        comeBack(cluster, members);
        Admin.Result done = untilDone(cluster, () -> admin(cluster, "n1").purge());
        assertTrue(done.already());
        assertFalse(admin(cluster, "n1").retire(first).already());
        cluster.settle();
        for (SimNode node : cluster.nodes()) {
            assertEquals(CANARY, node.replica(DATA).openedValues().get(POISON), node::name);
        }
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }

    private static void comeBack(SimCluster cluster, List<String> members) {
        for (String name : members) {
            SimNode node = cluster.node(name);
            node.replica(DATA).throwAt(Optional.empty());
            node.stop();
            node.start();
        }
        cluster.lead("n1");
        cluster.settle();
    }

    @Test
    void purge_groupClosesMeanwhile_tellsOfNoSuccess() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        DekId first = raft(cluster);
        cluster.node("n2").holdApply(true);
        SimWrite unused = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        rotate(cluster, Purpose.RAFT);
        assertFalse(admin(cluster, "n1").purge().already());
        cluster.node("n2").replica(DATA).close();
        cluster.node("n2").holdApply(false);
        cluster.tick(Duration.ofMinutes(5));
        assertFalse(
                purged(cluster.node("n2")), () -> cluster.node("n2").events().toString());
        String needed = stillNeeded(cluster, first);
        assertTrue(needed.contains("n2: group " + DATA + ": does not run here"), needed);
    }

    @Test
    void rewrite_groupDoesNotRun_failsAndNamesIt() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        rotate(cluster, Purpose.STORAGE);
        cluster.node("n2").replica(DATA).close();
        Admin.Result begun = admin(cluster, "n1").rewrite();
        assertFalse(begun.already());
        cluster.settle();
        Admin.OnMember member = of(admin(cluster, "n1").rewrite(), "n2");
        assertEquals(Outcome.FAILED, member.outcome(), member::text);
        assertTrue(member.text().contains("group " + DATA + " does not run here"), member::text);
    }
}
