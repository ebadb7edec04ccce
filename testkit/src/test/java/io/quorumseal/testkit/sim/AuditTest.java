package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.Applier.Outcome;
import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.AuditRecord.Event;
import io.quorumseal.api.AuditTrail;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.internal.sidecar.AuditInspection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Key events are recorded alike on every replica, once, and none is lost. */
class AuditTest {

    private static List<String> lines(SimNode node) {
        return new String(node.auditFile(), StandardCharsets.UTF_8).lines().toList();
    }

    private static AuditTrail trail(SimNode node, GroupId group) {
        return node.runtime().status().keys().group(group).audit();
    }

    private static List<Event> events(SimNode node, GroupId group) {
        return trail(node, group).recent().stream().map(AuditRecord::event).toList();
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void change_ofEachKind_isRecordedWithWhoAskedWhereAndWhatCameOfIt(Append append) {
        assertEachIsRecorded(sealing(append), " of suite 2");
        assertEachIsRecorded(FirstSuite.sealing(append), "");
    }

    private static void assertEachIsRecorded(SimCluster cluster, String suite) {
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        assertFalse(admin(cluster, "n1").rewrap().already());
        check(cluster);
        for (SimNode node : cluster.nodes()) {
            assertEquals(
                    List.of(
                            Event.BOOTSTRAP,
                            Event.ENABLE_STORAGE_ENVELOPE,
                            Event.ENABLE_RAFT_ENVELOPE,
                            Event.ROTATE_DEK,
                            Event.REWRAP_DEKS),
                    events(node, CONTROL_ID));
            assertEquals(List.of(Event.ENABLE_RAFT_ENVELOPE), events(node, DATA_ID));
            assertEquals(6, lines(node).size());
        }
        AuditRecord rotation = trail(cluster.node("n3"), CONTROL_ID).recent().get(3);
        assertEquals(NodeId.ofName("n1"), rotation.by());
        assertEquals(Outcome.FRESH, rotation.outcome());
        assertTrue(cluster.group(CONTROL).ours().containsKey(rotation.index()));
        String active = cluster.node("n1")
                .runtime()
                .status()
                .keys()
                .activeDek(Purpose.RAFT)
                .orElseThrow()
                .toString();
        assertEquals("raft DEK " + active + suite, rotation.subject());
    }

    @Test
    void restart_overAndOver_recordsNothingTwice() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        List<String> before = lines(cluster.node("n2"));
        for (SimNode.From from : SimNode.From.values()) {
            cluster.node("n2").stop();
            cluster.node("n2").start(from);
            cluster.settle();
        }
        assertEquals(before, lines(cluster.node("n2")));
        check(cluster);
    }

    @Test
    void start_behindAFewEvents_recordsThoseThatItMissed() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.node("n3").stop();
        for (int i = 0; i < 4; i++) {
            assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        }
        cluster.node("n3").start();
        check(cluster);
        AuditInspection.Chain chain =
                AuditInspection.of(cluster.node("n3").auditFile()).chain(CONTROL_ID);
        assertEquals(0, chain.gaps());
        assertEquals(7, chain.records());
    }

    @Test
    void join_behindManyEvents_saysFromWhereOnItsRecordsGo() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        for (int i = 0; i < AuditTrail.KEPT; i++) {
            assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        }
        SimNode joiner = cluster.add("n4");
        joiner.start();
        check(cluster);
        AuditInspection.Chain chain = AuditInspection.of(joiner.auditFile()).chain(CONTROL_ID);
        assertEquals(1, chain.gaps());
        assertEquals(AuditTrail.KEPT, chain.records());
        assertEquals(AuditTrail.KEPT + 3, chain.number());
        List<String> own = lines(joiner).stream()
                .filter(line -> line.contains("rotate-dek"))
                .map(AuditTest::withoutTime)
                .toList();
        List<String> all = new ArrayList<>();
        lines(cluster.node("n1")).forEach(line -> all.add(withoutTime(line)));
        assertNotEquals(List.of(), own);
        assertTrue(all.containsAll(own), "records of the joiner and of a member");
    }

    private static String withoutTime(String line) {
        return line.replaceAll("\"seen\":\"[^\"]*\",", "");
    }

    @Test
    void change_beforeBootstrap_isNotRecorded() {
        SimCluster cluster = Sims.cleartext(Append.INDEX_KNOWN);
        check(cluster);
        assertEquals(AuditTrail.NONE, trail(cluster.node("n1"), CONTROL_ID));
        assertEquals(0, cluster.node("n1").auditFile().length);
        assertEquals(
                1,
                trail(bootstrapped(Append.INDEX_KNOWN).node("n2"), CONTROL_ID).count());
    }
}
