package io.quorumseal.example.kv.soak;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that the callers did. Safe for use by several threads. */
final class History {
    private final Map<Integer, List<Operation>> keys = new TreeMap<>();
    private int length;
    private int open;

    synchronized void add(Operation operation) {
        keys.computeIfAbsent(operation.key(), key -> new ArrayList<>()).add(operation);
        length++;
        open += operation.open() ? 1 : 0;
    }

    /** How many operations there are. */
    synchronized int length() {
        return length;
    }

    /** How many writes have an outcome that nobody knows. */
    synchronized int open() {
        return open;
    }

    /** For each key what was done to it: a history is linearizable if that of each key is. */
    synchronized Collection<List<Operation>> perKey() {
        return keys.values().stream().map(List::copyOf).toList();
    }

    /** Writes an operation per line. */
    void write(Path file) throws IOException {
        try (BufferedWriter lines = Files.newBufferedWriter(file)) {
            for (List<Operation> operations : perKey()) {
                for (Operation operation : operations) {
                    lines.append(operation.text()).append('\n');
                }
            }
        }
    }
}
