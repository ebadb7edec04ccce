package io.quorumseal.example.kv.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a look at the disks came to. */
final class Findings {
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

    /** Where to look for them. */
    List<Path> readableFiles() {
        return readableFiles;
    }

    long bytes() {
        return places.values().stream().mapToLong(place -> place.bytes).sum();
    }

    BitSet lines() {
        return lines;
    }

    String text() {
        return places.entrySet().stream()
                .map(place -> place.getValue().text(place.getKey()))
                .collect(Collectors.joining("; "));
    }
}
