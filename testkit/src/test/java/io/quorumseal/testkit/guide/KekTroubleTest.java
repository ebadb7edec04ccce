package io.quorumseal.testkit.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Status;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The guide's table of KEK trouble, row by row, with a KEK that fails as the row says. */
class KekTroubleTest {
    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\| `([A-Z_]+)` \\| [^|]+ \\| ([^|]+) \\| ([^|]+) \\| ([^|]+)" + " \\| ([^|]+) \\| ([^|]+) \\|$");
    private static final Pattern NAME = Pattern.compile("`([A-Z_]+)`");
    private static final Set<String> TOO_MUCH = Set.of("replace", "new node", "another name", "empty directory");
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration PROBE = Duration.ofSeconds(60);
    private static final int TIMES_IN_A_ROW = 10;

    private final SimCluster cluster =
            new SimCluster(Append.INDEX_KNOWN, "n1", "n2", "n3").start().cutOver();
    private final SimNode leader = cluster.node("n1");
    private final SimNode member = cluster.node("n3");

    record Row(Kind kind, String start, List<String> apply, String change, String idle, String remedy) {
        void said(String message) {
            for (String part : List.of("(" + kind + ")", "Nothing is lost: keep the node and its directory", remedy)) {
                assertTrue(message.contains(part), () -> "\"" + part + "\" is not said: " + message);
            }
            TOO_MUCH.forEach(word -> assertFalse(message.contains(word), message));
        }
    }

    static Stream<Row> rows() {
        String guide = Repository.here().text("docs/guide.md");
        int begin = guide.indexOf("### KEK trouble");
        return ROW.matcher(guide.substring(begin, guide.indexOf("\n### ", begin + 1)))
                .results()
                .map(KekTroubleTest::row);
    }

    private static Row row(MatchResult found) {
        return new Row(
                Kind.valueOf(found.group(1)),
                names(found.group(2)).get(0),
                names(found.group(3)),
                names(found.group(4)).get(0),
                names(found.group(5)).get(0),
                found.group(6));
    }

    private static List<String> names(String cell) {
        return NAME.matcher(cell).results().map(name -> name.group(1)).toList();
    }

    @BeforeEach
    void writeSomething() {
        leader.write(SimCluster.DATA, "before", "1");
        cluster.settle();
    }

    /** Nothing is lost, and nobody did anything about it but the KEK. */
    @AfterEach
    void heal() {
        cluster.nodes().forEach(node -> node.kek().heal());
        if (!member.running()) {
            member.start();
        }
        cluster.tick(RETRY).tick(RETRY);
        leader.write(SimCluster.DATA, "after", "2");
        cluster.settle();
        for (SimNode node : cluster.nodes()) {
            assertEquals("1", node.values(SimCluster.DATA).get("before"), node::name);
            assertEquals("2", node.values(SimCluster.DATA).get("after"), node::name);
            assertEquals(Status.Mode.SEALING, control(node).mode(), node::name);
        }
        assertFalse(leader.runtime().admin().rotate(Purpose.RAFT).already());
    }

    private static Status.Group control(SimNode node) {
        Status.Group group = node.runtime().status().groups().get(new GroupId(SimCluster.CONTROL));
        if (group == null) {
            throw new AssertionError("no status of the control group");
        }
        return group;
    }

    private static List<String> told(SimNode node, String event) {
        return node.events().stream()
                .filter(line -> line.startsWith(event + " " + SimCluster.CONTROL + " "))
                .toList();
    }

    @Test
    void table_hasARowForEachKind() {
        assertEquals(
                Arrays.stream(Kind.values()).collect(Collectors.toSet()),
                rows().map(Row::kind).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void start_isRefusedAsTheTableSays(Row row) {
        member.stop();
        member.kek().fail(row.kind());
        StartupRefusedException refused = assertThrows(StartupRefusedException.class, member::start);
        assertEquals(row.start(), refused.refusal().name());
        row.said(String.valueOf(refused.getMessage()));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void apply_waitsAsTheTableSays(Row row) {
        member.kek().fail(row.kind());
        assertFalse(leader.runtime().admin().rotate(Purpose.STORAGE).already());
        cluster.settle();
        for (int i = 1; i < TIMES_IN_A_ROW; i++) {
            cluster.tick(RETRY);
        }
        for (String event : List.of("STALLED", "KEY_UNREADABLE", "HALTED")) {
            List<String> told = told(member, event);
            assertEquals(row.apply().contains(event) ? 1 : 0, told.size(), event);
            told.forEach(row::said);
        }
        assertEquals(Status.Mode.STALLED, control(member).mode());
        row.said(control(member).why());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void change_failsAsTheTableSays(Row row) {
        leader.kek().fail(row.kind());
        for (SimNode asked : List.of(leader, member)) {
            failsAs(row, () -> asked.runtime().admin().rotate(Purpose.RAFT));
            failsAs(row, () -> asked.runtime().admin().rewrap());
        }
    }

    private static void failsAs(Row row, Executable change) {
        RetryableException failed = assertThrows(RetryableException.class, change);
        assertEquals(row.change(), failed.reason().name());
        row.said(String.valueOf(failed.getMessage()));
        assertTrue(String.valueOf(failed.getMessage()).contains("No key was changed"), failed::getMessage);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void change_byTheKekOfOtherMembers_saysTheSameBehindTheirNames(Row row) {
        for (String name : List.of("n2", "n3")) {
            cluster.node(name).kek().fail(row.kind());
        }
        RejectedException failed = assertThrows(
                RejectedException.class, () -> leader.runtime().admin().rotate(Purpose.RAFT));
        assertEquals(RejectedException.Reason.MEMBER_NOT_READY, failed.reason());
        row.said(String.valueOf(failed.getMessage()));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void idle_isToldAsTheTableSays(Row row) {
        member.kek().fail(row.kind());
        cluster.tick(PROBE);
        List<String> told = told(member, row.idle());
        assertEquals(1, told.size());
        row.said(told.get(0));
    }
}
