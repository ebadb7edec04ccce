package io.quorumseal.benchmarks.cluster;

import io.quorumseal.benchmarks.cluster.Load.Write;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A cutover and two rotations under load: what is refused, and the longest time in which no write is answered. */
final class Changes {
    static final String QUIET = "none";
    private static final int SIZE = 1024;
    private static final int CLIENTS = 8;
    private static final int WARM_UP_SLICES = 3;
    private static final long BIN_NANOS = 100_000_000;
    /** A change is over when all nodes have applied it, which is a little after it was answered. */
    private static final long AFTER_NANOS = 500_000_000;

    private static final List<String> COMMANDS =
            List.of("bootstrap", "enable-storage", "enable-raft", "rotate raft", "rotate storage");

    private record Step(String name, long start, long end) {
        boolean quiet() {
            return name.equals(QUIET);
        }

        /** When what it did is over. */
        long until() {
            return quiet() ? end : end + AFTER_NANOS;
        }

        boolean covers(Write write) {
            return write.end() >= start && write.end() - write.nanos() <= until();
        }
    }

    private final Settings settings;
    private final Csv changes = new Csv(
            Settings.RESULTS.resolve("changes.csv"),
            "run",
            "change",
            "at_seconds",
            "took_millis",
            "pause_millis",
            "undisturbed_p99_millis",
            "run_refused",
            "run_writes",
            "run_resent");
    private final Csv timeline =
            new Csv(Settings.RESULTS.resolve("timeline.csv"), "run", "seconds", "writes_per_second");

    Changes(Settings settings) throws IOException {
        this.settings = settings;
    }

    void run() throws IOException, InterruptedException {
        for (int run = 0; run < settings.changeRuns(); run++) {
            System.out.printf("    run %d of %d%n", run + 1, settings.changeRuns());
            run(run);
        }
    }

    private void run(int run) throws IOException, InterruptedException {
        try (Side side = Side.start("changes-" + run, true)) {
            for (int i = 0; i < WARM_UP_SLICES; i++) {
                Load.slice(side, SIZE, CLIENTS, settings.slice());
            }
            long resent = side.resent();
            try (Load load = new Load(side, SIZE, CLIENTS)) {
                long start = System.nanoTime();
                List<Step> steps = steps(side);
                List<Write> writes = load.end();
                write(run, start, steps, writes, load.refused(), side.resent() - resent);
            }
        }
    }

    /** Changes and what is between them: first a slice without any. */
    private List<Step> steps(Side side) throws IOException, InterruptedException {
        List<Step> steps = new ArrayList<>();
        long quiet = System.nanoTime();
        Thread.sleep(settings.slice().toMillis());
        steps.add(new Step(QUIET, quiet, System.nanoTime()));
        for (String command : COMMANDS) {
            long start = System.nanoTime();
            side.ask(command);
            steps.add(new Step(command, start, System.nanoTime()));
            Thread.sleep(settings.slice().toMillis());
        }
        return steps;
    }

    private void write(int run, long start, List<Step> steps, List<Write> writes, long refused, long resent)
            throws IOException {
        long p99 = Load.histogram(undisturbed(steps, writes)).getValueAtPercentile(99);
        long[] ends = writes.stream().mapToLong(Write::end).sorted().toArray();
        for (Step step : steps) {
            changes.row(
                    run,
                    step.name(),
                    (step.start() - start) / 1e9,
                    (step.end() - step.start()) / 1e6,
                    longestPause(step.start(), step.until(), ends) / 1e6,
                    p99 / 1e6,
                    refused,
                    writes.size(),
                    resent);
        }
        TreeMap<Long, Integer> bins = new TreeMap<>();
        for (long end : ends) {
            bins.merge((end - start) / BIN_NANOS, 1, Integer::sum);
        }
        for (long bin = 0; !bins.isEmpty() && bin < bins.lastKey(); bin++) {
            timeline.row(run, bin * BIN_NANOS / 1e9, bins.getOrDefault(bin, 0) * 1e9 / BIN_NANOS);
        }
    }

    /** The writes that no change can have made slower. */
    private static List<Write> undisturbed(List<Step> steps, List<Write> writes) {
        return writes.stream()
                .filter(write -> steps.stream().noneMatch(step -> !step.quiet() && step.covers(write)))
                .toList();
    }

    /** The longest time between two answers one behind the other, of which a part is between two moments. */
    static long longestPause(long from, long until, long... ends) {
        long longest = 0;
        for (int i = 1; i < ends.length; i++) {
            if (ends[i] >= from && ends[i - 1] <= until) {
                longest = Math.max(longest, ends[i] - ends[i - 1]);
            }
        }
        return longest;
    }
}
