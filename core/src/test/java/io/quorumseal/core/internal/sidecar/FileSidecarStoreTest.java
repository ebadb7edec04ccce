package io.quorumseal.core.internal.sidecar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.core.internal.disk.RealFileOps;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSidecarStoreTest {
    private static final byte[] OLD = "old bytes".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEW = "new".getBytes(StandardCharsets.US_ASCII);

    private final Faults faults = new Faults();

    @TempDir
    private Path dataDir;

    private Path directory;
    private Path file;

    @BeforeEach
    void paths() {
        directory = dataDir.resolve("encryption");
        file = directory.resolve("keys.json");
    }

    @Test
    void write_newDirectory_makesEverythingForTheOwnerAlone() throws IOException {
        try (FileSidecarStore store = open()) {
            store.write(NEW);
            assertEquals("rwx------", permissions(directory));
            assertEquals("rw-------", permissions(file));
            assertEquals("rw-------", permissions(directory.resolve("lock")));
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void read_nothingWritten_isEmpty() {
        try (FileSidecarStore store = open()) {
            assertEquals(Optional.empty(), store.read());
        }
    }

    @Test
    void read_afterWriteAndReopening_givesTheLatestBytes() {
        try (FileSidecarStore store = open()) {
            store.write(OLD);
            store.write(NEW);
            assertArrayEquals(NEW, store.read().orElseThrow());
        }
        assertArrayEquals(NEW, reread());
    }

    private byte[] reread() {
        try (FileSidecarStore store = open()) {
            return store.read().orElseThrow();
        }
    }

    @Test
    void write_leftoverTempOfOthers_isNotReused() throws IOException {
        try (FileSidecarStore store = open()) {
            Path temp = directory.resolve("keys.json.tmp");
            Files.write(temp, "left over, and longer".getBytes(StandardCharsets.US_ASCII));
            Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rw-rw-rw-"));
            store.write(NEW);
            assertArrayEquals(NEW, Files.readAllBytes(file));
            assertEquals("rw-------", permissions(file));
            assertFalse(Files.exists(temp));
        }
    }

    @Test
    void write_success_followsTheProtocol() {
        try (FileSidecarStore store = FileSidecarStore.open(dataDir, faults.ops())) {
            faults.failOn("");
            store.write(NEW);
            assertEquals(
                    List.of("delete", "createFile", "write", "force", "close", "rename", "forceDirectory"),
                    faults.called);
        }
    }

    @Test
    void open_dataDirMissing_isRefusedAndMakesNothing() {
        Path missing = dataDir.resolve("not-mounted");
        assertRefusal(Refusal.CONFIGURATION, () -> FileSidecarStore.open(missing, new RealFileOps()));
        assertFalse(Files.exists(missing));
    }

    @Test
    void open_directoryIsThereAlready_isMadeDurableAllTheSame() throws IOException {
        Files.createDirectory(directory);
        FileSidecarStore.open(dataDir, faults.ops()).close();
        assertTrue(faults.called.indexOf("forceDirectory") < faults.called.indexOf("lock"), faults.called.toString());
        assertEquals(1, Collections.frequency(faults.called, "forceDirectory"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kind", "createDirectory", "forceDirectory", "lock"})
    void open_anOperationFails_isRefused(String operation) {
        faults.failOn(operation);
        assertRefusal(Refusal.UNSUPPORTED_FILE_SYSTEM, () -> FileSidecarStore.open(dataDir, faults.ops()));
    }

    @Test
    void open_secondTimeInTheProcess_isRefusedUntilTheFirstCloses() throws IOException {
        Path alias = Files.createSymbolicLink(dataDir.resolveSibling(dataDir.getFileName() + "-alias"), dataDir);
        try (FileSidecarStore first = open()) {
            assertRefusal(Refusal.DIRECTORY_IN_USE, this::open);
            assertRefusal(Refusal.DIRECTORY_IN_USE, () -> FileSidecarStore.open(alias, new RealFileOps()));
            first.write(NEW);
        } finally {
            Files.delete(alias);
        }
        assertArrayEquals(NEW, reread());
    }

    @Test
    void open_anotherProcess_isRefusedAlsoAfterARefusalInThisOne() throws Exception {
        try (FileSidecarStore first = open()) {
            assertRefusal(Refusal.DIRECTORY_IN_USE, this::open);
            assertEquals(LockAttempt.REFUSED, otherProcess());
            assertEquals(Optional.empty(), first.read());
        }
        assertEquals(LockAttempt.TAKEN, otherProcess());
    }

    @Test
    void open_whileAnotherProcessHasIt_isRefusedUntilThatEnds() throws Exception {
        open().close();
        Process other = lockAttempt("hold").start();
        try {
            assertEquals(LockAttempt.TAKEN, other.getInputStream().read());
            assertRefusal(Refusal.DIRECTORY_IN_USE, this::open);
            assertRefusal(Refusal.DIRECTORY_IN_USE, this::open);
        } finally {
            other.getOutputStream().close();
            assertEquals(LockAttempt.TAKEN, other.waitFor());
        }
        open().close();
    }

    @Test
    void open_lockThatCannotBeOpened_isRefusedUntilItCan() throws IOException {
        Files.createDirectory(directory);
        Path lock = Files.createSymbolicLink(directory.resolve("lock"), dataDir.resolve("elsewhere"));
        assertRefusal(Refusal.UNSUPPORTED_FILE_SYSTEM, this::open);
        Files.delete(lock);
        open().close();
    }

    private int otherProcess() throws Exception {
        return lockAttempt().inheritIO().start().waitFor();
    }

    private ProcessBuilder lockAttempt(String... more) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path source = Path.of(LockAttempt.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path lock = directory.resolve("lock");
        List<String> command =
                new ArrayList<>(List.of(java, "-cp", source.toString(), LockAttempt.class.getName(), lock.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command);
    }

    @Test
    void open_refused_leavesTheDirectoryOpenable() {
        faults.failOn("forceDirectory");
        assertRefusal(Refusal.UNSUPPORTED_FILE_SYSTEM, () -> FileSidecarStore.open(dataDir, faults.ops()));
        open().close();
    }

    @Test
    void read_symbolicLink_isRefused() throws IOException {
        Path elsewhere = Files.write(dataDir.resolve("elsewhere"), NEW);
        try (FileSidecarStore store = open()) {
            Files.createSymbolicLink(file, elsewhere);
            assertRefusal(Refusal.SIDECAR_CORRUPT, store::read);
        }
    }

    @Test
    void read_directory_isRefused() throws IOException {
        try (FileSidecarStore store = open()) {
            Files.createDirectory(file);
            assertRefusal(Refusal.SIDECAR_CORRUPT, store::read);
        }
    }

    @Test
    void read_fileOverTheLimit_isRefused() throws IOException {
        try (FileSidecarStore store = open()) {
            Files.write(file, new byte[Limits.FILE_BYTES]);
            assertEquals(Limits.FILE_BYTES, store.read().orElseThrow().length);
            Files.write(file, new byte[Limits.FILE_BYTES + 1]);
            assertRefusal(Refusal.SIDECAR_CORRUPT, store::read);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "createFile", "write", "force", "close", "rename", "forceDirectory"})
    void write_anOperationFails_breaksTheStoreForEver(String operation) {
        try (FileSidecarStore store = FileSidecarStore.open(dataDir, faults.ops())) {
            store.write(OLD);
            faults.failOn(operation);
            assertHalt(() -> store.write(NEW));
            assertEquals(1, Collections.frequency(faults.called, operation), "never tried again");
            faults.failOn("");
            assertHalt(() -> store.write(NEW));
            assertEquals(List.of(), faults.called);
        }
        byte[] found = reread();
        assertArrayEquals(operation.equals("forceDirectory") ? NEW : OLD, found);
    }

    @Test
    void everything_afterAFailedWriteOrClose_fails() {
        FileSidecarStore store = FileSidecarStore.open(dataDir, faults.ops());
        faults.failOn("write");
        assertHalt(() -> store.write(NEW));
        faults.failOn("");
        assertNothingIsDone(store);
        store.close();
        faults.failOn("");
        assertNothingIsDone(store);
    }

    private void assertNothingIsDone(FileSidecarStore store) {
        assertHalt(store::probe);
        assertHalt(store::read);
        assertHalt(() -> store.write(NEW));
        assertHalt(store::readAudit);
        assertHalt(() -> store.appendAudit(NEW));
        assertEquals(List.of(), faults.called);
    }

    // ---- the audit file

    @Test
    void readAudit_nothingAppended_isEmpty() {
        try (FileSidecarStore store = open()) {
            assertEquals(Optional.empty(), store.readAudit());
        }
    }

    @Test
    void appendAudit_severalTimes_growsAFileOfTheOwnerAlone() throws IOException {
        try (FileSidecarStore store = open()) {
            store.appendAudit(OLD);
            assertArrayEquals(OLD, store.readAudit().orElseThrow());
        }
        try (FileSidecarStore store = open()) {
            store.appendAudit(NEW);
            store.appendAudit(NEW);
            assertArrayEquals(
                    "old bytesnewnew".getBytes(StandardCharsets.US_ASCII),
                    store.readAudit().orElseThrow());
            assertEquals("rw-------", permissions(directory.resolve(FileSidecarStore.AUDIT)));
            assertEquals(Optional.empty(), store.read());
        }
    }

    @Test
    void appendAudit_success_isDurableAndSoIsTheNameOfANewFile() {
        try (FileSidecarStore store = FileSidecarStore.open(dataDir, faults.ops())) {
            faults.failOn("");
            store.appendAudit(OLD);
            assertEquals(List.of("kind", "createFile", "write", "force", "close", "forceDirectory"), faults.called);
            faults.failOn("");
            store.appendAudit(NEW);
            assertEquals(List.of("kind", "appendTo", "write", "force", "close"), faults.called);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kind", "appendTo", "write", "force", "close"})
    void appendAudit_anOperationFails_breaksTheStoreForEver(String operation) {
        try (FileSidecarStore store = FileSidecarStore.open(dataDir, faults.ops())) {
            store.appendAudit(OLD);
            faults.failOn(operation);
            assertHalt(() -> store.appendAudit(NEW));
            assertEquals(1, Collections.frequency(faults.called, operation), "never tried again");
            faults.failOn("");
            assertNothingIsDone(store);
        }
    }

    @Test
    void appendAudit_firstDirectorySyncFails_breaksTheStore() {
        try (FileSidecarStore store = FileSidecarStore.open(dataDir, faults.ops())) {
            faults.failOn("forceDirectory");
            assertHalt(() -> store.appendAudit(NEW));
            faults.failOn("");
            assertNothingIsDone(store);
        }
    }

    @Test
    void readAudit_whatIsNoFile_isRefusedAndNamed() throws IOException {
        Path audit = directory.resolve(FileSidecarStore.AUDIT);
        try (FileSidecarStore store = open()) {
            Files.createSymbolicLink(audit, Files.write(dataDir.resolve("elsewhere"), NEW));
            assertRefusal(Refusal.CONFIGURATION, store::readAudit);
            assertHaltsInsteadOfFollowing(store, dataDir.resolve("elsewhere"));
        }
        Files.delete(audit);
        Files.createDirectory(audit);
        try (FileSidecarStore store = open()) {
            StartupRefusedException refused = assertThrows(StartupRefusedException.class, store::readAudit);
            assertTrue(String.valueOf(refused.getMessage()).contains(audit.toString()), refused.getMessage());
        }
    }

    private static void assertHaltsInsteadOfFollowing(FileSidecarStore store, Path elsewhere) throws IOException {
        assertHalt(() -> store.appendAudit(OLD));
        assertArrayEquals(NEW, Files.readAllBytes(elsewhere));
    }

    @Test
    void write_interruptedThread_writesAndStaysInterrupted() {
        try (FileSidecarStore store = open()) {
            Thread.currentThread().interrupt();
            store.write(NEW);
            assertTrue(Thread.interrupted());
            assertArrayEquals(NEW, store.read().orElseThrow());
        }
    }

    @Test
    void write_afterClose_fails() throws IOException {
        FileSidecarStore store = open();
        store.close();
        store.close();
        assertHalt(() -> store.write(NEW));
        assertFalse(Files.exists(file));
    }

    @Test
    void probe_goodFileSystem_leavesNothingBehind() throws IOException {
        try (FileSidecarStore store = open()) {
            Files.write(directory.resolve("probe"), OLD);
            Files.write(directory.resolve("probe.tmp"), OLD);
            store.probe();
            try (var names = Files.list(directory)) {
                assertEquals(List.of(directory.resolve("lock")), names.toList());
            }
        }
    }

    @Test
    void probe_goodFileSystem_goesThroughTheWholeProtocolTwice() {
        try (FileSidecarStore store = FileSidecarStore.open(dataDir, faults.ops())) {
            faults.failOn("");
            store.probe();
            List<String> write =
                    List.of("createFile", "write", "force", "close", "permissions", "rename", "forceDirectory");
            List<String> expected = new ArrayList<>(List.of("delete", "delete"));
            expected.addAll(write);
            expected.add("createFile");
            expected.addAll(write);
            expected.addAll(List.of("read", "delete", "delete", "forceDirectory"));
            assertEquals(expected, faults.called);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete",
                "createFile",
                "write",
                "force",
                "close",
                "permissions",
                "rename",
                "forceDirectory",
                "read"
            })
    void probe_anOperationFails_isRefused(String operation) {
        try (FileSidecarStore store = FileSidecarStore.open(dataDir, faults.ops())) {
            faults.failOn(operation);
            assertRefusal(Refusal.UNSUPPORTED_FILE_SYSTEM, store::probe);
        }
    }

    @Test
    void probe_failed_leavesTheSidecarAlone() throws IOException {
        try (FileSidecarStore store = FileSidecarStore.open(dataDir, faults.ops())) {
            store.write(OLD);
            faults.failOn("forceDirectory");
            assertRefusal(Refusal.UNSUPPORTED_FILE_SYSTEM, store::probe);
            assertArrayEquals(OLD, store.read().orElseThrow());
            assertFalse(Files.exists(directory.resolve("probe")));
        }
    }

    private FileSidecarStore open() {
        return FileSidecarStore.open(dataDir, new RealFileOps());
    }

    private static void assertRefusal(Refusal refusal, org.junit.jupiter.api.function.Executable action) {
        assertEquals(
                refusal, assertThrows(StartupRefusedException.class, action).refusal());
    }

    private static void assertHalt(org.junit.jupiter.api.function.Executable action) {
        assertEquals(
                HaltApplyException.Reason.STORAGE,
                assertThrows(HaltApplyException.class, action).reason());
    }
}
