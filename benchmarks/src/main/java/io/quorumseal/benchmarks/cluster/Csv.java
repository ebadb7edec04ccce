package io.quorumseal.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
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
    static List<Row> read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<String> names = List.of(lines.get(0).split(",", -1));
        return lines.stream()
                .skip(1)
                .map(line -> new Row(names, List.of(line.split(",", -1))))
                .toList();
    }

    /** One row: names, and the field of each. */
    record Row(List<String> names, List<String> fields) {
        String text(String name) {
            return fields.get(names.indexOf(name));
        }

        double number(String name) {
            return Double.parseDouble(text(name));
        }

        long whole(String name) {
            return Long.parseLong(text(name));
        }
    }
}
