package io.quorumseal.testkit.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.Purpose;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.Engine.Recovered;
import io.quorumseal.core.Builder;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.internal.disk.RealFileOps;
import io.quorumseal.core.internal.sidecar.FileSidecarStore;
import io.quorumseal.testkit.startup.Refusals.Says;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

abstract class FileRefusals {
    @TempDir
    Path parent;

    Life life;
    TestLog log;

    @BeforeEach
    void live() {
        life = Life.in(parent, "n1", TestKek.withFingerprint("k"));
        log = life.livedThroughCutover();
    }

    private void refused(Refusal refusal, Builder builder, String found, String danger, String remedy) {
        Refusals.refused(life, refusal, new Says(found, danger, remedy), builder::open);
    }

    private Builder again(Recovered... recovered) {
        return life.alone(life.engine().recovering(recovered));
    }

    @Test
    void open_openAlready_isRefusedAndChangesNothing() {
        try (QuorumSeal first = again().open()) {
            refused(Refusal.DIRECTORY_IN_USE, again(), "is open already", "same nonces", "close the other first");
            assertEquals(2, first.status().opening().value());
        }
        again().open().close();
    }

    @Test
    void open_fileSystemWithoutDirectorySync_isRefused() {
        Refusals.refused(
                life,
                Refusal.UNSUPPORTED_FILE_SYSTEM,
                new Says("directories cannot be synced here", "lost in a crash", "use a local POSIX file system"),
                () -> again().sidecarStore(FileSidecarStore.open(life.directory(), new NoDirectorySync()))
                        .open());
    }

    @Test
    void open_probeFails_isRefused() {
        var store = FileSidecarStore.open(life.directory(), new NoDirectorySync("encryption"));
        refused(
                Refusal.UNSUPPORTED_FILE_SYSTEM,
                again().sidecarStore(store),
                "cannot replace a file durably",
                "lost in a crash",
                "use a local POSIX file system");
        FileSidecarStore.open(life.directory(), new RealFileOps()).close();
    }

    @Test
    void open_encryptionOffAndSidecarWithKeys_isRefused() {
        off("holds keys");
    }

    @Test
    void open_encryptionOffAndSidecarThatDoesNotParse_isRefused() {
        life.edit(text -> text.substring(0, text.length() / 2));
        off("holds keys");
    }

    @Test
    void open_encryptionOffAndKeysInTheLog_isRefused() throws IOException {
        Files.delete(life.file());
        off("holds keys", Life.applied(log));
    }

    @Test
    void open_encryptionOffAndKeysInTheSnapshot_isRefused() throws IOException {
        byte[] state = exported();
        Files.delete(life.file());
        off("holds keys", Life.snapshot(3, state));
    }

    private void off(String found, Recovered... recovered) {
        refused(
                Refusal.ENCRYPTION_OFF,
                life.plain(life.engine().recovering(recovered)).encryptionOff(),
                found,
                "taken for cleartext",
                "Name the KEK");
    }

    @Test
    void open_encryptionOffInADirectoryWithoutKeys_goesOn() {
        Life other = Life.in(parent, "n2", life.kek());
        for (int opening = 1; opening <= 2; opening++) {
            try (QuorumSeal seal = other.plain(other.engine()).encryptionOff().open()) {
                assertEquals(opening, seal.status().opening().value());
            }
        }
        try (QuorumSeal seal = other.alone(other.engine()).open()) {
            assertEquals(3, seal.status().opening().value());
        }
    }

    private byte[] exported() {
        try (QuorumSeal seal = again(Life.applied(log)).open()) {
            return seal.group("control").exportState(3);
        }
    }

    @Test
    void open_sidecarLostAndKeysInTheLog_isRefused() throws IOException {
        Files.delete(life.file());
        lost(Life.applied(log));
    }

    @Test
    void open_sidecarLostAndKeysInTheSnapshot_isRefused() throws IOException {
        byte[] state = exported();
        Files.delete(life.file());
        lost(Life.snapshot(3, state));
    }

    private void lost(Recovered recovered) {
        refused(
                Refusal.SIDECAR_MISSING,
                again(recovered),
                "there is no sidecar",
                "which nonces this node has used is not known",
                "start an empty directory under another node name");
        assertTrue(life.bytes().isEmpty());
    }

    @Test
    void open_truncatedSidecar_isRefused() {
        life.edit(text -> text.substring(0, text.length() - 20));
        corrupt("cannot be read");
    }

    @Test
    void open_emptySidecar_isRefused() {
        life.write(new byte[0]);
        corrupt("cannot be read");
    }

    @Test
    void open_duplicateMember_isRefused() {
        life.edit(text -> text.replace("\"opening\": 1,", "\"opening\": 1,\n    \"opening\": 9,"));
        corrupt("opening");
    }

    @Test
    void open_otherControlGroup_isRefused() {
        refused(
                Refusal.WRONG_IDENTITY,
                again().controlGroup("shard-7"),
                "its control group is \"control\"",
                "taken for those of another log",
                "Name the control group");
    }

    private void corrupt(String found) {
        refused(Refusal.SIDECAR_CORRUPT, again(), found, "would repeat nonces", "bring back its very bytes");
    }

    @Test
    void open_directoryInPlaceOfTheSidecar_isRefused() throws IOException {
        Files.delete(life.file());
        Files.createDirectory(life.file());
        Life empty = Life.in(parent, "elsewhere", life.kek());
        Refusals.refused(
                empty,
                Refusal.SIDECAR_CORRUPT,
                new Says("it is not a regular file", "is not known without it", "under another name"),
                () -> again().open());
    }

    @Test
    void open_laterVersion_isRefused() {
        life.edit(text -> text.replace("\"version\": 3", "\"version\": 4"));
        refused(
                Refusal.SIDECAR_VERSION,
                again(),
                "its version is 4",
                "would lose what it says",
                "Start the release that wrote it");
    }

    @Test
    void open_keyThatItsCommitmentWasNotMadeFor_isRefused() {
        String raft =
                life.sidecar().state().activeDek(Purpose.RAFT).orElseThrow().toString();
        life.edit(text -> text.replaceFirst(
                "(\"" + raft + "\": \\{[^}]*\"commitment\": \")[0-9a-f]{64}", "$1" + "c0".repeat(32)));
        refused(
                Refusal.KEYS_DO_NOT_UNWRAP,
                again(),
                "what the KEK unwrapped as DEK " + raft,
                "is not the key that its commitment was made for",
                "Nothing is lost");
    }

    @Test
    void open_anotherNodesDirectory_isRefused() {
        refused(
                Refusal.WRONG_IDENTITY,
                again().node("n2"),
                "belongs to node \"n1\"",
                "same nonces",
                "Name the right directory");
    }

    @Test
    void open_anotherClustersDirectory_isRefused() {
        refused(
                Refusal.WRONG_IDENTITY,
                again().cluster("invoices"),
                "belongs to cluster \"orders-test\"",
                "bound to another cluster",
                "Name the right directory");
    }
}
