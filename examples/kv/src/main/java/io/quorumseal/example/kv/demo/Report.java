package io.quorumseal.example.kv.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.logging.LogManager;

/** What a run prints, and whether all of it was as it should be. Safe for use by several threads. */
public final class Report {
    private static final Duration BETWEEN_PROGRESS = Duration.ofSeconds(2);

    private final long start = System.nanoTime();
    private long lastLine = start;
    private int failures;

    /** A program that reports. */
    public interface Program {
        /**
         * Runs it.
         *
         * @param report what it prints to
         * @throws Exception if something keeps it from going on
         */
        void run(Report report) throws Exception;
    }

    /** Begins with the time of now. */
    private Report() {}

    /**
     * Runs a program and ends the process: with exit code 0 if all of it held, otherwise with 1.
     *
     * @param program the program
     */
    public static void exitAfter(Program program) {
        // Ratis' network library does not log the way Ratis does.
        LogManager.getLogManager().reset();
        Report report = new Report();
        try {
            program.run(report);
        } catch (Exception e) {
            report.failed(e);
        }
        System.exit(report.exitCode());
    }

    /**
     * Prints a title.
     *
     * @param title the title
     */
    public synchronized void step(String title) {
        line(String.format(Locale.ROOT, "%n[%5.1f s] %s", (System.nanoTime() - start) / 1e9, title));
    }

    /**
     * Prints a line.
     *
     * @param format its form
     * @param arguments what to put into it
     */
    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
    public void say(String format, Object... arguments) {
        line("    " + String.format(Locale.ROOT, format, arguments));
    }

    /**
     * Prints what was found, and remembers if it is not as it should be.
     *
     * @param holds whether it is
     * @param format the line's form
     * @param arguments what to put into it
     */
    public synchronized void check(boolean holds, String format, Object... arguments) {
        say((holds ? "ok   " : "FAIL ") + format, arguments);
        failures += holds ? 0 : 1;
    }

    /**
     * Prints a row of a table.
     *
     * @param name what was counted
     * @param value how many there were
     */
    public void row(String name, long value) {
        say("%-40s %,12d", name, value);
    }

    /**
     * Prints a row that has to have one value, and remembers if it has not.
     *
     * @param name what was counted
     * @param value how many there were
     * @param wanted how many there have to be
     */
    public synchronized void row(String name, long value, long wanted) {
        say("%-40s %,12d  %s", name, value, value == wanted ? "ok" : "FAIL");
        failures += value == wanted ? 0 : 1;
    }

    /**
     * Prints how far a long step has come, if nothing was printed for some time.
     *
     * @param what what is done
     * @param done how often it was
     * @param all how often it will be
     */
    public synchronized void progress(String what, long done, long all) {
        if (System.nanoTime() - lastLine > BETWEEN_PROGRESS.toNanos()) {
            say("... %s: %,d of %,d", what, done, all);
        }
    }

    private synchronized void failed(Exception e) {
        failures++;
        e.printStackTrace(System.out);
    }

    private synchronized int exitCode() {
        step(failures == 0 ? "All of it held." : "It did NOT hold: see above.");
        return failures == 0 ? 0 : 1;
    }

    private synchronized void line(String text) {
        lastLine = System.nanoTime();
        System.out.println(text);
    }
}
