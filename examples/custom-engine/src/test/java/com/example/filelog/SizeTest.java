package com.example.filelog;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The example stays small enough to be read at once. */
class SizeTest {
    private static final int LINES = 350;
    private static final Pattern NO_CODE = Pattern.compile("\\s*(?:$|/?\\*.*|//.*|import .*|package .*)");

    @Test
    void engine_hasFewerLinesOfCodeThanThePageSays() throws IOException {
        List<String> code;
        try (Stream<Path> files = Files.list(Path.of("src/main/java/com/example/filelog"))) {
            code = files.flatMap(SizeTest::lines)
                    .filter(line -> !NO_CODE.matcher(line).matches())
                    .toList();
        }
        assertTrue(code.size() < LINES && code.size() > LINES / 2, "lines of code: " + code.size());
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
