package io.quorumseal.core.internal.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealFileOpsTest {
    private final RealFileOps ops = new RealFileOps();

    @TempDir
    private Path directory;

    @Test
    void kind_ofALink_isNotThatOfWhatItPointsAt() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[] {1});
        assertEquals(FileOps.Kind.NONE, ops.kind(directory.resolve("none")));
        assertEquals(FileOps.Kind.FILE, ops.kind(file));
        assertEquals(FileOps.Kind.DIRECTORY, ops.kind(directory));
        for (Path target : new Path[] {file, directory, directory.resolve("none")}) {
            Path link = Files.createSymbolicLink(directory.resolve("link"), target);
            assertEquals(FileOps.Kind.OTHER, ops.kind(link));
            Files.delete(link);
        }
    }

    @Test
    void read_upToTheLimit_isWhole() throws IOException {
        Path file = directory.resolve("file");
        for (int size : new int[] {0, 1, 99, 100}) {
            byte[] bytes = new byte[size];
            Files.write(file, bytes);
            assertArrayEquals(bytes, ops.read(file, 100));
        }
        Files.write(file, new byte[101]);
        assertThrows(IOException.class, () -> ops.read(file, 100));
    }

    @Test
    void appendTo_fileThatIsThere_writesBehindItsEnd() throws IOException {
        Path file = directory.resolve("file");
        assertThrows(IOException.class, () -> ops.appendTo(file));
        Files.write(file, new byte[] {1, 2});
        try (FileOps.NewFile end = ops.appendTo(file)) {
            end.write(new byte[] {3});
            end.write(new byte[] {4});
        }
        assertArrayEquals(new byte[] {1, 2, 3, 4}, Files.readAllBytes(file));
    }
}
