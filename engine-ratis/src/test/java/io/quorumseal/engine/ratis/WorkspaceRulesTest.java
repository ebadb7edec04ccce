package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.workspace.Workspace;
import io.quorumseal.core.workspace.WorkspacePlace;
import io.quorumseal.testkit.MemoryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.examples.arithmetic.ArithmeticStateMachine;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine with a workspace may do and may not, and what is told of it. */
class WorkspaceRulesTest {
    private static final GroupId GROUP = new GroupId(TestCluster.CONTROL);

    @TempDir
    Path directory;

    /** Starts empty whatever it is given. */
    private static final class Forgetful extends ArithmeticStateMachine {
        @Override
        public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage) {
            // It looks at nothing.
        }
    }

    @Test
    void start_machineThatDoesNotLoadItsSnapshot_isRefused() throws IOException {
        try (HostedMachine hosted = HostedMachine.of(directory).startSealing()) {
            hosted.writeAndSnapshot();
            hosted.cluster.stop();
            hosted.hosting(Forgetful::new);
            assertTrue(hosted.refused().contains("It did not load it"));
            assertEquals(List.of(), Workspace.files(hosted.memory));
            hosted.hosting(HostedMachine.MACHINE::make).start();
            hosted.check();
        }
    }

    /** Writes more than its snapshot. */
    private static final class Writing extends ArithmeticStateMachine {
        @Override
        public long takeSnapshot() {
            try {
                Path snapshot = ((SimpleStateMachineStorage) getStateMachineStorage())
                        .getSnapshotFile(0, 0)
                        .toPath();
                Files.writeString(snapshot.resolveSibling("notes"), "canary");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return super.takeSnapshot();
        }
    }

    @Test
    void snapshot_fileThatItDoesNotList_isTold() throws Exception {
        try (HostedMachine hosted =
                HostedMachine.of(directory).hosting(Writing::new).startSealing()) {
            hosted.writeAndSnapshot();
            hosted.node.awaitEvent(Event.UNSEALED, "sm/notes");
            assertEquals(1, hosted.unsealed().size(), () -> "once: " + hosted.unsealed());
            hosted.writeAndSnapshot();
            assertEquals(1, hosted.unsealed().size(), () -> "once: " + hosted.unsealed());
        }
    }

    @Test
    void snapshot_fileInClearBesideIt_isTold() throws Exception {
        try (HostedMachine hosted = HostedMachine.of(directory).startSealing()) {
            Path clear = Files.writeString(hosted.snapshots().resolve("dump"), "canary");
            hosted.writeAndSnapshot();
            hosted.node.awaitEvent(Event.UNSEALED, clear.toString());
        }
    }

    /** Lists what a test has it list. */
    private abstract static class Listing extends ArithmeticStateMachine {
        private TermIndex at = TermIndex.valueOf(0, -1);
        private @Nullable Path place;

        @Override
        public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage) throws IOException {
            super.initialize(server, group, storage);
            place = storage.getStorageDir().getStateMachineDir().toPath();
        }

        /** Where its snapshots belong. */
        Path place() {
            return Objects.requireNonNull(place);
        }

        @Override
        public long takeSnapshot() {
            at = getLastAppliedTermIndex();
            return at.getIndex();
        }

        @Override
        public @Nullable SnapshotInfo getLatestSnapshot() {
            return at.getIndex() < 0 ? null : new FileListSnapshotInfo(List.of(new FileInfo(file(at), null)), at);
        }

        abstract Path file(TermIndex at);

        Path written(Path file) {
            try {
                return Files.writeString(file, "canaryNumber");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A hash tells whether a guess of what is hashed is right. */
    @Test
    void snapshot_hashThatTheMachineLists_getsToNoDisk() throws Exception {
        Listing machine = new Listing() {
            @Override
            public @Nullable SnapshotInfo getLatestSnapshot() {
                SnapshotInfo one = super.getLatestSnapshot();
                if (one == null) {
                    return null;
                }
                Path hash = written(Digests.of(one.getFiles().get(0).getPath()));
                List<FileInfo> both = List.of(one.getFiles().get(0), new FileInfo(hash, null));
                return new FileListSnapshotInfo(both, one.getTermIndex());
            }

            @Override
            Path file(TermIndex at) {
                return written(place().resolve("all." + at.getIndex()));
            }
        };
        try (HostedMachine hosted =
                HostedMachine.of(directory).hosting(() -> machine).startSealing()) {
            hosted.writeAndSnapshot();
            assertEquals(
                    List.of(),
                    Workspace.files(hosted.snapshots()).stream()
                            .filter(file -> file.toString().endsWith(".md5"))
                            .toList());
            assertTrue(Files.exists(HostedMachine.only(hosted.snapshots(), "all.")));
        }
    }

    @Test
    void snapshot_diskFailsWhileItIsSealed_failsAndTheOlderOneCounts() throws Exception {
        AtomicBoolean fails = new AtomicBoolean();
        try (HostedMachine hosted = HostedMachine.of(directory)) {
            hosted.node.engineAlso = builder -> builder.workspaceOnDisk(hosted.memory)
                    .steps(step -> {
                        if (fails.get() && step.startsWith("rename") && step.contains("/snapshot.")) {
                            throw new IOException("the disk is gone");
                        }
                    });
            hosted.startSealing();
            hosted.writeAndSnapshot();
            var before = HostedMachine.copy(hosted.snapshots());
            fails.set(true);
            var unused = hosted.node.engine().compact(GROUP);
            hosted.node.awaitEvent(Event.UNSEALED, "the disk is gone");
            hosted.cluster.stop();
            assertEquals(before, HostedMachine.copy(hosted.snapshots()));
            fails.set(false);
            hosted.start();
            hosted.check();
        }
    }

    /** Ratis takes any other error than one of I/O for the end of the group. */
    @Test
    void snapshot_runtimeClosed_failsAndTheGroupGoesOn() throws Exception {
        try (HostedMachine hosted = HostedMachine.of(directory).startSealing()) {
            hosted.writeAndSnapshot();
            List<Path> before = Workspace.files(hosted.snapshots());
            hosted.node.seal().close();
            var unused = hosted.node.engine().compact(GROUP);
            hosted.node.awaitEvent(Event.UNSEALED, "the runtime is closed");
            assertEquals(before, Workspace.files(hosted.snapshots()));
            assertTrue(hosted.node.info(hosted.group()).isAlive());
        }
    }

    private void failed(Listing machine, String why) throws Exception {
        try (HostedMachine hosted =
                HostedMachine.of(directory).hosting(() -> machine).startSealing()) {
            hosted.write(TestCluster.CONTROL);
            var unused = hosted.node.engine().compact(GROUP);
            hosted.node.awaitEvent(Event.UNSEALED, why);
            assertEquals(List.of(), Workspace.files(hosted.snapshots()));
            hosted.check();
        }
    }

    @Test
    void snapshot_fileOutsideTheWorkspace_fails() throws Exception {
        failed(
                new Listing() {
                    @Override
                    Path file(TermIndex at) {
                        return written(directory.resolve("elsewhere"));
                    }
                },
                "elsewhere, which is not below");
    }

    @Test
    void snapshot_linkInTheWorkspace_fails() throws Exception {
        failed(
                new Listing() {
                    @Override
                    Path file(TermIndex at) {
                        try {
                            Path link = HostedMachine.only(directory.resolve("memory"), "anchor")
                                    .resolveSibling("link" + at.getIndex());
                            return Files.createSymbolicLink(link, written(directory.resolve("elsewhere")));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }

                    @Override
                    public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage)
                            throws IOException {
                        super.initialize(server, group, storage);
                        written(place().resolve("anchor"));
                    }
                },
                "is behind a symbolic link");
    }

    @Test
    void snapshot_nameOfAnOlderOne_failsAndTheOlderOneCounts() throws Exception {
        Listing machine = new Listing() {
            @Override
            Path file(TermIndex at) {
                return written(place().resolve("always"));
            }
        };
        try (HostedMachine hosted =
                HostedMachine.of(directory).hosting(() -> machine).startSealing()) {
            hosted.writeAndSnapshot();
            var before = HostedMachine.copy(hosted.snapshots());
            assertFalse(before.isEmpty());
            var unused = hosted.node.engine().compact(GROUP);
            hosted.node.awaitEvent(Event.UNSEALED, "each snapshot needs names of its own");
            hosted.write(TestCluster.CONTROL);
            assertEquals(before, HostedMachine.copy(hosted.snapshots()));
        }
    }

    @Test
    void snapshot_noRoomLeft_failsAndTheOlderOneCounts() throws Exception {
        AtomicBoolean full = new AtomicBoolean();
        try (HostedMachine hosted = HostedMachine.of(directory)) {
            hosted.node.engineAlso = builder -> builder.workspaceOnDisk(hosted.memory)
                    .steps(step -> {
                        if (full.get() && step.endsWith("quorumseal.probe")) {
                            throw new IOException("No space left on device");
                        }
                    });
            hosted.startSealing();
            hosted.writeAndSnapshot();
            var before = HostedMachine.copy(hosted.snapshots());
            full.set(true);
            var unused = hosted.node.engine().compact(GROUP);
            hosted.node.awaitEvent(Event.UNSEALED, "no room is left in the workspace");
            hosted.write(TestCluster.CONTROL);
            assertEquals(before, HostedMachine.copy(hosted.snapshots()));
            full.set(false);
            hosted.writeAndSnapshot();
            hosted.cluster.stop();
            hosted.start();
            hosted.check();
        }
    }

    /** Shows half a file as its snapshot if it cannot write the whole of it. */
    private static final class Swallowing extends Listing {
        @Override
        Path file(TermIndex at) {
            return place().resolve("all." + at.getIndex());
        }

        @Override
        public long takeSnapshot() {
            long index = super.takeSnapshot();
            try {
                Files.write(file(getLastAppliedTermIndex()), new byte[20_000]);
            } catch (IOException swallowed) {
                // As the example does.
            }
            return index;
        }
    }

    @Test
    void snapshot_machineSwallowsAFailedWrite_doesNotCount() throws Exception {
        full(Swallowing::new);
    }

    /** The example swallows that its file is cut off, and throws that there is no room for its hash. */
    @Test
    void snapshot_exampleWithoutRoom_doesNotCountAndTheGroupGoesOn() throws Exception {
        full(HostedMachine.MACHINE::make);
    }

    private void full(Supplier<? extends StateMachine> machine) throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=160k", "tmpfs", small.toString()), "mounting needs root");
        try (HostedMachine hosted = HostedMachine.of(directory).hosting(machine)) {
            hosted.node.engineAlso = builder -> builder.workspaceOnDisk(small);
            hosted.startSealing();
            hosted.writeAndSnapshot();
            var before = HostedMachine.copy(hosted.snapshots());
            assertFalse(before.isEmpty());
            Path filler = small.resolve("filler");
            byte[] most = new byte[Math.toIntExact(Files.getFileStore(small).getUsableSpace()) - 4096];
            Files.write(filler, most);
            for (int i = 0; i < 300; i++) {
                hosted.write(TestCluster.CONTROL);
            }
            var unused = hosted.node.engine().compact(GROUP);
            hosted.node.awaitEvent(Event.UNSEALED, "no room is left in the workspace");
            hosted.write(TestCluster.CONTROL);
            assertEquals(before, HostedMachine.copy(hosted.snapshots()));
            hosted.check();
            Files.delete(filler);
            hosted.writeAndSnapshot();
            assertNotEquals(
                    before.keySet(), HostedMachine.copy(hosted.snapshots()).keySet());
        } finally {
            assertTrue(run("umount", "-l", small.toString()));
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    @Test
    void workspace_isForTheOwnerAloneAndEmptyAtStartAndGoneAtTheEnd() throws IOException {
        try (HostedMachine hosted = HostedMachine.of(directory)) {
            Path left = workspaceOf(hosted);
            Files.createDirectories(left.resolve("sm"));
            Files.writeString(left.resolve("sm/snapshot.9_9"), "of an earlier life");
            hosted.start();
            assertFalse(Files.exists(left.resolve("sm/snapshot.9_9")));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(left)));
            hosted.cluster.stop();
            assertEquals(
                    List.of(),
                    HostedMachine.copy(hosted.memory).keySet().stream().toList());
            assertFalse(Files.exists(left));
        }
    }

    private static Path workspaceOf(HostedMachine hosted) throws IOException {
        String group = hosted.group().getGroupId().getUuid().toString();
        return WorkspacePlace.onDisk(hosted.memory).of("n1", group);
    }

    /** A machine that cannot be closed. */
    private static final class Stuck extends ArithmeticStateMachine {
        @Override
        public void close() {
            super.close();
            throw new IllegalStateException("stuck");
        }
    }

    @Test
    void workspace_machineThatFailsToClose_isGoneAtTheEnd() throws IOException {
        try (HostedMachine hosted =
                HostedMachine.of(directory).hosting(Stuck::new).startSealing()) {
            hosted.writeAndSnapshot();
            assertFalse(Workspace.files(hosted.memory).isEmpty());
            hosted.cluster.stop();
            assertEquals(List.of(), Workspace.files(hosted.memory));
        }
    }

    /** Its DEK would be retired. */
    @Test
    void ofSnapshots_fileBelowThatIsNamedLikeTheAdaptersOwn_isLookedAt() throws IOException {
        Path file = Files.createDirectory(directory.resolve("sub")).resolve("quorumseal.state");
        Files.writeString(file, "QSF");
        Path unused = Files.writeString(directory.resolve("quorumseal.1_2.keys"), "");
        assertEquals(List.of(file), SealedSnapshots.ofSnapshots(directory));
    }

    /** Somebody who may write to a shared place could send what is in clear elsewhere. */
    @Test
    void workspace_linkInItsPlace_isReplaced() throws IOException {
        try (HostedMachine hosted = HostedMachine.of(directory)) {
            Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
            Files.createSymbolicLink(workspaceOf(hosted), elsewhere);
            hosted.startSealing();
            hosted.writeAndSnapshot();
            assertEquals(List.of(), Workspace.files(elsewhere));
        }
    }

    @Test
    void build_workspaceThatMayGetToADisk_isRefused() {
        assertEquals("", refusedToBuild(builder -> builder.workspaceOnDisk(directory)));
        if (!MemoryDirectory.staysInMemory(directory)) {
            String refused = refusedToBuild(builder -> builder.workspace(directory));
            assertTrue(refused.startsWith("CONFIGURATION"), refused);
            assertTrue(refused.contains("may get to a disk"), refused);
        }
        String absent = refusedToBuild(builder -> builder.workspaceOnDisk(directory.resolve("nothing")));
        assertTrue(absent.contains("is no directory"), absent);
    }

    private String refusedToBuild(UnaryOperator<RatisEngine.Builder> workspace) {
        try (TestCluster cluster = TestCluster.single(directory)) {
            RatisEngine.Builder builder =
                    RatisEngine.builder(new RaftProperties(), TestCluster.CONTROL, cluster.group(TestCluster.CONTROL));
            workspace.apply(builder).build().close();
            return "";
        } catch (StartupRefusedException e) {
            return e.refusal() + ": " + e.getMessage();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void withoutWorkspace_isToldAtEachSnapshotInStatusAndByPurge() throws Exception {
        try (HostedMachine hosted = HostedMachine.of(directory)) {
            hosted.node.engineAlso = builder -> builder;
            hosted.startSealing();
            hosted.writeAndSnapshot();
            hosted.writeAndSnapshot();
            assertEquals(2, hosted.unsealed().size(), hosted.unsealed()::toString);
            String said = "the state machine of group control writes its snapshots itself";
            assertTrue(hosted.unsealed().get(0).contains(said));
            assertTrue(hosted.node.seal().status().warnings().get(0).contains(said));
            assertTrue(purged(hosted).contains("no log holds cleartext or needs an older raft DEK; but " + said));
        }
    }

    private static String purged(HostedMachine hosted) throws InterruptedException {
        if (!hosted.node.seal().admin().purge().already()) {
            hosted.node.awaitEvent(Event.PURGED);
        }
        return hosted.node.seal().admin().purge().members().get(0).text();
    }

    @Test
    void withPromise_nothingIsTold() throws Exception {
        try (HostedMachine hosted = HostedMachine.of(directory)) {
            hosted.node.engineAlso = RatisEngine.Builder::snapshotsHoldOnlySealedValues;
            hosted.startSealing();
            hosted.writeAndSnapshot();
            assertEquals(List.of(), hosted.unsealed());
            assertEquals(List.of(), hosted.node.seal().status().warnings());
            assertTrue(purged(hosted).contains("no log or snapshot holds cleartext"));
        }
    }

    @Test
    void withWorkspaceOnDisk_itIsTold() throws Exception {
        try (HostedMachine hosted = HostedMachine.of(directory).startSealing()) {
            assertTrue(hosted.node.seal().status().warnings().get(0).contains("was not shown to stay in memory"));
        }
    }

    @Test
    void withEncryptionOff_nothingIsTold() throws Exception {
        try (HostedMachine hosted = HostedMachine.of(directory)) {
            hosted.node.engineAlso = builder -> builder;
            hosted.node.encryptionOff = true;
            hosted.start();
            hosted.writeAndSnapshot();
            assertEquals(List.of(), hosted.unsealed());
            assertEquals(List.of(), hosted.node.seal().status().warnings());
        }
    }
}
