package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.SimFiles.read;
import static io.quorumseal.testkit.sim.SimFiles.readAs;
import static io.quorumseal.testkit.sim.SimFiles.write;
import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static io.quorumseal.testkit.sim.Sims.cleartext;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static io.quorumseal.testkit.sim.Sims.rewrittenFrom;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static io.quorumseal.testkit.sim.Sims.untilDone;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.core.SealedFile;
import io.quorumseal.core.SealedFileException;
import io.quorumseal.core.SealedFiles.Older;
import io.quorumseal.core.SealedWriter;
import io.quorumseal.core.Status;
import io.quorumseal.core.internal.file.Folders;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.testkit.disk.Survival;
import io.quorumseal.testkit.life.LifeCheck;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Files of a store: sealed like its values, and known to the life of their keys. */
class SealedFilesTest {
    private static final String TEXT = CANARY + "x".repeat(200_000);

    private static SimCluster cluster() {
        return sealing(Append.INDEX_KNOWN);
    }

    private static DekId active(SimNode node) {
        return node.runtime().status().keys().activeDek(Purpose.STORAGE).orElseThrow();
    }

    private static SealedFileException refused(SealedFileException.Reason reason, Executable call) {
        SealedFileException thrown = assertThrows(SealedFileException.class, call);
        assertEquals(reason, thrown.reason(), thrown::getMessage);
        return thrown;
    }

    private static List<Path> older(SimNode node) throws IOException {
        return node.runtime().files().older().stream().map(Older::file).toList();
    }

    private static String stillNeeded(SimCluster cluster, DekId dek) {
        return String.valueOf(
                rejected(Reason.STILL_NEEDED, () -> admin(cluster, "n1").retire(dek))
                        .getMessage());
    }

    private static byte[] bytes(SimNode node, String name) {
        return Objects.requireNonNull(SimFiles.onDisk(node).get(name)).array();
    }

    private static void retire(SimCluster cluster, DekId dek) {
        assertFalse(admin(cluster, "n1").retire(dek).already());
        cluster.settle();
    }

    @Test
    void write_behindTheCutover_isReadAndNotReadableOnDisk() throws IOException {
        SimNode n1 = cluster().node("n1");
        write(n1, "backup", TEXT);
        assertEquals(TEXT, read(n1, "backup"));
        assertEquals(Set.of("backup"), SimFiles.all(n1).keySet());
        assertFalse(LifeCheck.readable(bytes(n1, "backup")));
        assertEquals(List.of(), older(n1));
    }

    @Test
    void write_notCommitted_leavesNothing() throws IOException {
        SimNode n1 = cluster().node("n1");
        write(n1, "backup", "old");
        try (SealedWriter writer = n1.runtime().files().create(SimFiles.path("backup"), "other")) {
            writer.write(new byte[100_000]);
        }
        assertEquals("old", read(n1, "backup"));
        assertEquals(Set.of("backup"), SimFiles.all(n1).keySet());
    }

    @Test
    void write_beforeTheCutover_isInClearAndReadUntilNoneIs() throws IOException {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        SimNode n1 = cluster.node("n1");
        write(n1, "backup", "in clear");
        assertEquals("QSF\0in clear", new String(bytes(n1, "backup"), StandardCharsets.UTF_8));
        assertEquals(List.of(), older(n1));
        sealing(bootstrapped(cluster));
        assertEquals("in clear", read(n1, "backup"));
        assertEquals(
                List.of(new Older(SimFiles.path("backup"), Optional.empty(), 12)),
                n1.runtime().files().older());
        Admin.Result unused = untilDone(cluster, () -> admin(cluster, "n1").rewrite());
        assertTrue(n1.runtime().status().storage().cleartextRefused());
        assertEquals("in clear", read(n1, "backup"), "values have a condition of their own");
        write(n1, "backup", "sealed");
        byte[] planted = "QSF\0planted".getBytes(StandardCharsets.UTF_8);
        unused = admin(cluster, "n1").rewrite();
        SimFiles.put(n1, "backup", planted);
        refused(SealedFileException.Reason.CLEARTEXT_REFUSED, () -> read(n1, "backup"));
        refused(
                SealedFileException.Reason.CLEARTEXT_REFUSED,
                () -> n1.runtime().files().read(Channels.newChannel(new ByteArrayInputStream(planted)), "any"));
        n1.stop();
        n1.start();
        refused(SealedFileException.Reason.CLEARTEXT_REFUSED, () -> read(n1, "backup"));
    }

    /** A writer that began in clear may commit in clear: until it is through, clear files are not refused. */
    @Test
    void rewrite_whileAFileInClearIsBeingWritten_refusesNone() throws IOException {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        SimNode n1 = cluster.node("n1");
        try (SealedWriter writer = n1.runtime().files().create(SimFiles.path("slow"), SimFiles.role("slow"))) {
            sealing(bootstrapped(cluster));
            Admin.Result result = untilDone(cluster, () -> admin(cluster, "n1").rewrite());
            assertTrue(result.text().contains("some are being written"), result::text);
            writer.commit();
        }
        assertEquals("", read(n1, "slow"));
    }

    @Test
    void purge_olderFiles_isRefusedWithTheirNames() throws IOException {
        SimCluster cluster = cluster();
        SimNode n2 = cluster.node("n2");
        write(n2, "backup", TEXT);
        DekId old = rewrittenFrom(cluster);
        assertEquals(
                List.of(new Older(SimFiles.path("backup"), Optional.of(old), bytes(n2, "backup").length)),
                n2.runtime().files().older());
        Admin.Result result = admin(cluster, "n1").purge();
        for (int i = 0; i < 20 && !result.text().contains("sealed files"); i++) {
            cluster.tick(Duration.ofSeconds(2));
            result = admin(cluster, "n1").purge();
        }
        String text = result.text();
        assertTrue(
                result.members().stream()
                        .anyMatch(member -> member.node().equals("n2")
                                && member.outcome() == Outcome.REFUSED
                                && member.text().contains("/data/files/backup")),
                () -> text);
        write(n2, "backup", TEXT);
        Admin.Result done = untilDone(cluster, () -> admin(cluster, "n1").purge());
        assertTrue(done.already(), done::text);
    }

    @Test
    void retire_fileUnderTheDek_isRefusedUntilItIsWrittenAgain() throws IOException {
        SimCluster cluster = cluster();
        SimNode n3 = cluster.node("n3");
        write(n3, "backup", TEXT);
        DekId old = rewrittenFrom(cluster);
        String why = stillNeeded(cluster, old);
        assertTrue(why.contains("n3: 1 sealed files are under it, such as /data/files/backup"), why);
        assertEquals(
                Optional.of(1L),
                Optional.ofNullable(n3.runtime()
                                .status()
                                .storage()
                                .files()
                                .orElseThrow()
                                .sealed()
                                .get(old))
                        .map(Status.Amount::values));
        write(n3, "backup", read(n3, "backup"));
        retire(cluster, old);
        assertEquals(TEXT, read(n3, "backup"));
        assertEquals(
                Set.of(active(n3)),
                n3.runtime().status().storage().files().orElseThrow().sealed().keySet());
    }

    @Test
    void retire_fileBeingWrittenOrRead_isRefusedUntilItIsClosed() throws IOException {
        SimCluster cluster = cluster();
        SimNode n2 = cluster.node("n2");
        write(n2, "read", "before");
        SealedFile reading = n2.runtime().files().open(SimFiles.path("read"), SimFiles.role("read"));
        SealedWriter writing = n2.runtime().files().create(SimFiles.path("written"), SimFiles.role("written"));
        DekId old = rewrittenFrom(cluster);
        write(n2, "read", "after");
        assertTrue(stillNeeded(cluster, old).contains("being written or read"));
        writing.close();
        assertTrue(stillNeeded(cluster, old).contains("being written or read"));
        assertEquals("before", new String(reading.stream().readAllBytes(), StandardCharsets.UTF_8));
        reading.close();
        retire(cluster, old);
    }

    /** What was begun under the old DEK is committed under it, behind everybody's back. */
    @Test
    void retire_fileCommittedAfterTheRotation_isRefused() throws IOException {
        SimCluster cluster = cluster();
        SimNode n2 = cluster.node("n2");
        DekId old;
        try (SealedWriter writing = n2.runtime().files().create(SimFiles.path("late"), SimFiles.role("late"))) {
            old = rewrittenFrom(cluster);
            writing.commit();
        }
        assertTrue(stillNeeded(cluster, old).contains("/data/files/late"));
        assertEquals("", read(n2, "late"));
    }

    @Test
    void retire_besideAStoppedGroup_looksAtFilesAllTheSame() throws IOException {
        SimCluster cluster = cluster();
        SimNode n2 = cluster.node("n2");
        write(n2, "backup", TEXT);
        DekId old = rewrittenFrom(cluster);
        n2.replica(DATA).throwAt(Optional.of("bad"));
        SimWrite unused = cluster.node("n1").write(DATA, "bad", "v");
        cluster.settle();
        assertTrue(stillNeeded(cluster, old).contains("/data/files/backup"));
    }

    /** A folder that is named no more is looked at as before, until somebody gives it up. */
    @Test
    void retire_folderNotNamedAnyMore_isLookedAtUntilItIsForgotten() throws IOException {
        SimCluster cluster = cluster();
        SimNode n2 = cluster.node("n2");
        write(n2, "backup", TEXT);
        n2.namesNoFolder(false);
        n2.stop();
        n2.start();
        assertTrue(
                n2.events().stream().anyMatch(line -> line.contains("/data/files") && line.contains("not named now")));
        DekId old = rewrittenFrom(cluster);
        assertTrue(stillNeeded(cluster, old).contains("/data/files/backup"));
        assertEquals(TEXT, read(n2, "backup"));
        n2.namesNoFolder(true);
        n2.stop();
        n2.start();
        cluster.settle();
        Admin.Result unused = untilDone(cluster, () -> admin(cluster, "n1").rewrite());
        retire(cluster, old);
        rejected(Reason.BAD_REQUEST, () -> read(n2, "backup"));
        rejected(Reason.BAD_REQUEST, () -> write(n2, "backup", ""));
    }

    /** A folder that cannot be read may hold anything. */
    @Test
    void retire_folderThatCannotBeRead_isRefused() throws IOException {
        SimCluster cluster = cluster();
        SimNode n2 = cluster.node("n2");
        n2.stop();
        n2.disk().make(Path.of("/elsewhere"));
        n2.start();
        DekId old = rewrittenFrom(cluster);
        n2.disk().unreadable(SimNode.FILES, true);
        assertTrue(stillNeeded(cluster, old).contains("/data/files cannot be read"));
        n2.disk().unreadable(SimNode.FILES, false);
        retire(cluster, old);
    }

    /** A disk may be slow, or hang: entries are applied all the same, and the runtime can be closed. */
    @Test
    void retireAndPurge_lookAtFoldersWhereNothingElseWaits() {
        SimCluster cluster = cluster();
        SimNode n2 = cluster.node("n2");
        DekId old = rewrittenFrom(cluster);
        List<String> looked = new ArrayList<>();
        n2.disk()
                .onList(directory -> looked.add(StackWalker.getInstance()
                        .walk(frames -> frames.map(StackWalker.StackFrame::getClassName)
                                .filter(name -> name.endsWith(".Reached") || name.endsWith(".Door"))
                                .collect(Collectors.joining()))));
        Admin.Result unused = admin(cluster, "n1").purge();
        retire(cluster, old);
        assertFalse(looked.isEmpty());
        assertEquals(Set.of(""), Set.copyOf(looked));
    }

    /** In place of a disk that is not mounted there is an empty directory. */
    @Test
    void retire_folderWhoseDiskIsNotMounted_isRefused() throws IOException {
        SimCluster cluster = cluster();
        SimNode n2 = cluster.node("n2");
        write(n2, "backup", TEXT);
        byte[] file = bytes(n2, "backup");
        DekId old = rewrittenFrom(cluster);
        SimFiles.remove(n2, "backup");
        SimFiles.remove(n2, Folders.MARK);
        assertTrue(stillNeeded(cluster, old).contains("/data/files has lost its mark"));
        n2.stop();
        StartupRefusedException error = assertThrows(StartupRefusedException.class, n2::start);
        assertEquals(StartupRefusedException.Refusal.CONFIGURATION, error.refusal());
        SimFiles.put(n2, Folders.MARK, new byte[0]);
        SimFiles.put(n2, "backup", file);
        n2.start();
        cluster.settle();
        assertEquals(TEXT, read(n2, "backup"));
    }

    /** It would be removed at the next start. */
    @Test
    void write_nameThatIsKept_isRefused() {
        SimNode n1 = cluster().node("n1");
        rejected(Reason.BAD_REQUEST, () -> write(n1, ".quorumseal-0123456789abcdef.tmp", TEXT));
        rejected(Reason.BAD_REQUEST, () -> write(n1, Folders.MARK, TEXT));
    }

    /** As after a downgrade: a file of a later release may be under any DEK. */
    @Test
    void retire_fileOfALaterForm_isRefusedUntilItIsTakenAway() throws IOException {
        SimCluster cluster = cluster();
        SimNode n2 = cluster.node("n2");
        DekId old = rewrittenFrom(cluster);
        SimFiles.put(n2, "later", "QSF\2and more".getBytes(StandardCharsets.UTF_8));
        String why = stillNeeded(cluster, old);
        assertTrue(why.contains("/data/files/later is in a form"), why);
        SimFiles.remove(n2, "later");
        retire(cluster, old);
    }

    /** A node errs when it is asked, as if the file came after that: it keeps the DEK, opens the file, and goes on leading. */
    @Test
    void retire_fileThatWasOverlooked_staysReadableOnItsNode() throws IOException {
        SimCluster cluster = cluster();
        SimNode n1 = cluster.node("n1");
        SimNode n2 = cluster.node("n2");
        write(n2, "backup", TEXT);
        byte[] file = bytes(n2, "backup");
        DekId old = rewrittenFrom(cluster);
        n2.answering((question, answer) ->
                answer instanceof PeerMessage.Needs needs ? new PeerMessage.Needs(needs.node(), List.of()) : answer);
        retire(cluster, old);
        assertEquals(TEXT, read(n2, "backup"));
        assertTrue(n2.runtime().status().kept().containsKey(old));
        assertFalse(n1.runtime().status().kept().containsKey(old));
        cluster.group(DATA).lead(n2);
        cluster.settle();
        assertTrue(cluster.group(DATA)
                .leader()
                .filter(leader -> leader.node() == n2)
                .isPresent());
        SimFiles.put(n1, "backup", file);
        refused(SealedFileException.Reason.RETIRED_DEK, () -> read(n1, "backup"));
        SimFiles.remove(n2, "backup");
        Admin.Result unused = admin(cluster, "n1").purge();
        cluster.settle();
        assertFalse(n2.runtime().status().kept().containsKey(old));
    }

    @Test
    void write_underSuite1_isRefusedWithTheWayOut() throws IOException {
        SimCluster cluster = FirstSuite.sealing(Append.INDEX_KNOWN);
        SimNode n1 = cluster.node("n1");
        String why = String.valueOf(
                rejected(Reason.BAD_REQUEST, () -> write(n1, "backup", TEXT)).getMessage());
        assertTrue(why.contains("raise storage"), why);
        assertEquals(Set.of(), SimFiles.all(n1).keySet());
        assertFalse(admin(cluster, "n1").raise(Purpose.STORAGE).already());
        cluster.settle();
        write(n1, "backup", TEXT);
        assertEquals(TEXT, read(n1, "backup"));
    }

    @Test
    void open_whatIsNoSuchFile_saysWhatItIs() throws IOException {
        SimCluster cluster = cluster();
        SimNode n1 = cluster.node("n1");
        write(n1, "good", TEXT);
        byte[] good = bytes(n1, "good");
        refused(SealedFileException.Reason.OTHER_ROLE, () -> readAs(n1, "good", "another"));
        refused(SealedFileException.Reason.NOT_SEALED, () -> readBytes(n1, new byte[0]));
        refused(SealedFileException.Reason.NOT_SEALED, () -> readBytes(n1, "QS".getBytes(StandardCharsets.UTF_8)));
        refused(SealedFileException.Reason.NOT_SEALED, () -> readBytes(n1, new byte[200]));
        refused(SealedFileException.Reason.UNKNOWN_FORMAT, () -> readBytes(n1, changed(good, 3, 3)));
        refused(SealedFileException.Reason.UNKNOWN_DEK, () -> readBytes(n1, changed(good, 4, 1)));
        refused(SealedFileException.Reason.UNKNOWN_FORMAT, () -> readBytes(n1, changed(good, 11, 1)));
        refused(SealedFileException.Reason.OTHER_ROLE, () -> readBytes(n1, changed(good, 30, 1)));
        refused(SealedFileException.Reason.CHANGED, () -> readBytes(n1, changed(good, 5_000, 1)));
        for (int length = 4; length < 82; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            SealedFileException error = assertThrows(SealedFileException.class, () -> readBytes(n1, cut));
            assertTrue(
                    error.reason() == SealedFileException.Reason.CUT_SHORT
                            || error.reason() == SealedFileException.Reason.UNKNOWN_DEK,
                    error::getMessage);
        }
        rejected(Reason.BAD_REQUEST, () -> readAs(n1, "good", ""));
        rejected(Reason.BAD_REQUEST, () -> readAs(n1, "good", "\ud800"));
        assertThrows(NoSuchFileException.class, () -> read(n1, "missing"));
        assertEquals(TEXT, read(n1, "good"));
        assertFalse(n1.runtime().status().keys().keys().isEmpty());
    }

    private static byte[] changed(byte[] good, int at, int by) {
        byte[] bad = good.clone();
        bad[at] += (byte) by;
        return bad;
    }

    /** Both as a file and as a stream. */
    private static void readBytes(SimNode node, byte[] bytes) throws IOException {
        SimFiles.put(node, "bad", bytes);
        SealedFileException whole =
                assertThrows(SealedFileException.class, () -> readAs(node, "bad", SimFiles.role("good")));
        InputStream in = new ByteArrayInputStream(bytes);
        SealedFileException streamed = assertThrows(SealedFileException.class, () -> {
            try (InputStream plain = node.runtime().files().read(Channels.newChannel(in), SimFiles.role("good"))) {
                plain.readAllBytes();
            }
        });
        assertEquals(whole.reason(), streamed.reason());
        SimFiles.remove(node, "bad");
        throw whole;
    }

    @Test
    void channels_areSealedAndReadWithoutAFolder() throws IOException {
        SimNode n1 = cluster().node("n1");
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        try (SealedWriter writer = n1.runtime().files().create(Channels.newChannel(sent), "export")) {
            writer.write(TEXT.getBytes(StandardCharsets.UTF_8));
            writer.commit();
        }
        assertFalse(LifeCheck.readable(sent.toByteArray()));
        try (InputStream in = n1.runtime()
                .files()
                .read(Channels.newChannel(new ByteArrayInputStream(sent.toByteArray())), "export")) {
            assertArrayEquals(TEXT.getBytes(StandardCharsets.UTF_8), in.readAllBytes());
        }
    }

    @Test
    void start_afterACrash_removesWhatWasNotFinished() throws IOException {
        SimCluster cluster = cluster();
        SimNode n1 = cluster.node("n1");
        write(n1, "done", "done");
        SealedWriter writer = n1.runtime().files().create(SimFiles.path("begun"), "begun");
        writer.write(new byte[200_000]);
        assertEquals(2, SimFiles.all(n1).size());
        n1.crash(new Survival(Survival.Data.KEPT, Survival.Names.KEPT));
        assertEquals(2, SimFiles.all(n1).size());
        n1.start();
        cluster.settle();
        assertEquals(Set.of("done"), SimFiles.all(n1).keySet());
    }

    /** Another opening of the directory may have looked at all files, and found none. */
    @Test
    void commit_runtimeClosed_isRefused() throws IOException {
        SimCluster cluster = cluster();
        SimNode n1 = cluster.node("n1");
        SealedWriter writer = n1.runtime().files().create(SimFiles.path("late"), "late");
        n1.stop();
        rejected(Reason.CLOSED, writer::commit);
        writer.close();
        assertEquals(Set.of(), SimFiles.all(n1).keySet());
    }

    @Test
    void start_folderThatIsNotThere_isRefused() {
        SimCluster cluster = cluster();
        SimNode n1 = cluster.node("n1");
        n1.stop();
        n1.disk().unreadable(SimNode.FILES, true);
        StartupRefusedException error = assertThrows(StartupRefusedException.class, n1::start);
        assertEquals(StartupRefusedException.Refusal.CONFIGURATION, error.refusal());
        n1.disk().unreadable(SimNode.FILES, false);
        n1.start();
    }
}
