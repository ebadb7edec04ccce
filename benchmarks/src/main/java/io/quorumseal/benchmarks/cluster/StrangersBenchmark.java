package io.quorumseal.benchmarks.cluster;

import io.quorumseal.example.kv.files.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.logging.LogManager;

/** Measures what a stranger's questions cost a cluster, and prints the tables; on demand it puts them into the documents. */
public final class StrangersBenchmark {
    private StrangersBenchmark() {}

    /**
     * Runs it. The system properties are those of {@link ClusterBenchmark}; {@code bench.questions} says how many questions,
     * and how many reads, there are at least.
     *
     * @param args none
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        // Ratis' network library does not log the way Ratis does.
        LogManager.getLogManager().reset();
        Locale.setDefault(Locale.ROOT);
        Settings settings = Settings.ofSystem();
        Settings.requireRatis("A stranger's flood of questions");
        if (settings.measure()) {
            measure(settings);
        }
        StrangersTables tables = StrangersTables.of(Settings.RESULTS);
        System.out.println(tables.text());
        if (settings.record()) {
            Document.put(
                    "strangers", List.of("strangers-run.csv", "strangers.csv", "strangers-nodes.csv"), tables.text());
        }
        System.exit(tables.nothingChanged() ? 0 : 1);
    }

    private static void measure(Settings settings) throws IOException, InterruptedException {
        Folders.delete(Settings.WORK);
        Files.createDirectories(Settings.RESULTS);
        settings.describe("strangers-run.csv");
        new Strangers(settings).run();
        Folders.delete(Settings.WORK);
    }
}
