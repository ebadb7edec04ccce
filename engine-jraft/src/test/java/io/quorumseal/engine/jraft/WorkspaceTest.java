package io.quorumseal.engine.jraft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import io.quorumseal.core.Admin;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.workspace.Workspace;
import io.quorumseal.testkit.MemoryDirectory;
import io.quorumseal.testkit.NoValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State machines that cannot be changed, and leave nothing of what they hold on a disk. */
class WorkspaceTest {
    private static final GroupId CONTROL = new GroupId(TestCluster.CONTROL);
    private static final String CANARY = "canary-that-no-file-holds";

    @TempDir
    Path directory;

    private static UnaryOperator<JRaftEngine.Builder> in(MemoryDirectory memory) {
        return builder -> memory.in(builder, JRaftEngine.Builder::workspace, JRaftEngine.Builder::workspaceOnDisk);
    }

    static TestCluster sealing(Path directory, MemoryDirectory memory) throws IOException {
        TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL);
        cluster.nodes.forEach(node -> node.engineAlso = in(memory));
        return sealing(cluster);
    }

    /** Logs and values. */
    static TestCluster sealing(TestCluster cluster) {
        cluster.startSealing();
        Admin.Result unused = cluster.admin().enableStorageEnvelope();
        cluster.awaitEqual(TestCluster.CONTROL);
        return cluster;
    }

    static void compact(TestCluster cluster) {
        for (TestNode node : cluster.running()) {
            node.engine().compact(CONTROL).toCompletableFuture().join();
        }
    }

    /** JRaft learns a moment later than the machine what is applied, and takes no snapshot where nothing is. */
    static Status snapshot(TestCluster cluster, TestNode node) {
        long applied = node.machine(TestCluster.CONTROL).applied();
        cluster.signal.await(
                () -> node.node(TestCluster.CONTROL).getLastAppliedLogIndex() >= applied,
                () -> "not applied: " + applied);
        return begun(node).orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static CompletableFuture<Status> begun(TestNode node) {
        CompletableFuture<Status> done = new CompletableFuture<>();
        node.node(TestCluster.CONTROL).snapshot(done::complete);
        return done;
    }

    static List<String> unsealed(TestNode node) {
        return node.events.stream()
                .filter(event -> event.startsWith(Event.UNSEALED + " "))
                .toList();
    }

    /** Whether the machines write on the thread that applies, or on one of their own. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void state_throughSnapshotsRestartsAndInstallations_isReadableInNoFile(boolean savesAtOnce) throws IOException {
        try (MemoryDirectory memory = MemoryDirectory.make();
                TestCluster cluster = sealing(directory, memory)) {
            cluster.nodes.forEach(node -> node.machine(TestCluster.CONTROL).savesAtOnce = savesAtOnce);
            cluster.put(TestCluster.CONTROL, "c=" + CANARY);
            cluster.awaitEqual(TestCluster.CONTROL);
            compact(cluster);
            checkSealed(cluster, memory);
            cluster.stop();
            assertEquals(List.of(), Workspace.files(memory.path()));
            cluster.start();
            cluster.awaitEqual(TestCluster.CONTROL);
            for (TestNode node : cluster.nodes) {
                assertEquals(1, node.machine(TestCluster.CONTROL).loads());
                assertEquals(CANARY, node.machine(TestCluster.CONTROL).get("c"));
            }

            TestNode wiped = cluster.other(cluster.leader(TestCluster.CONTROL));
            wiped.close();
            Workspace.remove(wiped.directory);
            cluster.put(TestCluster.CONTROL, "d=" + CANARY);
            compact(cluster);
            wiped.start();
            cluster.awaitEqual(TestCluster.CONTROL);
            assertEquals(1, wiped.machine(TestCluster.CONTROL).loads());
            assertEquals(CANARY, wiped.machine(TestCluster.CONTROL).get("c"));
            assertEquals(CANARY, wiped.machine(TestCluster.CONTROL).get("d"));
            checkSealed(cluster, memory);
            compact(cluster);
            checkSealed(cluster, memory);
        }
    }

    private void checkSealed(TestCluster cluster, MemoryDirectory memory) throws IOException {
        assertEquals(List.of(), TestCluster.filesWith(directory, CANARY));
        assertEquals(List.of(), Workspace.files(memory.path()));
        for (TestNode node : cluster.nodes) {
            String savedTo = node.machine(TestCluster.CONTROL).savedTo;
            assertTrue(savedTo.isEmpty() || savedTo.startsWith(memory.path().toString()), savedTo);
            assertEquals(List.of(), unsealed(node));
            List<SnapshotKeyState> kept = node.engine().holding(CONTROL).snapshots();
            assertFalse(kept.get(0).sealed().isEmpty());
        }
    }

    /** A hash tells whether a guess of what is hashed is right. */
    @Test
    void snapshot_whatTheMachineSaysOfAFile_isSealedToo() throws IOException {
        try (MemoryDirectory memory = MemoryDirectory.make();
                TestCluster cluster = sealing(directory, memory)) {
            cluster.put(TestCluster.CONTROL, "c=" + CANARY);
            TestNode node = cluster.leader(TestCluster.CONTROL);
            CompletableFuture<String> hash = new CompletableFuture<>();
            node.machine(TestCluster.CONTROL).saving = (fixed, writer, done) ->
                    KvMachine.save(fixed, writer, status -> {
                        hash.completeAsync(() -> hash(Path.of(writer.getPath(), KvMachine.FILE)), Runnable::run);
                        done.run(status);
                    });
            assertTrue(snapshot(cluster, node).isOk());
            assertEquals(64, hash.join().length());
            assertEquals(List.of(), TestCluster.filesWith(directory, hash.join()));
        }
    }

    private static String hash(Path file) {
        try {
            return KvMachine.hash(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whoever got it could not open the files with the key state that it carries. */
    @Test
    void snapshot_storageDekRotatedBetweenKeyStateAndFiles_failsAndTheNextOneSucceeds() throws IOException {
        try (MemoryDirectory memory = MemoryDirectory.make();
                TestCluster cluster = sealing(directory, memory)) {
            TestNode node = cluster.leader(TestCluster.CONTROL);
            KvMachine machine = node.machine(TestCluster.CONTROL);
            CompletableFuture<Void> writes = new CompletableFuture<>();
            machine.saving = (fixed, writer, done) -> {
                writes.join();
                KvMachine.save(fixed, writer, done);
            };
            CompletableFuture<Status> taken = begun(node);
            cluster.signal.await(() -> !machine.savedTo.isEmpty(), () -> "nothing is saved");
            DekId before = active(node);
            Admin.Result unused = cluster.admin().rotate(Purpose.STORAGE);
            cluster.signal.await(() -> !active(node).equals(before), () -> "not rotated");
            writes.complete(null);
            Status status = taken.orTimeout(30, TimeUnit.SECONDS).join();
            assertEquals(RaftError.ECANCELED, status.getRaftError());
            assertTrue(status.getErrorMsg().contains("the storage DEK was rotated"), status.getErrorMsg());
            assertEquals(List.of(), node.engine().holding(CONTROL).snapshots());
            assertEquals(List.of(), Workspace.files(memory.path()));
            machine.saving = KvMachine::save;
            assertTrue(snapshot(cluster, node).isOk());
            assertEquals(1, node.engine().holding(CONTROL).snapshots().size());
        }
    }

    private static DekId active(TestNode node) {
        return node.seal().status().keys().activeDek(Purpose.STORAGE).orElseThrow();
    }

    @Test
    void retire_snapshotUnderTheOldStorageDek_isRefusedUntilPurged() throws IOException {
        try (MemoryDirectory memory = MemoryDirectory.make();
                TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL)) {
            cluster.nodes.forEach(node -> {
                node.engineAlso = in(memory);
                node.sealAlso = builder -> builder.valueStore(new NoValues());
            });
            sealing(cluster);
            cluster.put(TestCluster.CONTROL, "c=" + CANARY);
            cluster.awaitEqual(TestCluster.CONTROL);
            compact(cluster);
            DekId old = active(cluster.nodes.get(0));
            Admin.Result unused = cluster.admin().rotate(Purpose.STORAGE);
            done(cluster, Admin::rewrite);
            RejectedException kept =
                    assertThrows(RejectedException.class, () -> cluster.admin().retire(old));
            assertTrue(
                    String.valueOf(kept.getMessage())
                            .contains("has files that are in clear or under an older storage DEK"),
                    kept::getMessage);
            List<Path> before = sealed(cluster.nodes.get(0));
            done(cluster, Admin::purge);
            assertNotEquals(before, sealed(cluster.nodes.get(0)));
            Admin.Result retired = cluster.admin().retire(old);
            assertFalse(retired.already());
            cluster.stop();
            cluster.start();
            cluster.awaitEqual(TestCluster.CONTROL);
            for (TestNode node : cluster.nodes) {
                assertEquals(CANARY, node.machine(TestCluster.CONTROL).get("c"));
            }
        }
    }

    private static void done(TestCluster cluster, Function<Admin, Admin.Result> work) {
        cluster.signal.await(
                () -> work.apply(cluster.admin()).already(),
                () -> work.apply(cluster.admin()).toString());
    }

    private static List<Path> sealed(TestNode node) {
        return node.engine().holding(CONTROL).snapshots().get(0).sealed();
    }

    /** Workspaces are given in a rolling restart. */
    @Test
    void member_withoutWorkspaceBesideMembersWithOne_followsAndSaysThatItIsInClear() throws IOException {
        try (MemoryDirectory memory = MemoryDirectory.make();
                TestCluster cluster = sealing(directory, memory)) {
            cluster.put(TestCluster.CONTROL, "c=" + CANARY);
            TestNode wiped = cluster.other(cluster.leader(TestCluster.CONTROL));
            wiped.close();
            Workspace.remove(wiped.directory);
            compact(cluster);
            wiped.engineAlso = builder -> builder;
            wiped.start();
            cluster.awaitEqual(TestCluster.CONTROL);
            assertEquals(CANARY, wiped.machine(TestCluster.CONTROL).get("c"));
            assertTrue(
                    unsealed(wiped).get(0).contains("because this node has no workspace"), unsealed(wiped)::toString);
            Path opened = wiped.folder(TestCluster.CONTROL, "snapshot").resolve("quorumseal.opened");
            assertFalse(Files.exists(opened));
            wiped.close();
            Files.createDirectories(opened);
            Files.writeString(opened.resolve("map"), CANARY);
            wiped.engineAlso = in(memory);
            wiped.start();
            cluster.awaitEqual(TestCluster.CONTROL);
            assertFalse(Files.exists(opened), "what a killed process left");
            assertEquals(List.of(), TestCluster.filesWith(wiped.directory, CANARY));
        }
    }

    /** As after a crash while it was installed. */
    @Test
    void start_snapshotUnderADekThatTheControlGroupBringsLater_waitsForIt() throws IOException {
        GroupId shard = new GroupId(TestCluster.SHARD);
        try (MemoryDirectory memory = MemoryDirectory.make();
                TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL, TestCluster.SHARD)) {
            cluster.nodes.forEach(node -> node.engineAlso = in(memory));
            sealing(cluster);
            TestNode leader = cluster.nodes.get(0);
            cluster.elect(leader, TestCluster.CONTROL);
            cluster.elect(leader, TestCluster.SHARD);
            TestNode late = cluster.nodes.get(2);
            late.stopGroup(TestCluster.CONTROL);
            DekId old = active(late);
            Admin.Result unused = cluster.admin().rotate(Purpose.STORAGE);
            cluster.put(TestCluster.SHARD, "c=" + CANARY);
            leader.engine().compact(shard).toCompletableFuture().join();
            Path installed = copied(leader, late);
            HostedGroup starting = late.hosted(TestCluster.SHARD, SnapshotForm.DEFAULT);
            starting.begins();
            assertEquals(old, active(late));
            CompletableFuture<Boolean> loads = CompletableFuture.supplyAsync(() ->
                    new SealedStateMachine(starting, () -> {}).onSnapshotLoad(SealedSnapshotTest.reader(installed)));
            late.startGroup(TestCluster.CONTROL);
            assertTrue(loads.orTimeout(30, TimeUnit.SECONDS).join(), late.events::toString);
            assertEquals(CANARY, late.machine(TestCluster.SHARD).get("c"));
        }
    }

    private static Path copied(TestNode from, TestNode to) throws IOException {
        Path snapshots = from.folder(TestCluster.SHARD, "snapshot");
        Path copies = to.folder(TestCluster.SHARD, "snapshot");
        Path snapshot = copies;
        for (Path file : Workspace.files(snapshots)) {
            Path copy = copies.resolve(snapshots.relativize(file).toString());
            snapshot = Files.createDirectories(copy.resolveSibling("."));
            Files.copy(file, copy);
        }
        return snapshot.normalize();
    }

    /** It stays until the next one is taken. */
    @Test
    void member_withAWorkspaceForTheFirstTime_loadsWhatIsThereInClearAndReplacesIt() throws IOException {
        try (MemoryDirectory memory = MemoryDirectory.make();
                TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL)) {
            sealing(cluster);
            cluster.put(TestCluster.CONTROL, "c=" + CANARY);
            cluster.awaitEqual(TestCluster.CONTROL);
            compact(cluster);
            assertFalse(TestCluster.filesWith(directory, CANARY).isEmpty());
            cluster.stop();
            cluster.nodes.forEach(node -> {
                node.events.clear();
                node.engineAlso = in(memory);
            });
            cluster.start();
            for (TestNode node : cluster.nodes) {
                assertEquals(1, unsealed(node).size(), unsealed(node)::toString);
                assertTrue(unsealed(node).get(0).contains("is in clear, until the next one is taken"));
            }
            done(cluster, Admin::purge);
            assertEquals(List.of(), TestCluster.filesWith(directory, CANARY));
            for (TestNode node : cluster.nodes) {
                assertEquals(CANARY, node.machine(TestCluster.CONTROL).get("c"));
            }
        }
    }
}
