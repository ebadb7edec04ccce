package io.quorumseal.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.core.Admin.Share;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.testkit.sim.SimCluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that go on until something is done on all members, against real runtimes. */
class CleanTest {
    private static final Duration TWO_DAYS = Duration.ofDays(2);

    private static Cluster old(int suite) {
        Cluster cluster = new Cluster(Cluster.cleartext(suite).nodes().cutOver());
        for (int i = 0; i < 3; i++) {
            cluster.nodes().node("n1").write(SimCluster.DATA, "k" + i, "v" + i);
        }
        SimCluster unused = cluster.nodes().tick(TWO_DAYS);
        return cluster;
    }

    private static KeyState keys(Cluster cluster) {
        return cluster.nodes().node("n1").runtime().status().keys();
    }

    private static Set<DekId> live(Cluster cluster) {
        return new TreeSet<>(keys(cluster).keys().keySet());
    }

    private static String last(Ran ran) {
        List<String> lines = ran.out().lines().toList();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {DekCipher.FIRST_SUITE, DekCipher.SECOND_SUITE})
    void clean_ofOldKeys_leavesNoneOfThemOnAnyMember(int suite) {
        Cluster cluster = old(suite);
        try (SimCluster nodes = cluster.nodes()) {
            Set<DekId> before = live(cluster);
            Ran ran = cluster.run("clean", "--json");
            assertEquals(new Ran(0, ran.out(), ""), ran);
            assertTrue(
                    last(ran)
                            .startsWith("{\"command\":\"clean\",\"outcome\":\"done\",\"already\":false,"
                                    + "\"replaced\":[\"storage\",\"raft\"],\"retired\":"
                                    + before.stream().map(DekId::toString).collect(Collectors.joining(",", "[", "]"))),
                    ran::out);
            for (String node : List.of("n1", "n2", "n3")) {
                assertTrue(last(ran).contains("{\"member\":\"" + node + "\",\"outcome\":\"done\","), ran::out);
                KeyState keys = nodes.settle().node(node).runtime().status().keys();
                assertEquals(new TreeSet<>(keys.active().values()), keys.keys().keySet());
                assertEquals(before, keys.retired());
            }
        }
    }

    @Test
    void clean_ofYoungKeys_replacesNoneAndIsDone() {
        try (SimCluster nodes = Cluster.sealing().nodes()) {
            Cluster cluster = new Cluster(nodes);
            Set<DekId> before = live(cluster);
            Ran ran = cluster.run("clean");
            assertEquals(0, ran.code(), ran::err);
            assertEquals("done on n1, n2, n3; no data key had to be retired", last(ran));
            assertEquals(before, live(cluster));
        }
    }

    /** Wherever the operator is killed, the same line goes on, and replaces no key a second time. */
    @Test
    void clean_killedBehindAnyCallAndAskedAgain_goesOnAndRotatesOnce() {
        int kills = 0;
        while (isKilledBehind(kills)) {
            kills++;
        }
        assertTrue(kills >= 10, "only " + kills + " calls");
    }

    private static boolean isKilledBehind(int calls) {
        Cluster cluster = old(DekCipher.SECOND_SUITE);
        try (SimCluster nodes = cluster.nodes()) {
            Set<DekId> before = live(cluster);
            String[] line = {"clean", "--made-before=" + nodes.clock().instant()};
            Ran first = Ran.of(cluster.through(node -> Interrupted.after(node, calls)), line);
            Ran second = cluster.run(line);
            assertEquals(0, second.code(), () -> "killed behind call " + calls + ": " + second);
            assertEquals(before, keys(cluster).retired(), () -> "killed behind call " + calls);
            assertEquals(2, live(cluster).size());
            return first.err().contains("killed");
        }
    }

    @Test
    void clean_aMemberIsDown_endsWithThatAndNotDone() {
        Cluster cluster = old(DekCipher.SECOND_SUITE);
        try (SimCluster nodes = cluster.nodes()) {
            nodes.node("n3").connected(false);
            Ran ran = cluster.run("clean", "--json");
            assertEquals(ExitCode.TRY_AGAIN.code(), ran.code(), ran::out);
            assertEquals("store clean: rewrite failed on n3; standard output says why\n", ran.err());
            assertTrue(
                    last(ran)
                            .startsWith(
                                    "{\"command\":\"clean\",\"step\":\"rewrite\",\"already\":false,\"error\":\"try again\",\"members\":["),
                    ran::out);
            assertTrue(
                    last(ran).contains("{\"member\":\"n3\",\"outcome\":\"failed\",\"text\":\"n3 does not answer"),
                    ran::out);
            nodes.node("n3").connected(true);
            assertEquals(0, cluster.run("clean").code());
        }
    }

    @Test
    void clean_aMemberThatRefuses_endsAtOnceAndIsNamed() {
        Cluster cluster = old(DekCipher.SECOND_SUITE);
        try (SimCluster nodes = cluster.nodes()) {
            nodes.node("n2")
                    .answering((question, answer) -> question instanceof PeerMessage.Begin
                            ? new PeerMessage.Failed(false, "BAD_REQUEST", "it was given no store")
                            : answer);
            Ran ran = cluster.run("clean", "--json");
            assertEquals(ExitCode.REFUSED.code(), ran.code(), ran::out);
            assertEquals("store clean: rewrite refused on n2; standard output says why\n", ran.err());
            assertTrue(
                    last(ran)
                            .contains("{\"member\":\"n2\",\"outcome\":\"refused\",\"text\":\"it was given no store\"}"),
                    ran::out);
            assertFalse(ran.out().contains("retire"), ran::out);
        }
    }

    @Test
    void clean_aDekThatStaysNeeded_saysByWhomAndIsRefused() {
        Cluster cluster = old(DekCipher.SECOND_SUITE);
        try (SimCluster nodes = cluster.nodes()) {
            nodes.node("n2")
                    .answering((question, answer) -> question instanceof PeerMessage.AskNeeds
                            ? new PeerMessage.Needs("n2", List.of("a backup is under way"))
                            : answer);
            Ran ran = cluster.run("clean", "--json");
            assertEquals(ExitCode.REFUSED.code(), ran.code(), ran::out);
            assertTrue(ran.err().startsWith("store clean: refused, STILL_NEEDED: DEK "), ran::err);
            assertTrue(last(ran).contains("n2: a backup is under way"), ran::out);
        }
    }

    @Test
    void plan_saysWhatWouldBeDone_andChangesNothing() {
        Cluster cluster = old(DekCipher.FIRST_SUITE);
        try (SimCluster nodes = cluster.nodes()) {
            KeyState before = keys(cluster);
            for (String command : List.of("clean", "move-suite")) {
                Ran ran = cluster.run(command, "--plan", "--json");
                assertEquals(new Ran(0, ran.out(), ""), ran);
                assertEquals(4, ran.out().split("\"needed\": true", -1).length - 1 - 2, ran::out);
                before.keys().keySet().forEach(dek -> assertTrue(ran.out().contains("\"DEK " + dek + "\""), ran::out));
                nodes.settle();
                assertEquals(before, keys(cluster));
            }
        }
    }

    @Test
    void madeBefore_aMomentToCome_isWrongUse() {
        try (SimCluster nodes = Cluster.sealing().nodes()) {
            Ran ran = new Cluster(nodes).run("clean", "--made-before", "2035-01-01T00:00:00Z");
            assertEquals(ExitCode.WRONG_USE.code(), ran.code());
            assertTrue(ran.err().contains("is still to come"), ran::err);
        }
    }

    // ---- move-suite

    @Test
    void moveSuite_everyMemberKnowsIt_leavesNothingOfTheFirst() {
        Cluster cluster = old(DekCipher.FIRST_SUITE);
        try (SimCluster nodes = cluster.nodes()) {
            assertEquals(0, cluster.run("move-suite").code());
            nodes.settle();
            assertTrue(keys(cluster).keys().values().stream()
                    .noneMatch(key -> key.cipher().isSuite1()));
            Ran again = cluster.run("move-suite", "--json");
            assertTrue(last(again).contains("\"already\":true,\"replaced\":[],\"retired\":[]"), again::out);
        }
    }

    @Test
    void moveSuite_whileAMemberCannot_isRefusedWithItsNameAndChangesNothing() {
        Cluster cluster = old(DekCipher.FIRST_SUITE);
        try (SimCluster nodes = cluster.nodes()) {
            KeyState before = keys(cluster);
            nodes.node("n3").connected(false);
            Ran ran = cluster.run("move-suite", "--json");
            assertEquals(ExitCode.REFUSED.code(), ran.code(), ran::out);
            assertTrue(ran.err().startsWith("store move-suite: refused, MEMBER_NOT_READY: "), ran::err);
            assertTrue(ran.err().contains("n3"), ran::err);
            assertEquals(before.active(), keys(cluster).active());
        }
    }

    // ---- waiting

    @ParameterizedTest
    @ValueSource(strings = {"rewrite", "purge-log"})
    void wait_untilAllAreDone_endsWithZero(String command) {
        try (SimCluster nodes = Cluster.sealing().nodes()) {
            Ran ran = new Cluster(nodes).run(command, "--wait");
            assertEquals(0, ran.code(), ran::err);
            assertTrue(ran.out().contains(command + " n3: done, "), ran::out);
            assertTrue(ran.out().contains("n3: done; "), ran::out);
        }
    }

    /** A member that goes on for longer: the share, the rate and the time left are told from time to time. */
    @Test
    void wait_aMemberThatIsNotDoneInTime_isToldAndUnderWay() {
        try (SimCluster nodes = Cluster.sealing().nodes()) {
            Share share = new Share(40, 100, Duration.ofSeconds(10));
            nodes.node("n2")
                    .answering((question, answer) -> question instanceof PeerMessage.Begin
                            ? new PeerMessage.Progress(Outcome.UNDER_WAY, "renews", Optional.of(share))
                            : answer);
            Ran ran = new Cluster(nodes).run("rewrite", "--wait", "--timeout", "25s", "--json");
            assertEquals(ExitCode.UNDER_WAY.code(), ran.code(), ran::out);
            String line = "{\"command\":\"rewrite\",\"step\":\"rewrite\",\"member\":\"n2\",\"outcome\":\"under way\","
                    + "\"percent\":40,\"done\":40,\"of\":100,\"per_second\":4,\"seconds_left\":15,\"text\":\"renews\"}";
            assertEquals(3, ran.out().lines().filter(line::equals).count(), ran::out);
            assertTrue(last(ran).contains("\"already\":false,\"members\":["), ran::out);
            Ran human = new Cluster(nodes).run("rewrite", "--wait", "--timeout", "5s");
            assertTrue(human.out().contains("rewrite n2: under way, 40 %, 4/s, 15 s left, renews\n"), human::out);
        }
    }

    @Test
    void wait_forADekThatIsStillNeeded_retiresItAsSoonAsItIsNot() {
        Cluster cluster = old(DekCipher.SECOND_SUITE);
        try (SimCluster nodes = cluster.nodes()) {
            DekId old = keys(cluster).activeDek(io.quorumseal.api.Purpose.RAFT).orElseThrow();
            assertEquals(0, cluster.run("rotate", "raft").code());
            nodes.settle();
            Ran late = cluster.run("retire", old.toString(), "--wait", "--timeout", "5s");
            assertEquals(ExitCode.REFUSED.code(), late.code(), late::out);
            assertTrue(late.err().contains("refused, STILL_NEEDED"), late::err);
            assertEquals(0, cluster.run("purge-log", "--wait").code());
            Ran ran = cluster.run("retire", old.toString(), "--wait");
            assertEquals(0, ran.code(), ran::err);
            assertTrue(last(ran).startsWith("RetireDek applied at index "), ran::out);
        }
    }
}
