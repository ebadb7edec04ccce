package io.quorumseal.example.kv.demo;

import java.time.Duration;
import java.util.Locale;

/** What the demo prints, and whether all of it was as it should be. Safe for use by several threads. */
final class Report {
    private static final Duration BETWEEN_PROGRESS = Duration.ofSeconds(2);

    private final long start = System.nanoTime();
    private long lastLine = start;
    private int failures;

    synchronized void step(String title) {
        line(String.format(Locale.ROOT, "%n[%5.1f s] %s", (System.nanoTime() - start) / 1e9, title));
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
    void say(String format, Object... arguments) {
        line("    " + String.format(Locale.ROOT, format, arguments));
    }

    /** Prints what was found, and remembers if it is not as it should be. */
    synchronized void check(boolean holds, String format, Object... arguments) {
        say((holds ? "ok   " : "FAIL ") + format, arguments);
        failures += holds ? 0 : 1;
    }

    void row(String name, long value) {
        say("%-40s %,12d", name, value);
    }

    /** A row that has to have one value. */
    synchronized void row(String name, long value, long wanted) {
        say("%-40s %,12d  %s", name, value, value == wanted ? "ok" : "FAIL");
        failures += value == wanted ? 0 : 1;
    }

    /** Prints how far a long step has come, if nothing was printed for some time. */
    synchronized void progress(String what, long done, long all) {
        if (System.nanoTime() - lastLine > BETWEEN_PROGRESS.toNanos()) {
            say("... %s: %,d of %,d", what, done, all);
        }
    }

    /** Prints what kept the demo from going on. */
    synchronized void failed(Exception e) {
        failures++;
        e.printStackTrace(System.out);
    }

    synchronized int exitCode() {
        step(failures == 0 ? "All of it held." : "It did NOT hold: see above.");
        return failures == 0 ? 0 : 1;
    }

    private synchronized void line(String text) {
        lastLine = System.nanoTime();
        System.out.println(text);
    }
}
