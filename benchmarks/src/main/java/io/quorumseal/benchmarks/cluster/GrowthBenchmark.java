package io.quorumseal.benchmarks.cluster;

import io.quorumseal.example.kv.files.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.logging.LogManager;

/** Measures what grows with DEKs, nodes and groups, and prints the tables; on demand it puts them into the documents. */
public final class GrowthBenchmark {
    private static final List<String> FILES =
            List.of("growth-run.csv", "growth.csv", "growth-memory.csv", "growth-waits.csv", "growth.png");

    private GrowthBenchmark() {}

    /**
     * Runs it. The system properties {@code bench.deks}, {@code bench.nodes} and {@code bench.groups} say how many there are,
     * with commas between; {@code bench.measure} and {@code bench.record} are those of {@link ClusterBenchmark}.
     *
     * @param args none
     */
    public static void main(String[] args) throws IOException {
        LogManager.getLogManager().reset();
        Locale.setDefault(Locale.ROOT);
        Settings settings = Settings.ofSystem();
        if (settings.measure()) {
            measure(settings);
        }
        Charts.growth(Csv.read(Settings.RESULTS.resolve("growth.csv")), Settings.RESULTS.resolve("growth.png"));
        String tables = GrowthTables.of(Settings.RESULTS);
        System.out.println(tables);
        if (settings.record()) {
            Document.put("growth", FILES, tables);
        }
        System.exit(0);
    }

    private static void measure(Settings settings) throws IOException {
        Folders.delete(Settings.WORK);
        Files.createDirectories(Settings.RESULTS);
        settings.describe("growth-run.csv");
        new Waits().run();
        Growth growth = new Growth();
        growth.nodes(counts("bench.nodes", "3,30,100"));
        growth.deks(counts("bench.deks", "2,100,1000,4000"));
        growth.groups(counts("bench.groups", "1,100,1000"));
        Folders.delete(Settings.WORK);
    }

    private static List<Integer> counts(String property, String unlessGiven) {
        return Arrays.stream(System.getProperty(property, unlessGiven).split(",", -1))
                .map(Integer::valueOf)
                .toList();
    }
}
