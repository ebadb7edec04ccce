package io.quorumseal.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What came of a {@link Campaign}.
 *
 * @param lives how many lives were run
 * @param time how long they took
 * @param failures the lives that broke a promise; several workers may find one each
 * @param missing the steps, faults and outcomes that never happened; not looked at in short campaigns or in failed ones
 * @param table steps by faults: how often a step was taken while a fault was there
 * @param outcomes how often each outcome came, one line each
 */
public record CampaignReport(
        int lives, Duration time, List<Failure> failures, List<String> missing, String table, String outcomes) {

    /**
     * A life that broke a promise.
     *
     * @param seed its seed, which repeats it
     * @param why what was found
     */
    public record Failure(long seed, Throwable why) {}

    /**
     * Copies the lists.
     *
     * @param lives as of the record
     * @param time as of the record
     * @param failures as of the record
     * @param missing as of the record
     * @param table as of the record
     * @param outcomes as of the record
     */
    public CampaignReport {
        failures = List.copyOf(failures);
        missing = List.copyOf(missing);
    }

    /**
     * Tells whether all is well.
     *
     * @return whether no life failed and nothing is missing
     */
    public boolean passed() {
        return failures.isEmpty() && missing.isEmpty();
    }

    /**
     * Fails if something failed, or is missing.
     *
     * @throws AssertionError with the seeds, or with what is missing
     */
    public void requirePassed() {
        if (!passed()) {
            AssertionError error = new AssertionError(verdict());
            failures.forEach(failure -> error.addSuppressed(failure.why()));
            throw error;
        }
    }

    /**
     * Tells how it went, without the table.
     *
     * @return some lines
     */
    public String verdict() {
        String failed = failures.stream()
                .map(failure -> String.format("%nlife of seed %d failed: %s", failure.seed(), failure.why()))
                .collect(Collectors.joining());
        String never = missing.stream()
                .map(what -> String.format("%nnever happened: %s", what))
                .collect(Collectors.joining());
        return String.format(
                        Locale.ROOT,
                        "%d lives, %.1f lives per second, %d failed",
                        lives,
                        lives / Math.max(time.toNanos() / 1e9, 1e-9),
                        failures.size())
                + failed
                + never;
    }
}
