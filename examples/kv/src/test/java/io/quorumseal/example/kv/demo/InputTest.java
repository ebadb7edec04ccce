package io.quorumseal.example.kv.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputTest {
    @TempDir
    Path folder;

    @Test
    void read_chunksPutTogether_areTheFile() throws IOException {
        String text = "0123456789 is a line\n".repeat(1000) + "x".repeat(10_000);
        Input input = read(text);
        assertEquals(
                text,
                input.chunks().stream()
                        .map(chunk -> new String(chunk.value(), UTF_8))
                        .collect(Collectors.joining()));
        assertTrue(input.chunks().stream().allMatch(chunk -> chunk.value().length <= 4096));
        assertTrue(new String(input.chunks().get(0).value(), UTF_8).endsWith("line\n"));
    }

    @Test
    void read_lines_areDifferentTrimmedAndLongEnough() throws IOException {
        Input input = read("""
                  sixteen bytes ab\t
                short
                sixteen bytes ab
                --------------------
                the last line has no end""");
        assertEquals(
                List.of("sixteen bytes ab", "the last line has no end"),
                input.lines().stream().map(line -> new String(line, UTF_8)).toList());
    }

    @Test
    void read_longLine_isLookedForByItsBeginning() throws IOException {
        Input input = read("abcdef" + "x".repeat(5000));
        assertEquals(
                List.of(1024), input.lines().stream().map(line -> line.length).toList());
    }

    private Input read(String text) throws IOException {
        Files.writeString(folder.resolve("file"), text);
        return Input.read(List.of(folder));
    }
}
