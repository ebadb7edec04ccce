package io.quorumseal.engine.jraft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotMetaTable;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotStorage;
import io.quorumseal.core.Admin;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.SealedFileException;
import io.quorumseal.core.workspace.Workspace;
import io.quorumseal.core.workspace.WorkspacePlace;
import io.quorumseal.testkit.NoValues;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands on the disk of a node whose machine has a workspace, and somebody or something changed it. */
class SealedSnapshotTest {
    private static final RaftOptions OPTIONS = new RaftOptions();

    @TempDir
    Path directory;

    /** What is done to a snapshot, and what is said then. */
    private enum Damage {
        FILE_IS_GONE("map is missing") {
            @Override
            void to(Path snapshot, Path other) throws IOException {
                Files.delete(snapshot.resolve("map"));
            }
        },
        FILE_IS_A_LINK("map is missing") {
            @Override
            void to(Path snapshot, Path other) throws IOException {
                Files.delete(snapshot.resolve("map"));
                Files.createSymbolicLink(snapshot.resolve("map"), other.resolve("map"));
            }
        },
        FILE_OF_ANOTHER_INDEX("map does not open: the file was not sealed as") {
            @Override
            void to(Path snapshot, Path other) throws IOException {
                Files.copy(other.resolve("map"), snapshot.resolve("map"), StandardCopyOption.REPLACE_EXISTING);
            }
        },
        FILE_IN_CLEAR("map does not open: the file is no sealed file") {
            @Override
            void to(Path snapshot, Path other) throws IOException {
                Files.writeString(snapshot.resolve("map"), "a=9\n");
            }
        },
        FILE_CUT_SHORT("map") {
            @Override
            void to(Path snapshot, Path other) throws IOException {
                cut(snapshot.resolve("map"));
            }
        },
        LIST_CUT_SHORT(".files does not open") {
            @Override
            void to(Path snapshot, Path other) throws IOException {
                cut(list(snapshot));
            }
        },
        LIST_IS_GONE(".files is missing") {
            @Override
            void to(Path snapshot, Path other) throws IOException {
                Files.delete(list(snapshot));
            }
        },
        LIST_IS_GONE_EVERYWHERE("the list of its files") {
            @Override
            void to(Path snapshot, Path other) throws IOException {
                Path list = list(snapshot);
                Files.delete(list);
                LocalSnapshotMetaTable table = table(snapshot);
                assertTrue(table.removeFile(String.valueOf(list.getFileName())));
                write(table, snapshot);
            }
        },
        MEMBERS_CHANGED("__raft_snapshot_meta says of the snapshot is not what was sealed with it") {
            @Override
            void to(Path snapshot, Path other) throws IOException {
                LocalSnapshotMetaTable table = table(snapshot);
                table.setMeta(
                        table.getMeta().toBuilder().addPeers("10.0.0.1:80").build());
                write(table, snapshot);
            }
        },
        TERM_CHANGED("was not sealed as") {
            @Override
            void to(Path snapshot, Path other) throws IOException {
                LocalSnapshotMetaTable table = table(snapshot);
                table.setMeta(
                        table.getMeta().toBuilder().setLastIncludedTerm(99).build());
                write(table, snapshot);
            }
        };

        private final String said;

        Damage(String said) {
            this.said = said;
        }

        abstract void to(Path snapshot, Path other) throws IOException;
    }

    private static void cut(Path file) throws IOException {
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE)) {
            open.truncate(open.size() - 1);
        }
    }

    private static Path list(Path snapshot) throws IOException {
        return Workspace.files(snapshot).stream()
                .filter(file -> file.toString().endsWith(".files"))
                .findFirst()
                .orElseThrow();
    }

    private static LocalSnapshotMetaTable table(Path snapshot) throws IOException {
        LocalSnapshotMetaTable table = new LocalSnapshotMetaTable(OPTIONS);
        assertTrue(table.loadFromFile(snapshot.resolve("__raft_snapshot_meta").toString()));
        return table;
    }

    private static void write(LocalSnapshotMetaTable table, Path snapshot) throws IOException {
        assertTrue(table.saveToFile(snapshot.resolve("__raft_snapshot_meta").toString()));
    }

    /** A copy of the newest snapshot, as it might have been installed. */
    private Path copy(LoneNode hosted, String to) throws IOException {
        HostedGroup group = hosted.node.hosted(TestCluster.CONTROL, SnapshotForm.DEFAULT);
        String name = "snapshot_" + group.group().snapshots().newest();
        Path snapshot = hosted.snapshots().resolve(name);
        Path copy = directory.resolve(to).resolve(name);
        Files.createDirectories(copy);
        for (Path file : Workspace.files(snapshot)) {
            Files.copy(file, copy.resolve(snapshot.relativize(file).toString()));
        }
        return copy;
    }

    static SnapshotReader reader(Path snapshot) {
        LocalSnapshotStorage storage = new LocalSnapshotStorage(String.valueOf(snapshot.getParent()), "", OPTIONS);
        LocalSnapshotReader reader = new LocalSnapshotReader(storage, null, null, OPTIONS, snapshot.toString());
        assertTrue(reader.init(null));
        return reader;
    }

    @ParameterizedTest
    @EnumSource
    void load_snapshotThatIsNotWhatWasSealed_isRefused(Damage damage) throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            hosted.startSealing();
            hosted.writeAndSnapshot();
            Path other = copy(hosted, "other");
            hosted.put("a=7");
            hosted.writeAndSnapshot();
            Path snapshot = copy(hosted, "copy");
            Path good = copy(hosted, "good");
            assertTrue(hosted.node.loads(TestCluster.CONTROL, reader(good)));
            assertEquals("7", hosted.machine().get("a"));
            int loads = hosted.machine().loads();
            damage.to(snapshot, other);
            assertFalse(hosted.node.loads(TestCluster.CONTROL, reader(snapshot)));
            assertEquals(loads, hosted.machine().loads());
            String why = hosted.node.status(TestCluster.CONTROL).why();
            assertTrue(why.contains(damage.said), why);
            assertTrue(why.contains(snapshot.toString()), why);
            assertFalse(Files.exists(hosted.snapshots().resolve("quorumseal.opened")));
        }
    }

    @Test
    void start_fileIsGone_isRefusedAndSaysWhich() throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            hosted.startSealing();
            hosted.writeAndSnapshot();
            hosted.cluster.stop();
            Path gone = Workspace.files(hosted.snapshots()).stream()
                    .filter(file -> file.endsWith("map"))
                    .findFirst()
                    .orElseThrow();
            Files.delete(gone);
            assertThrows(RuntimeException.class, hosted.node::start);
            String halted = String.join("\n", hosted.node.events);
            assertTrue(halted.contains(Event.HALTED + " control"), halted);
            assertTrue(halted.contains(gone + " is missing"), halted);
            assertEquals(List.of(), LoneNode.files(hosted.memory));
        }
    }

    @Test
    void load_clearSnapshotOnceCleartextIsRefused_isRefusedWhereThereIsAWorkspace() throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            hosted.node.sealAlso = builder -> builder.valueStore(new NoValues());
            hosted.startSealing();
            Admin admin = hosted.node.seal().admin();
            hosted.cluster.signal.await(() -> admin.rewrite().already(), () -> "not rewritten");
            hosted.cluster.signal.await(() -> admin.purge().already(), () -> "not purged");
            assertTrue(hosted.node.seal().status().storage().cleartextRefused(), hosted.node.events::toString);
            hosted.writeAndSnapshot();
            Path snapshot = copy(hosted, "copy");
            LocalSnapshotMetaTable table = table(snapshot);
            Path list = list(snapshot);
            Files.delete(list);
            assertTrue(table.removeFile(String.valueOf(list.getFileName())));
            Path clear = Files.writeString(snapshot.resolve("map"), "a=9\n");
            assertTrue(table.removeFile("map"));
            assertTrue(table.addFile("map", KvMachine.said(KvMachine.hash(clear))));
            write(table, snapshot);
            SnapshotForm form =
                    SnapshotForm.DEFAULT.in(WorkspacePlace.onDisk(Files.createDirectory(directory.resolve("place"))));
            assertFalse(hosted.node.loads(TestCluster.CONTROL, reader(snapshot), form));
            String why = hosted.node.status(TestCluster.CONTROL).why();
            assertTrue(why.contains("is in clear, and this node has seen that nothing is"), why);
            assertEquals("1", hosted.machine().get("a"));
            assertTrue(
                    hosted.node.loads(TestCluster.CONTROL, reader(snapshot)),
                    "without a workspace it is the machine's form");
            assertEquals("9", hosted.machine().get("a"));
        }
    }

    /** Whatever it is called. */
    @Test
    void open_fileOfAnotherLogIndexOrPath_isRefused() throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            hosted.startSealing();
            Path plain = Files.createDirectory(directory.resolve("plain"));
            Files.writeString(plain.resolve("file"), "content");
            Path sealed = Files.createDirectory(directory.resolve("sealed"));
            SealedSnapshot mine = snapshot(hosted.node, "log", 20, sealed);
            mine.seal(plain, Map.of("file", KvMachine.said("a hash")));
            Path to = Files.createDirectory(directory.resolve("opened"));
            assertEquals(Map.of("file", KvMachine.said("a hash")), mine.open(to));
            assertEquals("content", Files.readString(to.resolve("file")));
            assertTrue(mine.isSealed(Set.of()));
            assertOtherRole(() -> snapshot(hosted.node, "another", 20, sealed).open(to));
            Files.copy(sealed.resolve(SealedSnapshot.list(20)), sealed.resolve(SealedSnapshot.list(21)));
            assertOtherRole(() -> snapshot(hosted.node, "log", 21, sealed).open(to));
            Path paths = Files.createDirectory(directory.resolve("paths"));
            snapshot(hosted.node, "log", 20, paths).seal(plain, Map.of("file", KvMachine.said("a hash")));
            Files.copy(
                    paths.resolve(SealedSnapshot.list(20)), paths.resolve("file"), StandardCopyOption.REPLACE_EXISTING);
            Path again = Files.createDirectory(directory.resolve("again"));
            assertOtherRole(() -> snapshot(hosted.node, "log", 20, paths).open(again));
        }
    }

    private static SealedSnapshot snapshot(TestNode node, String log, long index, Path sealed) {
        SnapshotMeta meta = SnapshotMeta.newBuilder()
                .setLastIncludedIndex(index)
                .setLastIncludedTerm(1)
                .build();
        return new SealedSnapshot(node.seal().files(), log, meta, sealed);
    }

    private static void assertOtherRole(Executable open) {
        assertEquals(
                SealedFileException.Reason.OTHER_ROLE,
                assertThrows(SealedFileException.class, open).reason());
    }
}
