package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.core.Admin;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.SealedFileException;
import io.quorumseal.core.workspace.Workspace;
import io.quorumseal.testkit.NoValues;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.protocol.TermIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What stands on the disk of a node whose machine has a workspace, and somebody or something changed it. */
class SealedSnapshotTest {
    @TempDir
    Path directory;

    private interface Change {
        void of(Path snapshot) throws IOException;
    }

    private void refused(Change change, String why) throws IOException {
        try (HostedMachine hosted = HostedMachine.of(directory).startSealing()) {
            hosted.writeAndSnapshot();
            hosted.cluster.stop();
            Path snapshot = hosted.snapshotFile();
            byte[] good = Files.readAllBytes(snapshot);
            change.of(snapshot);
            var before = HostedMachine.copy(hosted.snapshots());
            String refused = hosted.refused();
            assertTrue(refused.contains(why), refused);
            assertEquals(before, HostedMachine.copy(hosted.snapshots()));
            Files.deleteIfExists(snapshot);
            Files.write(snapshot, good);
            hosted.start();
            hosted.check();
        }
    }

    @Test
    void start_fileSealedForAnotherPlace_isRefused() throws IOException {
        refused(
                snapshot -> Files.copy(list(snapshot), snapshot, StandardCopyOption.REPLACE_EXISTING),
                "was not sealed as \"ratis");
    }

    private static Path list(Path snapshot) throws IOException {
        try (var files = Files.list(snapshot.getParent())) {
            return files.filter(file -> file.toString().endsWith(".files"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void start_fileCutShort_isRefused() throws IOException {
        refused(SealedSnapshotTest::cut, "SealedFileException");
    }

    static void cut(Path file) throws IOException {
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE)) {
            open.truncate(open.size() - 1);
        }
    }

    @Test
    void start_fileIsGone_isRefused() throws IOException {
        refused(Files::delete, "is missing");
    }

    @Test
    void start_fileIsALink_isRefused() throws IOException {
        refused(
                snapshot -> {
                    Path elsewhere = directory.resolve("elsewhere");
                    Files.move(snapshot, elsewhere);
                    Files.createSymbolicLink(snapshot, elsewhere);
                },
                "is missing");
    }

    /** Without its list it is taken for a snapshot of before, and nothing of it loads. */
    @Test
    void start_listIsGone_isRefused() throws IOException {
        try (HostedMachine hosted = HostedMachine.of(directory).startSealing()) {
            hosted.writeAndSnapshot();
            hosted.cluster.stop();
            Files.delete(list(hosted.snapshotFile()));
            assertTrue(hosted.refused().contains("did not load it"));
        }
    }

    @Test
    void start_filesOfTwoGroupsExchanged_isRefused() throws IOException {
        try (HostedMachine hosted =
                new HostedMachine(directory, TestCluster.CONTROL, TestCluster.SHARD).startSealing()) {
            hosted.write(TestCluster.SHARD);
            hosted.writeAndSnapshot();
            hosted.cluster.stop();
            Path one = hosted.snapshotFile();
            Path other =
                    HostedMachine.only(hosted.node.snapshots(hosted.cluster.group(TestCluster.SHARD)), "snapshot.");
            byte[] good = Files.readAllBytes(one);
            Files.copy(other, one, StandardCopyOption.REPLACE_EXISTING);
            assertTrue(hosted.refused().contains("was not sealed as"));
            Files.write(one, good);
            hosted.node.start();
        }
    }

    /** Whatever it is called. */
    @Test
    void open_fileOfAnotherLogPositionOrPath_isRefused() throws IOException {
        try (HostedMachine hosted = HostedMachine.of(directory).startSealing()) {
            Path plain = Files.createDirectory(directory.resolve("plain"));
            Path sealed = Files.createDirectory(directory.resolve("sealed"));
            Files.writeString(plain.resolve("file"), "content");
            TermIndex at = TermIndex.valueOf(1, 20);
            SealedSnapshots mine = snapshots(hosted, "log", sealed);
            mine.seal(at, plain, List.of("file"));
            mine.open(at, "file", plain.resolve("opened"));
            assertEquals("content", Files.readString(plain.resolve("opened")));
            Files.copy(sealed.resolve("file"), sealed.resolve("other"));
            assertOtherRole(() -> snapshots(hosted, "another", sealed).open(at, "file", plain.resolve("no")));
            assertOtherRole(() -> mine.open(TermIndex.valueOf(1, 21), "file", plain.resolve("no")));
            assertOtherRole(() -> mine.open(at, "other", plain.resolve("no")));
            assertFalse(Files.exists(plain.resolve("no")));
        }
    }

    private static SealedSnapshots snapshots(HostedMachine hosted, String log, Path sealed) {
        return new SealedSnapshots(hosted.node.seal().files(), log, sealed, new Disk(Disk.Steps.NONE));
    }

    private static void assertOtherRole(Executable open) {
        assertEquals(
                SealedFileException.Reason.OTHER_ROLE,
                assertThrows(SealedFileException.class, open).reason());
    }

    /** Nobody reads where a link leads, or writes there. */
    @Test
    void snapshot_linkInPlaceOfAFile_isReplaced() throws IOException {
        try (HostedMachine hosted = HostedMachine.of(directory).startSealing()) {
            hosted.write(TestCluster.CONTROL);
            Path victim = Files.writeString(directory.resolve("victim"), "untouched");
            long next = hosted.node.info(hosted.group()).getLastAppliedIndex();
            for (long index = next; index < next + 5; index++) {
                Files.createSymbolicLink(
                        hosted.snapshots()
                                .resolve("snapshot."
                                        + hosted.node.info(hosted.group()).getCurrentTerm() + "_" + index),
                        victim);
            }
            hosted.writeAndSnapshot();
            assertEquals("untouched", Files.readString(victim));
            assertEquals(FileForm.SEALED, FileForm.of(newest(hosted)));
        }
    }

    private static Path newest(HostedMachine hosted) throws IOException {
        var at = hosted.node
                .snapshotDirectory(hosted.group())
                .newest()
                .orElseThrow()
                .at();
        return hosted.snapshots().resolve("snapshot." + at.getTerm() + "_" + at.getIndex());
    }

    @Test
    void start_snapshotOfBeforeTheCutover_isSealedAtOnce() throws IOException {
        try (HostedMachine hosted = HostedMachine.of(directory).start()) {
            hosted.writeAndSnapshot();
            assertEquals(FileForm.CLEAR, FileForm.of(hosted.snapshotFile()));
            assertFalse(hosted.readable().isEmpty());
            hosted.seal();
            hosted.cluster.stop();
            hosted.start();
            assertEquals(FileForm.SEALED, FileForm.of(hosted.snapshotFile()));
            assertEquals(List.of(), readableSnapshots(hosted));
            hosted.check();
        }
    }

    private static List<Path> readableSnapshots(HostedMachine hosted) throws IOException {
        return DiskScan.of(hosted.snapshots(), HostedMachine.MACHINE.readable()).readable();
    }

    /** Machines write before they have a workspace; then nothing of that stays. */
    @Test
    void start_withAWorkspaceForTheFirstTime_sealsWhatStandsThere() throws Exception {
        try (HostedMachine hosted = HostedMachine.of(directory)) {
            var workspace = hosted.node.engineAlso;
            hosted.node.engineAlso = builder -> builder;
            hosted.node.also = properties -> RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, 3);
            hosted.startSealing();
            hosted.writeAndSnapshot();
            hosted.writeAndSnapshot();
            assertEquals(2, readableSnapshots(hosted).size());
            hosted.cluster.stop();
            hosted.node.engineAlso = workspace;
            hosted.node.also = properties -> {};
            hosted.start();
            hosted.check();
            assertEquals(FileForm.SEALED, FileForm.of(newest(hosted)));
            assertEquals(1, readableSnapshots(hosted).size());
            hosted.node.awaitEvent(
                    Event.UNSEALED, readableSnapshots(hosted).get(0).toString());
            hosted.writeAndSnapshot();
            assertEquals(List.of(), readableSnapshots(hosted));
            assertEquals(
                    List.of(),
                    Workspace.files(hosted.snapshots()).stream()
                            .filter(file -> file.toString().endsWith(".md5"))
                            .toList());
            hosted.cluster.stop();
            hosted.start();
            hosted.check();
        }
    }

    @Test
    void start_withoutTheWorkspaceAgain_opensInPlaceAndSaysSo() throws Exception {
        try (HostedMachine hosted = HostedMachine.of(directory).startSealing()) {
            hosted.writeAndSnapshot();
            hosted.cluster.stop();
            hosted.node.engineAlso = builder -> builder;
            hosted.start();
            hosted.node.awaitEvent(Event.UNSEALED, "is in clear now");
            hosted.check();
            assertEquals(List.of(hosted.snapshotFile()), readableSnapshots(hosted));
            hosted.writeAndSnapshot();
            hosted.node.awaitEvent(Event.UNSEALED, "Give the engine a workspace");
            hosted.cluster.stop();
            hosted.start();
            hosted.check();
        }
    }

    @Test
    void start_clearSnapshotOnceCleartextIsRefused_isRefused() throws Exception {
        try (HostedMachine hosted = HostedMachine.of(directory)) {
            hosted.node.sealAlso = builder -> builder.valueStore(new NoValues());
            hosted.startSealing();
            hosted.writeAndSnapshot();
            var admin = hosted.node.seal().admin();
            done(hosted, Event.REWRITTEN, admin::rewrite);
            done(hosted, Event.PURGED, admin::purge);
            assertTrue(hosted.node.seal().status().storage().cleartextRefused(), hosted.node.events::toString);
            hosted.check();
            Path copy = Files.copy(HostedMachine.only(hosted.memory, "snapshot."), directory.resolve("plain"));
            hosted.cluster.stop();
            Path snapshot = hosted.snapshotFile();
            byte[] good = Files.readAllBytes(snapshot);
            Files.copy(copy, snapshot, StandardCopyOption.REPLACE_EXISTING);
            assertTrue(hosted.refused().contains("is in clear, and this node has seen that nothing is"));
            byte[] clear = new byte[Math.toIntExact(Files.size(copy)) + 4];
            clear[0] = 'Q';
            clear[1] = 'S';
            clear[2] = 'F';
            System.arraycopy(Files.readAllBytes(copy), 0, clear, 4, clear.length - 4);
            Files.write(snapshot, clear);
            assertTrue(hosted.refused().contains("is in clear, and this node has seen that nothing is"));
            Path list = list(snapshot);
            byte[] listed = Files.readAllBytes(list);
            Files.delete(list);
            assertTrue(hosted.refused().contains("is in clear, and this node has seen that nothing is"));
            Files.write(list, listed);
            Files.write(snapshot, good);
            hosted.start();
            hosted.check();
        }
    }

    private interface Work {
        Admin.Result begin();
    }

    private static void done(HostedMachine hosted, Event event, Work work) throws InterruptedException {
        int before = hosted.node.count(event);
        if (!work.begin().already()) {
            hosted.node.awaitEvents(event, before + 1);
        }
        assertTrue(work.begin().already());
    }

    @Test
    void retire_snapshotUnderTheOldStorageDek_isRefusedUntilPurged() throws Exception {
        try (HostedMachine hosted = HostedMachine.of(directory)) {
            hosted.node.sealAlso = builder -> builder.valueStore(new NoValues());
            hosted.startSealing();
            hosted.writeAndSnapshot();
            var admin = hosted.node.seal().admin();
            var old = hosted.node
                    .seal()
                    .status()
                    .keys()
                    .activeDek(Purpose.STORAGE)
                    .orElseThrow();
            admin.rotate(Purpose.STORAGE);
            done(hosted, Event.REWRITTEN, admin::rewrite);
            var kept = assertThrows(RejectedException.class, () -> admin.retire(old));
            assertTrue(
                    String.valueOf(kept.getMessage())
                            .contains("has files that are in clear or under an older storage DEK"),
                    kept::getMessage);
            Path before = hosted.snapshotFile();
            done(hosted, Event.PURGED, admin::purge);
            assertNotEquals(before, hosted.snapshotFile());
            admin.retire(old);
            hosted.cluster.stop();
            hosted.start();
            hosted.check();
        }
    }

    @Test
    void snapshot_underSuite1_failsWithTheReason() throws Exception {
        try (HostedMachine hosted = HostedMachine.of(directory)) {
            hosted.node.suite = 1;
            hosted.startSealing();
            hosted.write(TestCluster.CONTROL);
            var unused = hosted.node.engine().compact(new GroupId(TestCluster.CONTROL));
            hosted.node.awaitEvent(Event.UNSEALED, "is of cipher suite 1, under which no file is sealed");
            assertEquals(List.of(), Workspace.files(hosted.snapshots()));
            hosted.check();
        }
    }
}
