package io.quorumseal.example.kv.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a look at the disks came to. */
public final class Findings {
    private static final Map<String, String> KINDS = Map.of(
            "current",
            "log",
            "sm",
            "snapshots",
            "rocksdb",
            "RocksDB",
            "tmp",
            "temp files",
            "logs",
            "process logs",
            "encryption",
            "sidecars");

    private final Map<String, Place> places = new TreeMap<>();
    private final BitSet lines = new BitSet();
    private final List<Path> readableFiles = new ArrayList<>();

    private static final class Place {
        private int files;
        private long bytes;
        private final BitSet lines = new BitSet();

        private String text(String name) {
            return "%s %d files %.1f MB, %d readable".formatted(name, files, bytes / 1e6, lines.cardinality());
        }
    }

    void add(Path file, long bytes, BitSet found) {
        Place place = places.computeIfAbsent(kind(file), name -> new Place());
        place.files++;
        place.bytes += bytes;
        place.lines.or(found);
        lines.or(found);
        if (!found.isEmpty()) {
            readableFiles.add(file);
        }
    }

    /** The innermost folder with a known name says what a file is. */
    private static String kind(Path file) {
        for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
            Path name = folder.getFileName();
            if (name != null && KINDS.containsKey(name.toString())) {
                return KINDS.get(name.toString());
            }
        }
        return "other";
    }

    int readable() {
        return lines.cardinality();
    }

    /**
     * Tells where to look for the lines that were found.
     *
     * @return the files
     */
    public List<Path> readableFiles() {
        return readableFiles;
    }

    long bytes() {
        return places.values().stream().mapToLong(place -> place.bytes).sum();
    }

    /**
     * Tells which lines were found.
     *
     * @return their numbers
     */
    public BitSet lines() {
        return lines;
    }

    /**
     * Tells for each kind of file how much was looked at.
     *
     * @return one line for people
     */
    public String text() {
        return places.entrySet().stream()
                .map(place -> place.getValue().text(place.getKey()))
                .collect(Collectors.joining("; "));
    }
}
