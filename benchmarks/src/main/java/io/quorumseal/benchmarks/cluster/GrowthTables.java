package io.quorumseal.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the tables on growth from the raw data, and from nothing else. */
final class GrowthTables {
    private final Csv.Row run;
    private final List<Csv.Row> costs;
    private final List<Csv.Row> memory;
    private final List<Csv.Row> waits;
    private final Goals goals = new Goals();

    private GrowthTables(Path data) throws IOException {
        run = Csv.read(data.resolve("growth-run.csv")).get(0);
        costs = Csv.read(data.resolve("growth.csv"));
        memory = Csv.read(data.resolve("growth-memory.csv"));
        waits = Csv.read(data.resolve("growth-waits.csv"));
    }

    /** Gives the tables as Markdown. */
    static String of(Path data) throws IOException {
        GrowthTables tables = new GrowthTables(data);
        String curves = tables.curves();
        String rest = tables.memory() + tables.waits();
        return tables.head() + tables.goals.table() + curves + rest;
    }

    private String head() {
        return """

                Measured on %s, %s processors, Java %s, in one JVM that is warm. Times are medians with their 95 %% intervals, by the \
                bootstrap over repetitions; processor time is the mean of them.
                """.formatted(run.text("os"), run.text("processors"), run.text("java"));
    }

    // ---- curves

    private String curves() {
        Map<String, List<List<Csv.Row>>> curves = new LinkedHashMap<>();
        Map<String, List<Csv.Row>> points = new LinkedHashMap<>();
        for (Csv.Row row : costs) {
            String curve = row.text("what") + ", by " + row.text("of");
            points.computeIfAbsent(curve + " " + row.text("count"), first -> {
                        List<Csv.Row> point = new ArrayList<>();
                        curves.computeIfAbsent(curve, any -> new ArrayList<>()).add(point);
                        return point;
                    })
                    .add(row);
        }
        List<String> lines = new ArrayList<>();
        curves.forEach((name, steps) -> curve(name, steps, lines));
        return """

                What grows is the number of what stands behind *by*; nothing else does. Beside each time stands how many times the \
                row above it takes it, and how many times the count of the row above the count is.

                | what | count | time | processor time | bytes written | time, to the row above | count, to the row above |
                | --- | --- | --- | --- | --- | --- | --- |
                %s

                ![Time of starts and entries by how many DEKs, nodes and groups there are](benchmarks/growth.png)
                """.formatted(String.join("\n", lines));
    }

    private void curve(String name, List<List<Csv.Row>> steps, List<String> lines) {
        double worst = 0;
        for (int i = 0; i < steps.size(); i++) {
            List<Csv.Row> step = steps.get(i);
            String factors = "| |";
            if (i > 0) {
                double time = time(step).median() / time(steps.get(i - 1)).median();
                double count = count(step) / count(steps.get(i - 1));
                worst = Math.max(worst, time / count);
                factors = "%.1f | %.1f |".formatted(time, count);
            }
            lines.add("| %s | %,.0f | %s ms | %.1f ms | %,d | %s"
                    .formatted(
                            name,
                            count(step),
                            time(step).text(),
                            step.get(0).number("cpu_millis"),
                            step.get(0).whole("bytes_written"),
                            factors));
        }
        goals.add("not faster than linear", name, "%.2f of the count's growth, at most".formatted(worst), worst <= 1);
    }

    private static Spread time(List<Csv.Row> step) {
        return Spread.of(step.stream().map(row -> row.number("wall_millis")).toList());
    }

    private static double count(List<Csv.Row> step) {
        return step.get(0).number("count");
    }

    // ---- memory

    private String memory() {
        Map<String, List<Csv.Row>> each = new LinkedHashMap<>();
        memory.forEach(row ->
                each.computeIfAbsent(row.text("of"), any -> new ArrayList<>()).add(row));
        List<String> lines = new ArrayList<>();
        each.forEach((of, rows) -> {
            for (int i = 1; i < rows.size(); i++) {
                Csv.Row from = rows.get(i - 1);
                Csv.Row to = rows.get(i);
                double per = (to.number("bytes") - from.number("bytes")) / (to.number("count") - from.number("count"));
                lines.add("| %s | %,d to %,d | %,.0f B |".formatted(of, from.whole("count"), to.whole("count"), per));
            }
        });
        return """

                Memory that an open runtime has on the heap for each one more, after garbage collection:

                | of | from count to count | for each |
                | --- | --- | --- |
                %s
                """.formatted(String.join("\n", lines));
    }

    // ---- waits

    private String waits() {
        List<String> lines = new ArrayList<>();
        for (Csv.Row row : waits) {
            lines.add("| %s | %,d | %.3f ms | %.1f ms | %,d |"
                    .formatted(
                            row.text("beside"),
                            row.whole("payloads"),
                            row.number("p99_millis"),
                            row.number("longest_millis"),
                            row.whole("waited")));
        }
        long without = waits.get(0).whole("waited");
        long waited = waits.get(1).whole("waited");
        goals.add(
                "no payload waits for a write",
                "another group, a write of %d ms".formatted(Waits.WRITE.toMillis()),
                "%,d waited for %d ms, and %,d without a write".formatted(waited, Waits.LONG.toMillis(), without),
                waited <= without);
        return """

                Payloads of 1 KiB of a group, one after the other, each sealed, opened out of the log, and its value sealed and opened, \
                while keys of the same node are rotated and each write of the sidecar takes %d ms; and without that:

                | beside | payloads | p99 | longest | longer than %d ms |
                | --- | --- | --- | --- | --- |
                %s
                """.formatted(Waits.WRITE.toMillis(), Waits.LONG.toMillis(), String.join("\n", lines));
    }
}
