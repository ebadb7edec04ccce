package io.quorumseal.testkit.internal.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What each case came to with one provider; printed, and written to a file of its own. */
public final class Table {
    private final Path folder;
    private final String title;
    private final Map<String, String> rows = new LinkedHashMap<>();

    /**
     * Makes an empty table.
     *
     * @param folder where it is written
     * @param title names what was tested, and the file
     */
    public Table(Path folder, String title) {
        this.folder = folder;
        this.title = title;
    }

    /**
     * Adds a row, or replaces it.
     *
     * @param name the case
     * @param outcome what it came to
     */
    public synchronized void put(String name, String outcome) {
        rows.put(name, outcome);
    }

    /** Prints and writes the table. */
    public synchronized void write() {
        System.out.print(this);
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(title + ".txt"), toString());
        } catch (IOException e) {
            throw new UncheckedIOException("the table of cases cannot be written", e);
        }
    }

    @Override
    public synchronized String toString() {
        int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
        return rows.entrySet().stream()
                .map(row -> "  " + row.getKey()
                        + " ".repeat(width + 2 - row.getKey().length()) + row.getValue() + "\n")
                .collect(Collectors.joining("", title + "\n", ""));
    }
}
