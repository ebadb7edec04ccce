package io.quorumseal.api.spi;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedFileTest {
    private static final int LONGEST = 16;
    private static final byte[] CONTENT = "s3cr3t".getBytes(StandardCharsets.US_ASCII);
    private static final GuardedFile PLAIN = GuardedFile.secret("token file", LONGEST);

    @TempDir
    Path directory;

    Path path;

    @BeforeEach
    void name() {
        path = directory.resolve("token");
    }

    private Path write(Path file, String mode) throws IOException {
        Files.write(file, CONTENT);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    /** Another user, in these groups besides that of the file. */
    private static GuardedFile asMember(Path file) throws IOException {
        return PLAIN.readBy(new OwnIdentity(OptionalInt.of(4_711), Set.of(4_712, number(file, "unix:gid"))));
    }

    private static GuardedFile asOwner(Path file) throws IOException {
        return PLAIN.readBy(new OwnIdentity(OptionalInt.of(number(file, "unix:uid")), Set.of(4_712)));
    }

    private static int number(Path file, String name) throws IOException {
        return (Integer) Objects.requireNonNull(Files.getAttribute(file, name));
    }

    private static FileRights rights(int owner, int group, String mode) {
        return new FileRights(owner, group, PosixFilePermissions.fromString(mode));
    }

    @ParameterizedTest
    @ValueSource(strings = {"r--------", "rw-------", "rwx------"})
    void read_ownersFile_isRead(String mode) throws IOException {
        write(path, mode);
        assertArrayEquals(CONTENT, asOwner(path).read(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"r--r-----", "rw-r-----"})
    void read_groupOfThisProcess_isRead(String mode) throws IOException {
        write(path, mode);
        assertArrayEquals(CONTENT, asMember(path).read(path));
    }

    @Test
    void read_byThisProcess_knowsItsGroups() throws IOException {
        assertArrayEquals(CONTENT, PLAIN.read(write(path, "r--r-----")));
    }

    /** Owner, group, mode; then user and group of the process, and what is said. */
    @ParameterizedTest
    @CsvSource({
        "0, 2000, r--r-----, 1000, 2000, ''",
        "1000, 1000, r--------, 1000, 1000, ''",
        "0, 0, r--r-----, 1000, 1000, ''",
        "0, 0, rw-r-----, 1000, 1000, ''",
        "0, 2001, r--r-----, 1000, 2000, 'open to group 2001.*user 1000, groups 2000.*chgrp 2000 it and chmod 440'",
        "1000, 2001, r--r-----, 1000, 2000, 'open to group 2001.*chmod 600'",
        "1000, 0, r--r-----, 1000, 2000, 'open to group 0.*chmod 600'",
        "1000, 2001, r----x---, 1000, 2000, 'open to group 2001.*chmod 600'",
        "0, 2000, r--rw----, 1000, 2000, 'changed by its group.*rw----.*chmod 440 it, and replace'",
        "0, 0, r---w----, 1000, 2000, 'changed by its group'",
        "0, 2000, r--r--r--, 1000, 2000, 'open to everybody .mode r--r--r--.*chmod 440 it.*defaultMode 0440'",
        "1000, 2000, rw-----w-, 1000, 2000, 'open to everybody.*chmod 600'",
        "1000, 2000, rw------x, 1000, 2000, 'open to everybody.*chmod 600'",
        "1000, 2000, rw-r--r--, 0, 0, 'open to everybody.*chmod 600'"
    })
    void fault_ofASecret_isWhatOthersMayDo(int owner, int group, String mode, int user, int in, String fault) {
        OwnIdentity process = new OwnIdentity(OptionalInt.of(user), Set.of(in));
        String said = rights(owner, group, mode).fault(true, () -> process).orElse("");
        assertTrue(said.matches(fault.isEmpty() ? "" : ".*" + fault + ".*"), said);
    }

    @Test
    void fault_groupsNotKnown_leavesTheOwnerAlone() {
        OwnIdentity unknown = OwnIdentity.of("");
        assertTrue(rights(1, 2, "rw-------").fault(true, () -> unknown).isEmpty());
        String said = rights(1, 2, "rw-r-----").fault(true, () -> unknown).orElseThrow();
        assertTrue(said.contains("not known on this system") && said.contains("chmod 600"), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-"})
    void read_publicFileThatOthersChange_isRefused(String mode) throws IOException {
        write(path, mode);
        assertMisconfigured(
                GuardedFile.ofPublic("public key file", LONGEST), path, "can be changed by others", "chmod 644");
    }

    @Test
    void read_publicFile_isOpenToAllReaders() throws IOException {
        assertArrayEquals(
                CONTENT, GuardedFile.ofPublic("public key file", LONGEST).read(write(path, "rw-r--r--")));
    }

    @Test
    void check_fileOpenToOthers_isRefused() throws IOException {
        write(path, "rw----r--");
        assertThrows(KekException.class, () -> PLAIN.check(path));
    }

    @Test
    void read_missingFile_isAsItsKindSays() {
        assertMisconfigured(PLAIN, path, "there is no token file " + path, "correct the path");
        GuardedFile key = PLAIN.whereMissing(KekException.Kind.KEY_NOT_FOUND, "or restore it");
        KekException error = assertThrows(KekException.class, () -> key.read(path));
        assertEquals(KekException.Kind.KEY_NOT_FOUND, error.kind());
        assertTrue(String.valueOf(error.getMessage()).endsWith("correct the path, or restore it"), error.getMessage());
    }

    @Test
    void read_longestFile_isReadAndALongerOneRefused() throws IOException {
        Files.write(write(path, "rw-------"), new byte[LONGEST]);
        assertEquals(LONGEST, PLAIN.read(path).length);
        Files.write(path, new byte[LONGEST + 1]);
        assertMisconfigured(PLAIN, path, "has 17 bytes, more than the 16", "name another");
    }

    @Test
    void read_directory_isRefused() throws IOException {
        assertMisconfigured(PLAIN, Files.createDirectory(path), "is a directory", "name the token file in it");
    }

    @Test
    @Timeout(20)
    void read_pipe_isRefusedWithoutWaiting() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", "-m", "600", path.toString()).start();
        assertTrue(mkfifo.waitFor(10, TimeUnit.SECONDS));
        assertMisconfigured(PLAIN, path, "is not a regular file", "name a regular file");
    }

    /** The links of a secret volume: the named file, then the data's directory, then the file; 1777 is the volume's mode. */
    @Test
    void read_secretVolumeOfKubernetes_isRead() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        write(Files.createDirectory(directory.resolve("..2026_01_01")).resolve("token"), "r--r-----");
        Files.createSymbolicLink(directory.resolve("..data"), Path.of("..2026_01_01"));
        Files.createSymbolicLink(path, Path.of("..data", "token"));
        assertArrayEquals(CONTENT, asMember(path).read(path));
    }

    @Test
    void read_linkToAFileOpenToOthers_isRefusedByTheFilesMode() throws IOException {
        write(directory.resolve("target"), "rw-r--r--");
        assertMisconfigured(PLAIN, Files.createSymbolicLink(path, Path.of("target")), "open to everybody", "chmod");
    }

    @Test
    void read_linkToElsewhere_isRefused(@TempDir Path elsewhere) throws IOException {
        Files.createSymbolicLink(path, write(elsewhere.resolve("t"), "rw-------"));
        assertMisconfigured(PLAIN, path, "is a symbolic link to elsewhere", "name the file itself");
    }

    @Test
    void read_fileSystemWithoutModes_isRefused() throws IOException {
        Path zip = directory.resolve("files.zip");
        new ZipOutputStream(Files.newOutputStream(zip)).close();
        try (var files = java.nio.file.FileSystems.newFileSystem(zip)) {
            Path inside = Files.write(files.getPath("token"), CONTENT);
            assertMisconfigured(PLAIN, inside, "file system without POSIX modes", "move it");
        }
    }

    @Test
    void read_interruptedThread_isUnreachableAndStaysInterrupted() throws IOException {
        write(path, "rw-------");
        Thread.currentThread().interrupt();
        try {
            KekException error = assertThrows(KekException.class, () -> PLAIN.read(path));
            assertEquals(KekException.Kind.UNREACHABLE, error.kind());
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    // Whoever runs the tests as root can read everything, so this one starts from the operating system's answer.
    @Test
    void failure_accessDenied_saysAsWhomThisProcessReads() {
        GuardedFile file = PLAIN.readBy(new OwnIdentity(OptionalInt.of(1_000), Set.of(2_000)));
        String message = String.valueOf(
                file.failure(path, new AccessDeniedException(path.toString())).getMessage());
        assertTrue(message.contains("(user 1000, groups 2000)") && message.contains("chmod 440"), message);
    }

    private static void assertMisconfigured(GuardedFile file, Path path, String found, String remedy) {
        KekException error = assertThrows(KekException.class, () -> file.read(path));
        String message = String.valueOf(error.getMessage());
        assertAll(
                () -> assertEquals(KekException.Kind.MISCONFIGURED, error.kind()),
                () -> assertTrue(message.contains(path.toString()), message),
                () -> assertTrue(message.contains(found), message),
                () -> assertTrue(message.contains(remedy), message),
                () -> assertFalse(message.contains("s3cr3t") || message.contains("\n"), message));
    }
}
