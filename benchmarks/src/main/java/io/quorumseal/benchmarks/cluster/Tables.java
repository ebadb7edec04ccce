package io.quorumseal.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the tables of the document from the raw data, and from nothing else. */
final class Tables {
    private static final double LEAST_THROUGHPUT = 0.97;
    private static final double MOST_P99 = 1.05;
    private static final double MOST_PAUSE = 2;

    private final Path data;
    private final List<String> goals = new ArrayList<>();

    private Tables(Path data) {
        this.data = data;
    }

    /** Gives the tables as Markdown. */
    static String of(Path data) throws IOException {
        Tables tables = new Tables(data);
        String cells = tables.cells();
        String changes = tables.changes();
        String rest = tables.applies() + tables.starts();
        return tables.run() + tables.goals() + cells + changes + rest;
    }

    private String run() throws IOException {
        Csv.Row run = Csv.read(data.resolve("run.csv")).get(0);
        return """

                Measured on %s, %s processors, Java %s: %s pairs of %s s for each row of the first table, %s runs for the \
                changes. Figures are medians with their 95 %% intervals, by the bootstrap over pairs or runs.
                """.formatted(
                        run.text("os"),
                        run.text("processors"),
                        run.text("java"),
                        run.text("pairs"),
                        run.text("seconds"),
                        run.text("change_runs"));
    }

    private String goals() {
        return """

                | goal | where | measured | |
                | --- | --- | --- | --- |
                %s
                """.formatted(String.join("\n", goals));
    }

    private void goal(String goal, String where, Spread measured, boolean met) {
        goals.add("| %s | %s | %s | %s |".formatted(goal, where, measured.text(), met ? "met" : "**missed**"));
    }

    private void count(String goal, String where, long found) {
        goals.add("| %s | %s | %,d | %s |".formatted(goal, where, found, found == 0 ? "met" : "**missed**"));
    }

    // ---- cells

    private String cells() throws IOException {
        List<Csv.Row> rows = Csv.read(data.resolve("cells.csv"));
        List<String> lines = new ArrayList<>();
        for (String name : distinct(rows, "size", "clients")) {
            lines.add(cell(where(rows, name, "size", "clients")));
        }
        count("no write refused", "cleartext and sealed, all sizes", sum(rows, "refused"));
        return """

                The ratio of sealed to cleartext:

                | value, clients | throughput | p50 | p99 | p999 | processor time per write | bytes on disk per write |
                | --- | --- | --- | --- | --- | --- | --- |
                %s
                """.formatted(String.join("\n", lines));
    }

    private String cell(List<Csv.Row> rows) {
        String label =
                "%,d B, %d".formatted(rows.get(0).whole("size"), rows.get(0).whole("clients"));
        Spread throughput = ratio(rows, "writes_per_second");
        Spread p99 = ratio(rows, "p99_micros");
        goal("throughput ≥ 0.97 of cleartext", label, throughput, throughput.median() >= LEAST_THROUGHPUT);
        goal("p99 ≤ 1.05 of cleartext", label, p99, p99.median() <= MOST_P99);
        return "| %s | %s | %s | %s | %s | %s | %.2f |"
                .formatted(
                        label,
                        throughput.text(),
                        ratio(rows, "p50_micros").text(),
                        p99.text(),
                        ratio(rows, "p999_micros").text(),
                        ratio(rows, "cpu_micros_per_write").text(),
                        ratio(rows, "disk_bytes_per_write_of_cell").median());
    }

    /** Of each pair, sealed to cleartext. */
    private static Spread ratio(List<Csv.Row> rows, String field) {
        List<Double> sealed = numbers(where(rows, "sealed", "side"), field);
        List<Double> clear = numbers(where(rows, "cleartext", "side"), field);
        List<Double> ratios = new ArrayList<>();
        for (int pair = 0; pair < sealed.size(); pair++) {
            ratios.add(sealed.get(pair) / clear.get(pair));
        }
        return Spread.of(ratios);
    }

    // ---- changes under load

    private String changes() throws IOException {
        List<Csv.Row> rows = Csv.read(data.resolve("changes.csv"));
        List<String> lines = new ArrayList<>();
        for (String change : distinct(rows, "change")) {
            List<Csv.Row> runs = where(rows, change, "change");
            Spread pause = Spread.of(runs.stream()
                    .map(run -> run.number("pause_millis") / run.number("undisturbed_p99_millis"))
                    .toList());
            lines.add("| %s | %s |".formatted(change, pause.text()));
            if (!change.equals(Changes.QUIET)) {
                goal("pause ≤ 2 × commit p99", change, pause, pause.median() <= MOST_PAUSE);
            }
        }
        List<Csv.Row> once = where(rows, Changes.QUIET, "change");
        count("no write refused", "cutover and rotations under load", sum(once, "run_refused"));
        return """

                The longest time without any answered write around each change, 8 clients writing 1 KiB, to the p99 \
                of the same run's writes outside of all changes; `none` is a while in which nothing was asked for. %,d writes, of which the client sent \
                %,d more than once.

                | change | longest pause to commit p99 |
                | --- | --- |
                %s

                ![Writes per second through a cutover and two rotations](benchmarks/timeline.svg)
                """.formatted(sum(once, "run_writes"), sum(once, "run_resent"), String.join("\n", lines));
    }

    // ---- without a cluster

    private String applies() throws IOException {
        List<Csv.Row> rows = Csv.read(data.resolve("applies.csv"));
        List<String> lines = new ArrayList<>();
        for (String size : distinct(rows, "size")) {
            List<Csv.Row> pairs = where(rows, size, "size");
            Spread added = Spread.of(pairs.stream()
                    .map(pair -> pair.number("sealed_nanos") - pair.number("cleartext_nanos"))
                    .toList());
            lines.add("| %,d B | %,.0f ns | %,.0f ns | %,.0f ns (%,.0f to %,.0f) |"
                    .formatted(
                            Long.parseLong(size),
                            Spread.of(numbers(pairs, "cleartext_nanos")).median(),
                            Spread.of(numbers(pairs, "sealed_nanos")).median(),
                            added.median(),
                            added.low(),
                            added.high()));
        }
        return """

                Applying one entry, without engine and store: `group.open`, then `values.seal`, one thread.

                | value | encryption off | both envelopes | difference |
                | --- | --- | --- | --- |
                %s
                """.formatted(String.join("\n", lines));
    }

    private String starts() throws IOException {
        List<Csv.Row> rows = Csv.read(data.resolve("starts.csv"));
        List<String> deks = distinct(rows, "deks");
        Spread least = Spread.of(numbers(where(rows, deks.get(0), "deks"), "open_millis"));
        String lines = deks.stream()
                .map(count -> {
                    Spread millis = Spread.of(numbers(where(rows, count, "deks"), "open_millis"));
                    return "| %s | %.1f ms (%.1f to %.1f) | %.1f |"
                            .formatted(
                                    count,
                                    millis.median(),
                                    millis.low(),
                                    millis.high(),
                                    millis.median() / least.median());
                })
                .collect(Collectors.joining("\n"));
        return """

                Opening the runtime in a JVM that is warm: KEK in a file, sidecar a real file. A cluster has two DEKs at least.

                | DEKs | open | to the first row |
                | --- | --- | --- |
                %s
                """.formatted(lines);
    }

    // ---- rows

    private static List<String> distinct(List<Csv.Row> rows, String... fields) {
        Set<String> found = new LinkedHashSet<>();
        rows.forEach(row -> found.add(key(row, fields)));
        return List.copyOf(found);
    }

    private static List<Csv.Row> where(List<Csv.Row> rows, String key, String... fields) {
        return rows.stream().filter(row -> key(row, fields).equals(key)).toList();
    }

    private static String key(Csv.Row row, String... fields) {
        return List.of(fields).stream().map(row::text).collect(Collectors.joining(" "));
    }

    private static List<Double> numbers(List<Csv.Row> rows, String field) {
        return rows.stream().map(row -> row.number(field)).toList();
    }

    private static long sum(List<Csv.Row> rows, String field) {
        return rows.stream().mapToLong(row -> row.whole(field)).sum();
    }
}
