package io.quorumseal.provider.tink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.provider.tink.KeysetKey.State;
import io.quorumseal.testkit.MemoryKek;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class KeysetFilesTest {
    @TempDir
    Path directory;

    final MemoryKek kek = new MemoryKek(1);
    Path file;
    long first;

    @BeforeEach
    void create() {
        file = directory.resolve("keyset.json");
        KeysetFiles.create(file, kek);
        first = KeysetFiles.list(file, kek).get(0).id();
    }

    @Test
    void create_newFile_hasOneKeyAndIsOwnerOnly() throws IOException {
        assertEquals(List.of(new KeysetKey(first, State.ENABLED, true)), KeysetFiles.list(file, kek));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(Files.readString(file).startsWith("{\"encryptedKeyset\":\""), Files.readString(file));
        assertEquals(List.of(file), files());
    }

    private List<Path> files() throws IOException {
        try (var all = Files.list(directory)) {
            return all.toList();
        }
    }

    @Test
    void create_existingFileOrDanglingLink_isRefusedAndUntouched() throws IOException {
        String before = Files.readString(file);
        assertRefused("exists, and may hold keys", () -> KeysetFiles.create(file, kek));
        assertEquals(before, Files.readString(file));
        Path link = Files.createSymbolicLink(directory.resolve("link.json"), directory.resolve("nowhere"));
        assertRefused("exists", () -> KeysetFiles.create(link, kek));
    }

    @Test
    void create_missingDirectory_isRefused() {
        assertRefused("make the directory", () -> KeysetFiles.create(directory.resolve("none/k.json"), kek));
    }

    @Test
    void create_kekFails_leavesNothingBehind() throws IOException {
        kek.fail(Kind.UNREACHABLE);
        KekException error =
                assertThrows(KekException.class, () -> KeysetFiles.create(directory.resolve("second.json"), kek));
        assertEquals(Kind.UNREACHABLE, error.kind());
        assertEquals(List.of(file), files());
    }

    @Test
    void add_promote_disable_destroy_doWhatTheySay() {
        long second = KeysetFiles.add(file, kek);
        assertKeys(new KeysetKey(first, State.ENABLED, true), new KeysetKey(second, State.ENABLED, false));
        KeysetFiles.promote(file, kek, second);
        assertKeys(new KeysetKey(first, State.ENABLED, false), new KeysetKey(second, State.ENABLED, true));
        KeysetFiles.disable(file, kek, first);
        assertKeys(new KeysetKey(first, State.DISABLED, false), new KeysetKey(second, State.ENABLED, true));
        KeysetFiles.enable(file, kek, first);
        KeysetFiles.disable(file, kek, first);
        KeysetFiles.destroy(file, kek, first);
        assertKeys(new KeysetKey(second, State.ENABLED, true), new KeysetKey(first, State.DESTROYED, false));
    }

    private void assertKeys(KeysetKey... keys) {
        assertEquals(List.of(keys), KeysetFiles.list(file, kek));
    }

    @Test
    void change_thatWouldLoseSomething_isRefusedAndChangesNothing() throws IOException {
        long second = KeysetFiles.add(file, kek);
        String before = Files.readString(file);
        assertRefused("is the primary key; promote another first", () -> KeysetFiles.disable(file, kek, first));
        assertRefused("is the primary key; promote another first", () -> KeysetFiles.destroy(file, kek, first));
        assertRefused("is enabled; disable it first", () -> KeysetFiles.destroy(file, kek, second));
        assertEquals(before, Files.readString(file));
        KeysetFiles.disable(file, kek, second);
        assertRefused("is disabled, and cannot be the primary key", () -> KeysetFiles.promote(file, kek, second));
        KeysetFiles.destroy(file, kek, second);
        assertRefused("is destroyed, for good", () -> KeysetFiles.enable(file, kek, second));
        assertRefused("is destroyed, for good", () -> KeysetFiles.destroy(file, kek, second));
        assertRefused("is destroyed, for good", () -> KeysetFiles.promote(file, kek, second));
    }

    @Test
    void change_unknownKey_isNotFound() {
        for (long id : new long[] {first ^ 1, first | 1L << 32, -1}) {
            KekException error = assertThrows(KekException.class, () -> KeysetFiles.disable(file, kek, id));
            assertEquals(Kind.KEY_NOT_FOUND, error.kind());
        }
    }

    @Test
    void change_whileAnotherIsUnderWay_isRefused() throws IOException {
        Path other = Files.createFile(directory.resolve("keyset.json.tmp"));
        assertRefused("keyset.json.tmp exists; wait for the other change", () -> KeysetFiles.add(file, kek));
        assertTrue(Files.exists(other));
        Files.delete(other);
        KeysetFiles.add(file, kek);
        assertFalse(Files.exists(other));
    }

    @Test
    void change_throughALink_keepsTheLink() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link.json"), file);
        KeysetFiles.add(link, kek);
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(2, KeysetFiles.list(file, kek).size());
    }

    @Test
    void reseal_sameKek_sealsUnderAFreshKey() throws IOException {
        String before = Files.readString(file);
        KeysetFiles.reseal(file, kek, kek);
        assertNotEquals(before, Files.readString(file));
        assertKeys(new KeysetKey(first, State.ENABLED, true));
    }

    @Test
    void change_underAnotherKek_isRefused() {
        MemoryKek other = new MemoryKek(2);
        assertRefused("does not open under the KEK", () -> KeysetFiles.list(file, other));
        assertRefused("does not open under the KEK", () -> KeysetFiles.add(file, other));
    }

    private static void assertRefused(String why, Executable call) {
        KekException error = assertThrows(KekException.class, call);
        assertEquals(Kind.MISCONFIGURED, error.kind(), error.getMessage());
        assertTrue(String.valueOf(error.getMessage()).contains(why), error.getMessage());
    }
}
