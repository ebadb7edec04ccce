package io.quorumseal.engine.jraft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.Status;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.Engine.Logged;
import io.quorumseal.api.spi.Engine.Recovered;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import io.quorumseal.core.Admin;
import io.quorumseal.core.SealListener.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTest {
    private static final GroupId CONTROL = new GroupId(TestCluster.CONTROL);
    private static final GroupId SHARD = new GroupId(TestCluster.SHARD);

    @TempDir
    Path directory;

    /** Whether the machine writes on the thread that applies, or on one of its own. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void snapshot_carriesKeyStateAndIsReadAtTheNextStart(boolean savesAtOnce) throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            Put put = cluster.put(TestCluster.CONTROL, "a=1");
            TestNode node = cluster.leader(TestCluster.CONTROL);
            node.machine(TestCluster.CONTROL).savesAtOnce = savesAtOnce;
            assertTrue(snapshot(node).isOk());
            List<SnapshotKeyState> kept = node.engine().holding(CONTROL).snapshots();
            assertEquals(1, kept.size());
            assertTrue(kept.get(0).index() >= put.index());
            assertTrue(kept.get(0).state().length > 0);
            cluster.put(TestCluster.CONTROL, "b=2");
            cluster.stop();
            cluster.start();
            Recovered recovered = node.recoveredAtStart.get(0);
            assertEquals(kept.get(0).index(), recovered.applied());
            assertEquals(kept.get(0).index(), recovered.keyState().orElseThrow().index());
            cluster.awaitEqual(TestCluster.CONTROL);
            assertEquals(1, node.machine(TestCluster.CONTROL).loads());
            assertEquals("1", node.machine(TestCluster.CONTROL).get("a"));
            assertEquals("2", node.machine(TestCluster.CONTROL).get("b"));
        }
    }

    @Test
    void snapshot_ofAMachineThatSealsNothing_isSaidToBeInClear() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            TestNode node = cluster.leader(TestCluster.CONTROL);
            assertTrue(snapshot(node).isOk());
            cluster.signal.await(
                    () -> node.events.stream().anyMatch(text -> text.startsWith(Event.UNSEALED + " ")),
                    () -> node.events.toString());
            assertTrue(node.engine().writtenInClear(CONTROL).isPresent());
        }
    }

    @Test
    void compact_cutsTheLogOnLeaderAndFollower() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL)) {
            cluster.start();
            cluster.put(TestCluster.CONTROL, "canary=in-clear");
            cluster.bootstrap();
            cluster.admin().enableRaftEnvelope(CONTROL);
            cluster.awaitEqual(TestCluster.CONTROL);
            for (TestNode node : cluster.nodes) {
                assertEquals(1, clear(node));
                long applied = node.machine(TestCluster.CONTROL).applied();
                node.engine().compact(CONTROL).toCompletableFuture().join();
                cluster.signal.await(() -> clear(node) == 0, () -> "the log is not cut: " + logged(node));
                cluster.signal.await(
                        () -> logged(node).stream().noneMatch(entry -> entry.index() <= applied),
                        () -> "the log is not cut: " + logged(node));
            }
            cluster.put(TestCluster.CONTROL, "after=1");
            cluster.awaitEqual(TestCluster.CONTROL);
        }
    }

    @Test
    void purge_afterTheCutover_leavesNothingInClearInAnyLog() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL, TestCluster.SHARD)) {
            cluster.start();
            cluster.put(TestCluster.CONTROL, "canary=in-clear");
            cluster.put(TestCluster.SHARD, "canary=in-clear");
            cluster.bootstrap();
            cluster.admin().enableStorageEnvelope();
            cluster.admin().enableRaftEnvelope(CONTROL);
            cluster.admin().enableRaftEnvelope(SHARD);
            cluster.signal.await(
                    () -> cluster.admin().purge().already(),
                    () -> cluster.admin().purge().toString());
            for (TestNode node : cluster.nodes) {
                assertEquals(0, clear(node));
            }
        }
    }

    private static long clear(TestNode node) {
        return logged(node).stream()
                .filter(entry -> new String(entry.payload(), StandardCharsets.UTF_8).equals("canary=in-clear"))
                .count();
    }

    private static List<Logged> logged(TestNode node) {
        return StreamSupport.stream(node.engine().holding(CONTROL).entries().spliterator(), false)
                .toList();
    }

    @Test
    void follower_wiped_installsASnapshotWithItsKeysAndFollows() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL, TestCluster.SHARD).startSealing()) {
            cluster.put(TestCluster.CONTROL, "a=1");
            cluster.put(TestCluster.SHARD, "a=1");
            TestNode wiped = cluster.other(cluster.leader(TestCluster.SHARD));
            wiped.close();
            delete(wiped.directory);
            for (TestNode node : cluster.running()) {
                for (String group : cluster.groups.keySet()) {
                    node.engine()
                            .compact(new GroupId(group))
                            .toCompletableFuture()
                            .join();
                }
            }
            cluster.put(TestCluster.SHARD, "b=2");
            wiped.start();
            for (String group : cluster.groups.keySet()) {
                cluster.awaitEqual(group);
                assertEquals(1, wiped.machine(group).loads(), group);
                assertTrue(wiped.seal().group(group).cutover().isPresent());
                assertFalse(
                        TestCluster.filesWith(wiped.folder(group, "log"), "a=1").size() > 0);
            }
            assertEquals("1", wiped.machine(TestCluster.SHARD).get("a"));
            assertEquals("2", wiped.machine(TestCluster.SHARD).get("b"));
            wiped.engine().compact(SHARD).toCompletableFuture().join();
            List<SnapshotKeyState> kept = wiped.engine().holding(SHARD).snapshots();
            assertEquals(1, kept.size(), kept::toString);
        }
    }

    /** Its runtime runs on and heard of no cutover: what the log behind the snapshot holds would pass for clear. */
    @Test
    void follower_thatMissedTheCutover_takesItOverFromTheSnapshot() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL, TestCluster.SHARD)) {
            cluster.start();
            cluster.bootstrap();
            cluster.put(TestCluster.SHARD, "a=1");
            TestNode away = cluster.other(cluster.leader(TestCluster.SHARD));
            away.stopGroup(TestCluster.SHARD);
            Admin.Result unused = cluster.leader(TestCluster.SHARD).admin().enableRaftEnvelope(SHARD);
            cluster.put(TestCluster.SHARD, "b=2");
            assertFalse(away.seal().group(TestCluster.SHARD).cutover().isPresent());
            for (TestNode node : cluster.nodes) {
                if (node != away) {
                    node.engine().compact(SHARD).toCompletableFuture().join();
                }
            }
            away.startGroup(TestCluster.SHARD);
            cluster.awaitEqual(TestCluster.SHARD);
            assertEquals(1, away.machine(TestCluster.SHARD).loads());
            assertTrue(away.seal().group(TestCluster.SHARD).cutover().isPresent());
            assertEquals("2", away.machine(TestCluster.SHARD).get("b"));
        }
    }

    /** Its files were there before it stopped, and what they say of keys was never taken over; what comes next is sealed. */
    @Test
    void follower_stoppedWhileAnInstalledSnapshotWaits_takesTheCutoverOverAtItsNextStart() throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL, TestCluster.SHARD)) {
            TestNode away = awaitingKeyState(cluster);
            away.stopGroup(TestCluster.SHARD);
            assertFalse(away.seal().group(TestCluster.SHARD).cutover().isPresent());
            cluster.put(TestCluster.SHARD, "c=3");
            CompletableFuture<Void> started = CompletableFuture.runAsync(() -> away.startGroup(TestCluster.SHARD));
            // For long enough that it would load, and come to what is next.
            Thread.sleep(2_000);
            away.startGroup(TestCluster.CONTROL);
            started.join();
            assertTrue(away.seal().group(TestCluster.SHARD).cutover().isPresent());
            cluster.awaitEqual(TestCluster.SHARD);
            assertEquals("3", away.machine(TestCluster.SHARD).get("c"));
        }
    }

    /** It missed the shard's cutover and a rotation, and has the shard's snapshot while its control group is down. */
    private static TestNode awaitingKeyState(TestCluster cluster) throws IOException {
        cluster.start();
        cluster.bootstrap();
        cluster.put(TestCluster.SHARD, "a=1");
        TestNode leader = cluster.nodes.get(0);
        groups(cluster).forEach(group -> cluster.elect(leader, group));
        TestNode away = cluster.nodes.get(2);
        groups(cluster).forEach(away::stopGroup);
        Admin admin = leader.admin();
        admin.enableRaftEnvelope(SHARD);
        admin.rotate(Purpose.RAFT);
        Put last = cluster.put(TestCluster.SHARD, "b=2");
        for (TestNode node : cluster.nodes.subList(0, 2)) {
            cluster.signal.await(() -> node.machine(TestCluster.SHARD).applied() >= last.index(), () -> "not applied");
            node.engine().compact(SHARD).toCompletableFuture().join();
        }
        away.startGroup(TestCluster.SHARD);
        cluster.signal.await(() -> newestSnapshot(away) > 0, () -> "nothing is installed");
        assertEquals(0, away.machine(TestCluster.SHARD).loads());
        return away;
    }

    private static long newestSnapshot(TestNode node) {
        Path directory = node.folder(TestCluster.SHARD, "snapshot");
        return new SnapshotFiles(directory, directory.resolve("temp"), false).newest();
    }

    private static List<String> groups(TestCluster cluster) {
        return List.copyOf(cluster.groups.keySet());
    }

    @Test
    void snapshot_ofAMemberThatDoesNotHostQuorumSeal_isNotLoaded() throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            cluster.awaitEqual(TestCluster.CONTROL);
            TestNode node = cluster.nodes.get(0);
            assertFalse(node.loads(TestCluster.CONTROL, new StrangeSnapshot(directory.toString(), 1_000)));
            assertEquals(0, node.machine(TestCluster.CONTROL).loads());
            assertTrue(node.status(TestCluster.CONTROL).why().contains("no key state"));
        }
    }

    private static Status snapshot(TestNode node) {
        CompletableFuture<Status> done = new CompletableFuture<>();
        node.node(TestCluster.CONTROL).snapshot(done::complete);
        return done.orTimeout(30, TimeUnit.SECONDS).join();
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
