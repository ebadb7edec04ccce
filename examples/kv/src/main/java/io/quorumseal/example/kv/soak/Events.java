package io.quorumseal.example.kv.soak;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Locale;

/** What happened when, a line each in a file. Safe for use by several threads. */
final class Events implements AutoCloseable {
    private final long start = System.nanoTime();
    private final PrintWriter out;

    Events(Path file) throws IOException {
        out = new PrintWriter(Files.newBufferedWriter(file), true);
    }

    /** Writes a line; before it the time of day and the moment, by the clock of the history. */
    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
    synchronized void say(String format, Object... arguments) {
        long now = System.nanoTime();
        out.printf(Locale.ROOT, "%8.3f s %s %d ", (now - start) / 1e9, LocalTime.now(ZoneId.systemDefault()), now);
        out.println(String.format(Locale.ROOT, format, arguments).replace('\n', ' '));
    }

    @Override
    public void close() {
        out.close();
    }
}
