package io.quorumseal.engine.jraft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotWriter;
import com.google.protobuf.Message;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import io.quorumseal.core.workspace.WorkspacePlace;
import io.quorumseal.testkit.MemoryDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a machine with a workspace may do and may not, and what becomes of snapshots that somebody or something changed. */
class WorkspaceRulesTest {
    private static final RaftOptions OPTIONS = new RaftOptions();

    @TempDir
    Path directory;

    /** Its next snapshot fails, and nothing of it stays; the one before counts, and the machine's next does. */
    private void fails(LoneNode hosted, String why) {
        List<Path> before = LoneNode.files(hosted.snapshots());
        hosted.put("b=2");
        Status status = hosted.snapshot();
        assertEquals(RaftError.ECANCELED, status.getRaftError());
        assertTrue(status.getErrorMsg().contains(why), status.getErrorMsg());
        assertTrue(String.join("\n", WorkspaceTest.unsealed(hosted.node)).contains(why), hosted.node.events::toString);
        assertEquals(before, LoneNode.files(hosted.snapshots()));
        assertEquals(List.of(), LoneNode.files(hosted.memory));
    }

    /** Lists a file under any name. */
    private static KvMachine.Saving listing(String name) {
        return (fixed, writer, done) -> {
            boolean unused = writer.addFile(name);
            KvMachine.save(fixed, writer, done);
        };
    }

    /** As most do that meet a full workspace, and JRaft would put the node in error. */
    @Test
    void snapshot_machineThatSaysEio_failsAndTheNodeGoesOn() throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            hosted.startSealing();
            hosted.machine().saving =
                    (fixed, writer, done) -> done.run(new Status(RaftError.EIO, "No space left on device"));
            fails(hosted, "No space left on device");
            hosted.machine().saving = KvMachine::save;
            hosted.writeAndSnapshot();
            assertFalse(hosted.machine().failed());
        }
    }

    /** JRaft would wait for its answer for ever. */
    @Test
    void snapshot_machineThatThrows_failsAndTheNodeGoesOn() throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            hosted.startSealing();
            hosted.machine().savesAtOnce = true;
            hosted.machine().saving = (fixed, writer, done) -> {
                throw new IllegalStateException("cannot be fixed");
            };
            fails(hosted, "cannot be fixed");
            hosted.machine().saving = KvMachine::save;
            hosted.writeAndSnapshot();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../elsewhere", "/etc/hostname", "./map", "", "quorumseal.7.keys", "__raft_snapshot_meta"})
    void snapshot_fileThatIsNoneOfTheMachines_fails(String name) throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            hosted.startSealing();
            hosted.machine().saving = listing(name);
            fails(hosted, "the file " + name + ", which is not below");
            hosted.machine().saving = KvMachine::save;
            hosted.writeAndSnapshot();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void snapshot_linkInTheWorkspace_fails(boolean ofADirectory) throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path file = Files.writeString(elsewhere.resolve("file"), "of somebody else");
        try (LoneNode hosted = new LoneNode(directory)) {
            hosted.startSealing();
            hosted.machine().saving = (fixed, writer, done) -> {
                link(Path.of(writer.getPath(), "link"), ofADirectory ? elsewhere : file);
                listing(ofADirectory ? "link/file" : "link").save(fixed, writer, done);
            };
            fails(hosted, "is behind a symbolic link");
            assertTrue(Files.exists(file));
        }
    }

    private static void link(Path link, Path to) {
        try {
            Path unused = Files.createSymbolicLink(link, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void snapshot_fileThatIsMissing_fails() throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            hosted.startSealing();
            hosted.machine().saving = listing("missing");
            fails(hosted, "missing, which is no file");
        }
    }

    @Test
    void snapshot_noRoomLeft_failsAndTheOlderOneCounts() throws IOException {
        AtomicBoolean full = new AtomicBoolean();
        try (LoneNode hosted = new LoneNode(directory)) {
            hosted.node.engineAlso = builder -> builder.workspaceOnDisk(hosted.memory)
                    .steps(step -> {
                        if (full.get() && step.endsWith("quorumseal.probe")) {
                            throw new IOException("No space left on device");
                        }
                    });
            hosted.startSealing();
            hosted.writeAndSnapshot();
            full.set(true);
            fails(hosted, "no room is left in the workspace");
            full.set(false);
            hosted.writeAndSnapshot();
        }
    }

    @Test
    void snapshot_errorThatTheMachinePutsIntoItsWriter_fails() throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            hosted.startSealing();
            hosted.machine().saving = (fixed, writer, done) -> {
                writer.setError(RaftError.EIO, "half of it");
                KvMachine.save(fixed, writer, done);
            };
            fails(hosted, "the state machine says so: half of it");
        }
    }

    @Test
    void snapshot_machineThatFails_leavesNothing() throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            hosted.startSealing();
            hosted.machine().savesAtOnce = true;
            hosted.machine().saving = (fixed, writer, done) ->
                    KvMachine.save(fixed, writer, status -> done.run(new Status(RaftError.ECANCELED, "not now")));
            assertEquals(
                    "group control has no snapshot at index " + hosted.machine().applied()
                            + ": the state machine says so: Status[ECANCELED<1005>: not now]",
                    hosted.snapshot().getErrorMsg());
            assertEquals(List.of(), LoneNode.files(hosted.memory));
            assertEquals(List.of(), LoneNode.files(hosted.snapshots()));
            assertEquals(
                    List.of(), hosted.node.engine().holding(LoneNode.CONTROL).snapshots(), "none is being made");
        }
    }

    @Test
    void snapshot_runtimeClosed_failsAndTheGroupGoesOn() throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            // The answer to a question of its own would be an entry in the log, at any time.
            hosted.node.opening = (engine, open) -> open.apply(deaf(engine));
            hosted.startSealing();
            hosted.node.seal().close();
            Status status = hosted.snapshot();
            assertEquals(RaftError.ECANCELED, status.getRaftError(), status::toString);
            assertTrue(status.getErrorMsg().contains("the runtime is closed"), status.getErrorMsg());
            assertFalse(hosted.machine().failed());
        }
    }

    private static Engine deaf(Engine engine) {
        return (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    if (method.getName().startsWith("ask")) {
                        return CompletableFuture.failedFuture(
                                new RetryableException(RetryableException.Reason.NO_ANSWER, "deaf"));
                    }
                    try {
                        return method.invoke(engine, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void snapshot_underSuite1_failsWithTheReason() throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            hosted.node.sealAlso = builder -> builder.suite(1);
            hosted.startSealing();
            fails(hosted, "is of cipher suite 1, under which no file is sealed");
        }
    }

    /** They are in clear behind four bytes, as values are. */
    @Test
    void snapshot_beforeTheStorageCutover_isLoadedAndReplacedAfterIt() throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            hosted.cluster.start();
            hosted.node.seal().admin().bootstrap();
            hosted.put("a=canary-of-before");
            assertTrue(hosted.snapshot().isOk());
            assertEquals(
                    1,
                    TestCluster.filesWith(hosted.snapshots(), "canary-of-before")
                            .size());
            hosted.cluster.stop();
            hosted.cluster.start();
            assertEquals("canary-of-before", hosted.machine().get("a"));
            hosted.node.seal().admin().enableStorageEnvelope();
            hosted.writeAndSnapshot();
            assertEquals(List.of(), TestCluster.filesWith(hosted.snapshots(), "canary-of-before"));
        }
    }

    @Test
    void withEncryptionOff_snapshotsGoOnAndNothingIsTold() throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            hosted.node.encryptionOff = true;
            hosted.cluster.start();
            hosted.writeAndSnapshot();
            hosted.cluster.stop();
            hosted.cluster.start();
            assertEquals("3", hosted.machine().get("c"));
            assertEquals(List.of(), WorkspaceTest.unsealed(hosted.node));
            assertEquals(List.of(), hosted.node.seal().status().warnings());
        }
    }

    @Test
    void withWorkspaceOnDisk_itIsTold() throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            hosted.startSealing();
            assertTrue(hosted.node.seal().status().warnings().get(0).contains("was not shown to stay in memory"));
        }
    }

    /** Its key state comes last, and until then nobody would know which DEK they need. */
    @Test
    void holding_whileASnapshotIsSealed_namesItsFiles() throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            hosted.startSealing();
            Path place = Files.createDirectory(directory.resolve("other"));
            HostedGroup group =
                    hosted.node.hosted(TestCluster.CONTROL, SnapshotForm.DEFAULT.in(WorkspacePlace.onDisk(place)));
            Path temp = group.group().snapshots().unfinished();
            List<String> told = new ArrayList<>();
            List<Status> done = new ArrayList<>();
            LocalSnapshotWriter writer = new LocalSnapshotWriter(temp.toString(), null, OPTIONS) {
                @Override
                public SnapshotMeta getCurrentMeta() {
                    return SnapshotMeta.newBuilder()
                            .setLastIncludedIndex(hosted.machine().applied())
                            .setLastIncludedTerm(1)
                            .build();
                }

                @Override
                public boolean addFile(String name, @Nullable Message said) {
                    SnapshotKeyState saving = group.saving().orElseThrow();
                    if (saving.sealed().contains(temp.resolve(name)) && Files.exists(temp.resolve(name))) {
                        told.add(name);
                    }
                    return super.addFile(name, said);
                }
            };
            assertTrue(writer.init(null));
            hosted.machine().savesAtOnce = true;
            new SnapshotSave(group, writer, done::add, () -> {}).take(hosted.machine());
            assertTrue(done.get(0).isOk(), done::toString);
            assertEquals(
                    List.of(KvMachine.FILE, SealedSnapshot.list(hosted.machine().applied())), told);
            assertTrue(group.saving().isEmpty());
            assertEquals(List.of(), LoneNode.files(place));
            List<Path> sealed = hosted.node
                    .engine()
                    .holding(LoneNode.CONTROL)
                    .snapshots()
                    .get(0)
                    .sealed();
            assertTrue(sealed.contains(temp.resolve(KvMachine.FILE)), sealed::toString);
            Path named =
                    hosted.snapshots().resolve("snapshot_" + hosted.machine().applied());
            assertTrue(sealed.contains(named.resolve(KvMachine.FILE)), "it may be renamed at any moment: " + sealed);
        }
    }

    @Test
    void workspace_isForTheOwnerAloneAndEmptyAtStartAndGoneAtTheEnd() throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            Path left = WorkspacePlace.onDisk(hosted.memory).of(hosted.node.name(), "control");
            Files.createDirectories(left.resolve("load"));
            Files.writeString(left.resolve("load/map"), "of an earlier life");
            hosted.cluster.start();
            assertFalse(Files.exists(left.resolve("load/map")));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(left)));
            hosted.cluster.stop();
            assertFalse(Files.exists(left));
        }
    }

    @Test
    void build_workspaceThatMayGetToADisk_isRefused() throws IOException {
        assertEquals("", refusedToBuild(builder -> builder.workspaceOnDisk(directory)));
        if (!MemoryDirectory.staysInMemory(directory)) {
            String refused = refusedToBuild(builder -> builder.workspace(directory));
            assertTrue(refused.startsWith("CONFIGURATION"), refused);
            assertTrue(refused.contains("may get to a disk"), refused);
        }
        String absent = refusedToBuild(builder -> builder.workspaceOnDisk(directory.resolve("nothing")));
        assertTrue(absent.contains("is no directory"), absent);
    }

    private String refusedToBuild(UnaryOperator<JRaftEngine.Builder> workspace) throws IOException {
        try (TestCluster cluster = new TestCluster(directory.resolve("build"), 1, TestCluster.CONTROL)) {
            cluster.nodes.get(0).engineAlso = workspace;
            cluster.start();
            return "";
        } catch (CompletionException e) {
            if (e.getCause() instanceof StartupRefusedException refused) {
                return refused.refusal() + ": " + refused.getMessage();
            }
            throw e;
        }
    }
}
