package io.quorumseal.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Rows of raw data under a line of names. No field has a comma in it. */
final class Csv {
    private final Path file;

    /** Begins a file anew. */
    Csv(Path file, String... names) throws IOException {
        this.file = file;
        Files.writeString(file, String.join(",", names) + "\n");
    }

    void row(Object... fields) throws IOException {
        String line = Arrays.stream(fields).map(Object::toString).collect(Collectors.joining(","));
        Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
    }

    /** Reads a file; each row has its fields by their names. */
    static List<Map<String, String>> read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String[] names = lines.get(0).split(",", -1);
        return lines.stream().skip(1).map(line -> fields(names, line)).toList();
    }

    private static Map<String, String> fields(String[] names, String line) {
        String[] fields = line.split(",", -1);
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            row.put(names[i], fields[i]);
        }
        return row;
    }
}
