package io.quorumseal.benchmarks.cluster;

import io.quorumseal.example.kv.engine.KvEngine;
import io.quorumseal.example.kv.files.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.logging.LogManager;

/** Measures, writes raw data, draws, and prints the tables; on demand it puts all of that into the documents. */
public final class ClusterBenchmark {
    private final Settings settings;
    private final long start = System.nanoTime();

    private ClusterBenchmark(Settings settings) {
        this.settings = settings;
    }

    /**
     * Runs it. The system property {@code bench.seconds} says how long one side of a pair is measured,
     * {@code bench.pairs} how many pairs there are; with {@code bench.measure=false} the data of the last run is used,
     * {@code kv.engine} what the nodes run on, and with {@code bench.record=true} data, picture and tables go into the documents.
     *
     * @param args none
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        // Ratis' network library does not log the way Ratis does.
        LogManager.getLogManager().reset();
        Locale.setDefault(Locale.ROOT);
        new ClusterBenchmark(Settings.ofSystem()).run();
        System.exit(0);
    }

    private void run() throws IOException, InterruptedException {
        if (settings.measure()) {
            measure();
        }
        draw();
        String tables = Tables.of(Settings.RESULTS);
        System.out.println(tables);
        if (settings.record()) {
            Document.put(Settings.ofEngine("cluster"), Settings.FILES, tables);
        }
        say("data: " + Settings.RESULTS);
    }

    private void measure() throws IOException, InterruptedException {
        Folders.delete(Settings.WORK);
        Files.createDirectories(Settings.RESULTS);
        settings.describe("run.csv");
        say("Applying entries");
        new Applies(settings).run();
        Machine machine = new Machine();
        Csv cells = Pairs.csv();
        try (Side clear = Side.start("cleartext", false);
                Side sealed = Side.start("sealed", true)) {
            sealed.cutOver();
            measure(machine, cells, clear, sealed);
        }
        say("Cleartext and sealed, from a start");
        new Cold(settings, machine, cells).run();
        say("Changes under load");
        new Changes(settings).run();
        MultiRaft groups = new MultiRaft(settings);
        if (Settings.ENGINE == KvEngine.RATIS) {
            say("Several groups under load");
            groups.run();
        } else {
            say("Left out: several groups under load, which are measured on Ratis only");
        }
        say("measured");
        Folders.delete(Settings.WORK);
    }

    private void measure(Machine machine, Csv csv, Side clear, Side sealed) throws IOException, InterruptedException {
        say("Cleartext and sealed, side by side");
        Cells cells = new Cells(settings, machine, csv, clear, sealed);
        cells.run();
        List<Cell> changed = machine.changed();
        say("Again, since the machine's speed was another: " + changed);
        for (Cell cell : changed) {
            cells.again(cell);
        }
        say("Offered load");
        new Sweep(settings).run(clear, sealed);
    }

    private static void draw() throws IOException {
        List<Csv.Row> timeline = firstRun("timeline.csv");
        List<Csv.Row> changes = firstRun("changes.csv");
        Charts.timeline(timeline, changes, Settings.RESULTS.resolve("timeline.png"));
    }

    private static List<Csv.Row> firstRun(String file) throws IOException {
        return Csv.read(Settings.RESULTS.resolve(file)).stream()
                .filter(row -> row.text("run").equals("0"))
                .toList();
    }

    private void say(String what) {
        Duration since = Duration.ofNanos(System.nanoTime() - start);
        System.out.printf("[%5.1f s] %s%n", since.toMillis() / 1e3, what);
    }
}
