package io.quorumseal.benchmarks.cluster;

import io.quorumseal.benchmarks.cluster.Load.Write;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;

/**
 * Everything that an operator does, under load: what is refused, and the longest time in which no write is answered. In the first
 * kind of run a cluster is bootstrapped, cut over and rotated, and a snapshot of it becomes a sealed file; in the second one that
 * began in suite 1 moves to suite 2.
 */
final class Changes {
    private static final int SIZE = 1024;
    private static final int CLIENTS = 8;
    private static final int WARM_UP_SLICES = 3;
    private static final long BIN_NANOS = 100_000_000;

    private static final List<String> COMMANDS =
            List.of("bootstrap", "enable-storage", "enable-raft", "rotate raft", "rotate storage");
    private static final List<String> MOVE = List.of("raise raft", "raise storage");
    private static final String BACKUP = "snapshot and sealed backup";

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
            try (Side side = Side.start("changes-" + run, 2)) {
                run(2 * run, side, COMMANDS, true);
            }
            try (Side side = Side.start("moves-" + run, 1)) {
                side.cutOver();
                run(2 * run + 1, side, MOVE, false);
            }
        }
    }

    private void run(int run, Side side, List<String> commands, boolean backup)
            throws IOException, InterruptedException {
        for (int i = 0; i < WARM_UP_SLICES; i++) {
            Load.slice(side, SIZE, CLIENTS, settings.slice());
        }
        long resent = side.resent();
        try (Load load = new Load(side, SIZE, CLIENTS)) {
            long start = System.nanoTime();
            Steps steps = new Steps(settings.slice());
            for (String command : commands) {
                steps.run(command, () -> side.ask(command));
            }
            if (backup) {
                steps.run(BACKUP, () -> side.backUp("backup"));
            }
            List<Write> writes = load.end();
            write(run, start, steps.done(), writes, load.refused(), side.resent() - resent);
        }
    }

    private void write(int run, long start, List<Step> steps, List<Write> writes, long refused, long resent)
            throws IOException {
        double p99 = Step.undisturbedP99Millis(steps, writes);
        for (Step step : steps) {
            changes.row(
                    run,
                    step.name(),
                    (step.start() - start) / 1e9,
                    (step.end() - step.start()) / 1e6,
                    step.longestPauseMillis(writes),
                    p99,
                    refused,
                    writes.size(),
                    resent);
        }
        TreeMap<Long, Integer> bins = new TreeMap<>();
        for (Write write : writes) {
            bins.merge((write.end() - start) / BIN_NANOS, 1, Integer::sum);
        }
        for (long bin = 0; !bins.isEmpty() && bin < bins.lastKey(); bin++) {
            timeline.row(run, bin * BIN_NANOS / 1e9, bins.getOrDefault(bin, 0) * 1e9 / BIN_NANOS);
        }
    }
}
