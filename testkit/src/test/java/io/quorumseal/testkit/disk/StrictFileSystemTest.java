package io.quorumseal.testkit.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.core.internal.disk.FileOps.Kind;
import io.quorumseal.core.internal.disk.FileOps.NewFile;
import io.quorumseal.testkit.disk.StrictFileSystem.Moment;
import io.quorumseal.testkit.disk.Survival.Data;
import io.quorumseal.testkit.disk.Survival.Names;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictFileSystemTest {
    private static final Path DIRECTORY = Path.of("/data");
    private static final Path FILE = DIRECTORY.resolve("file");
    private static final Path OTHER = DIRECTORY.resolve("other");
    private static final Survival NOTHING = new Survival(Data.LOST, Names.LOST);
    private static final Survival EVERYTHING = new Survival(Data.KEPT, Names.KEPT);

    private final StrictFileSystem disk = new StrictFileSystem(DIRECTORY);

    private void write(Path path, byte[] bytes, boolean force) throws IOException {
        try (NewFile file = disk.createFile(path)) {
            file.write(bytes);
            if (force) {
                file.force();
            }
        }
    }

    @Test
    void restart_bytesAndNameForced_bothSurvive() throws IOException {
        write(FILE, new byte[] {1, 2}, true);
        disk.forceDirectory(DIRECTORY);
        disk.restart(NOTHING);
        assertArrayEquals(new byte[] {1, 2}, disk.read(FILE, 2));
    }

    @Test
    void restart_onlyTheBytesForced_theFileIsGone() throws IOException {
        write(FILE, new byte[] {1, 2}, true);
        disk.restart(NOTHING);
        assertEquals(Kind.NONE, disk.kind(FILE));
    }

    @ParameterizedTest
    @CsvSource({"LOST,1", "TORN,12", "ZEROED,1000", "KEPT,1234"})
    void restart_bytesNotForced_surviveAsTold(Data data, String expected) throws IOException {
        try (NewFile file = disk.createFile(FILE)) {
            file.write(new byte[] {1});
            file.force();
            file.write(new byte[] {2, 3, 4});
        }
        disk.forceDirectory(DIRECTORY);
        disk.restart(new Survival(data, Names.LOST));
        StringBuilder found = new StringBuilder();
        for (byte b : disk.read(FILE, 4)) {
            found.append(b);
        }
        assertEquals(expected, found.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "LOST,FILE,NONE,NONE",
        "FIRST,NONE,FILE,NONE",
        "ALL_BUT_LAST,NONE,FILE,FILE",
        "LAST,FILE,NONE,NONE",
        "KEPT,NONE,FILE,NONE"
    })
    void restart_namesNotForced_surviveAsTold(Names names, Kind first, Kind second, Kind third) throws IOException {
        Path added = DIRECTORY.resolve("added");
        write(FILE, new byte[] {1}, true);
        disk.forceDirectory(DIRECTORY);
        disk.rename(FILE, OTHER);
        write(added, new byte[] {2}, true);
        disk.delete(added);
        disk.restart(new Survival(Data.KEPT, names));
        assertEquals(first, disk.kind(FILE));
        assertEquals(second, disk.kind(OTHER));
        assertEquals(third, disk.kind(added));
    }

    @Test
    void restart_fileInALostDirectory_isGone() throws IOException {
        Path inner = DIRECTORY.resolve("inner");
        disk.createDirectory(inner);
        write(inner.resolve("file"), new byte[] {1}, true);
        disk.forceDirectory(inner);
        disk.restart(NOTHING);
        assertEquals(Kind.NONE, disk.kind(inner));
        assertEquals(Kind.NONE, disk.kind(inner.resolve("file")));
    }

    @Test
    void cutPowerAt_before_doesNotDoTheOperationAndFailsAllLater() throws IOException {
        disk.cutPowerAt(2, Moment.BEFORE);
        disk.createDirectory(FILE);
        assertThrows(PowerLossException.class, () -> disk.createDirectory(OTHER));
        assertThrows(PowerLossException.class, () -> disk.kind(FILE));
        assertTrue(disk.isOff());
        disk.restart(EVERYTHING);
        assertEquals(Kind.DIRECTORY, disk.kind(FILE));
        assertEquals(Kind.NONE, disk.kind(OTHER));
    }

    @Test
    void cutPowerAt_after_doesTheOperationAndFails() throws IOException {
        disk.cutPowerAt(1, Moment.AFTER);
        assertThrows(PowerLossException.class, () -> disk.createDirectory(OTHER));
        disk.restart(EVERYTHING);
        assertEquals(Kind.DIRECTORY, disk.kind(OTHER));
    }

    @Test
    void cutPowerAt_afterAnOperationThatFails_cutsAllTheSame() {
        disk.cutPowerAt(1, Moment.AFTER);
        assertThrows(PowerLossException.class, () -> disk.read(OTHER, 1));
        assertTrue(disk.isOff());
    }

    @Test
    void lock_heldUntilClosedOrRestarted() throws IOException {
        var lock = disk.lock(FILE).orElseThrow();
        assertTrue(disk.lock(FILE).isEmpty());
        lock.close();
        assertTrue(disk.lock(FILE).isPresent());
        disk.restart(EVERYTHING);
        assertTrue(disk.lock(FILE).isPresent());
    }

    @Test
    void operations_wrongNames_failAsOnADisk() throws IOException {
        write(FILE, new byte[] {1, 2}, true);
        assertThrows(FileAlreadyExistsException.class, () -> disk.createFile(FILE));
        assertThrows(NoSuchFileException.class, () -> disk.read(OTHER, 1));
        assertThrows(NoSuchFileException.class, () -> disk.rename(OTHER, FILE));
        assertThrows(IOException.class, () -> disk.read(FILE, 1));
        assertThrows(IOException.class, () -> disk.createFile(FILE.resolve("below")));
        assertThrows(IOException.class, () -> disk.forceDirectory(FILE));
        disk.delete(OTHER);
    }
}
