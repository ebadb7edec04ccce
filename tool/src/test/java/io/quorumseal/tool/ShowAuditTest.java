package io.quorumseal.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.KeyEvents;
import io.quorumseal.core.internal.sidecar.AuditInspection;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The key events that a node has recorded, its KEK, and its members, as the commands show them. */
class ShowAuditTest {
    private static long shown(Ran ran) {
        return ran.out().lines().filter(line -> line.contains("\"event\": \"")).count();
    }

    @Test
    void audit_filtered_showsWhatIsMeantAndVerifiesAll() {
        try (SimCluster nodes = Cluster.sealing().nodes()) {
            Cluster cluster = new Cluster(nodes);
            DekId first = nodes.node("n1")
                    .runtime()
                    .status()
                    .keys()
                    .activeDek(Purpose.RAFT)
                    .orElseThrow();
            nodes.tick(Duration.ofHours(1));
            String later = nodes.clock().instant().toString();
            assertEquals(0, cluster.run("rotate", "raft").code());
            nodes.settle();
            Ran all = cluster.run("audit", "--json");
            assertEquals(new Ran(0, all.out(), ""), all);
            assertTrue(all.out().contains("\"verified\": true"), all::out);
            assertEquals(5, shown(all), all::out);
            assertEquals(1, shown(cluster.run("audit", "--json", "--event", "rotate-dek")));
            assertEquals(1, shown(cluster.run("audit", "--json", "--group", SimCluster.DATA)));
            assertEquals(1, shown(cluster.run("audit", "--json", "--since", later)));
            Ran ofDek = cluster.run("audit", "--json", "--dek", first.toString());
            assertTrue(shown(ofDek) >= 1 && ofDek.out().contains("\"event\": \"bootstrap\""), ofDek::out);
            assertEquals(
                    0,
                    shown(cluster.run(
                            "audit", "--json", "--dek", first.toString().substring(1))));
            assertTrue(ofDek.out().contains("\"records\": 5"), ofDek::out);
        }
    }

    /** Ways of changing an audit file that somebody who has the disk may try. */
    static Stream<Arguments> changes() {
        UnaryOperator<String> changed = file -> file.replaceFirst("bootstrap", "rotate-dek");
        UnaryOperator<String> leftOut = file -> file.lines()
                .filter(line -> !line.contains("enable-storage-envelope"))
                .collect(Collectors.joining("\n", "", "\n"));
        UnaryOperator<String> doubled = file -> file + file;
        return Stream.of(
                Arguments.of(changed, "is not the one that its hash is of"),
                Arguments.of(leftOut, "does not follow record"),
                Arguments.of(doubled, "does not follow record"));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void audit_ofAFileThatWasChanged_saysWhereAndEndsAsDoctorDoes(UnaryOperator<String> change, String found) {
        try (SimCluster nodes = Cluster.sealing().nodes()) {
            SimNode node = nodes.node("n1");
            byte[] file = change.apply(new String(node.auditFile(), StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
            KeyState keys = node.runtime().status().keys();
            Cluster cluster = new Cluster(nodes);
            Ran ran = Ran.of(
                    cluster.through(real -> new OtherEvents(real, events(AuditInspection.of(file), keys))),
                    "audit",
                    "--json",
                    "--event",
                    "rewrap-deks");
            assertEquals(new Ran(ExitCode.FINDINGS.code(), ran.out(), ""), ran);
            assertTrue(ran.out().contains("\"verified\": false"), ran::out);
            assertTrue(ran.out().contains("\"kind\": \"AUDIT_BROKEN\""), ran::out);
            assertTrue(ran.out().contains(found), ran::out);
        }
    }

    private static KeyEvents events(AuditInspection file, KeyState keys) {
        return new KeyEvents(
                file.entries().stream()
                        .map(entry -> new KeyEvents.Entry(entry.record(), entry.hash(), entry.seen()))
                        .toList(),
                file.gaps(),
                file.torn(),
                file.defects(keys));
    }

    /** A node that has other records. */
    private record OtherEvents(NodeAccess node, KeyEvents keyEvents) implements PassedOn {}

    // ---- kek and members

    @Test
    void kek_probed_callsItAndTellsWhatItCameTo() {
        try (SimCluster nodes = Cluster.sealing().nodes()) {
            Cluster cluster = new Cluster(nodes);
            nodes.tick(Duration.ofSeconds(5));
            Ran well = cluster.run("kek", "--probe");
            assertEquals(0, well.code(), well::err);
            assertTrue(well.out().contains("last success  " + nodes.clock().instant() + "\n"), well::out);
            assertTrue(well.out().contains("took ms "), well::out);
            assertFalse(cluster.run("kek").out().contains("took ms"));
            nodes.node("n1").kek().fail(KekException.Kind.DENIED);
            Ran ill = cluster.run("kek", "--probe", "--json");
            assertEquals(ExitCode.REFUSED.code(), ill.code(), ill::out);
            assertTrue(ill.out().contains("\"reason\": \"DENIED\""), ill::out);
            assertTrue(cluster.run("kek").out().contains("health        ill\n"));
        }
    }

    @Test
    void members_oneThatDoesNotAnswer_isShownAsItWasHeardLast() {
        try (SimCluster nodes = Cluster.sealing().nodes()) {
            Cluster cluster = new Cluster(nodes);
            nodes.node("n3").connected(false);
            assertEquals(ExitCode.REFUSED.code(), cluster.run("raise", "raft").code());
            List<String> rows = cluster.run("members").out().lines().toList();
            assertTrue(rows.get(2).matches(" +n1 +yes +yes +CURRENT .*"), rows::toString);
            assertTrue(rows.get(4).matches(" +n3 +yes +no +SILENT .*"), rows::toString);
        }
    }
}
