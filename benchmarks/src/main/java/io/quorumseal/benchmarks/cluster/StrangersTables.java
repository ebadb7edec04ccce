package io.quorumseal.benchmarks.cluster;

import io.quorumseal.benchmarks.cluster.Strangers.Beside;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Makes the tables on strangers from the raw data, and from nothing else. */
final class StrangersTables {
    private static final double LEAST = 0.9;

    private final Csv.Row run;
    private final List<Csv.Row> slices;
    private final List<Csv.Row> nodes;

    private StrangersTables(Csv.Row run, List<Csv.Row> slices, List<Csv.Row> nodes) {
        this.run = run;
        this.slices = slices;
        this.nodes = nodes;
    }

    static StrangersTables of(Path data) throws IOException {
        return new StrangersTables(
                Csv.read(data.resolve("strangers-run.csv")).get(0),
                Csv.read(data.resolve("strangers.csv")),
                Csv.read(data.resolve("strangers-nodes.csv")));
    }

    /** Whether every node has its key files as before, and counted the strangers that it refused. */
    boolean nothingChanged() {
        return sum("files_changed") == 0
                && nodes.stream()
                        .allMatch(node -> node.text("registered").equals("yes")
                                && node.whole("told") > 0
                                && node.whole("counted") >= node.whole("told"));
    }

    String text() {
        return head() + goals() + rates();
    }

    private String head() {
        return """

                Measured on %s, %s processors, Java %s: %d rounds of four slices of %s s, 8 clients writing 1 KiB. Figures \
                are medians with their 95 %% intervals, by the bootstrap over rounds.
                """.formatted(
                        run.text("os"),
                        run.text("processors"),
                        run.text("java"),
                        of(Beside.ALONE).size(),
                        run.text("seconds"));
    }

    // ---- goals

    private String goals() {
        return """

                | goal | measured | |
                | --- | --- | --- |
                %s
                %s
                %s
                | no write refused | %,d | %s |
                | key files as before on every node | %s | %s |
                | every refused question counted | %,d of %,d | %s |
                """.formatted(
                goal("writes under questions ≥ 0.9 of those under reads", ratio(Beside.QUESTIONS, Beside.READS)),
                goal("writes under paced questions ≥ 0.9 of those alone", ratio(Beside.PACED, Beside.ALONE)),
                goal("writes under questions ≥ 0.9 of those alone", ratio(Beside.QUESTIONS, Beside.ALONE)),
                refused(),
                met(refused() == 0),
                sum("files_changed") == 0 ? "yes" : "no",
                met(sum("files_changed") == 0),
                sum("counted"),
                sum("told"),
                met(nothingChanged()));
    }

    private static String goal(String goal, Spread measured) {
        return "| %s | %s | %s |".formatted(goal, measured.text(), met(measured.median() >= LEAST));
    }

    private static String met(boolean met) {
        return met ? "met" : "**missed**";
    }

    private long refused() {
        return slices.stream().mapToLong(row -> row.whole("writes_refused")).sum();
    }

    private long sum(String field) {
        return nodes.stream().mapToLong(row -> row.whole(field)).sum();
    }

    // ---- rates

    private String rates() {
        List<String> lines = new ArrayList<>();
        for (Beside beside : Beside.values()) {
            lines.add("| %s | %s | %s | %s | %,d | %s | %s |"
                    .formatted(
                            beside.text(),
                            whole(spread(beside, row -> row.number("writes_per_second"))),
                            ratio(beside, Beside.ALONE).text(),
                            ratio("p99_micros", beside, Beside.ALONE).text(),
                            of(beside).stream()
                                    .mapToLong(row -> row.whole("requests"))
                                    .sum(),
                            whole(spread(beside, row -> row.number("requests_per_second"))),
                            beside == Beside.ALONE ? "" : cpu(beside)));
        }
        return """

                The processor time of a request is what the three nodes used in the slice beyond that of as many writes in the \
                round's slice alone.

                | beside the writes | writes per second | to alone | p99 to alone | requests | requests per second | processor time per request |
                | --- | --- | --- | --- | --- | --- | --- |
                %s
                """.formatted(String.join("\n", lines));
    }

    private String cpu(Beside beside) {
        List<Csv.Row> alone = of(Beside.ALONE);
        List<Double> micros = new ArrayList<>();
        for (Csv.Row row : of(beside)) {
            Csv.Row other = alone.get((int) row.whole("round"));
            double writes = other.number("cpu_micros") / other.number("writes") * row.number("writes");
            micros.add((row.number("cpu_micros") - writes) / row.number("requests"));
        }
        return Spread.of(micros).text() + " µs";
    }

    private Spread ratio(Beside beside, Beside other) {
        return ratio("writes_per_second", beside, other);
    }

    /** Of each round. */
    private Spread ratio(String field, Beside beside, Beside other) {
        List<Csv.Row> over = of(beside);
        List<Csv.Row> under = of(other);
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < over.size(); round++) {
            ratios.add(over.get(round).number(field) / under.get(round).number(field));
        }
        return Spread.of(ratios);
    }

    private Spread spread(Beside beside, ToDoubleFunction<Csv.Row> of) {
        return Spread.of(of(beside).stream().mapToDouble(of).boxed().toList());
    }

    private static String whole(Spread spread) {
        return "%,.0f (%,.0f to %,.0f)".formatted(spread.median(), spread.low(), spread.high());
    }

    private List<Csv.Row> of(Beside beside) {
        return slices.stream()
                .filter(row -> row.text("beside").equals(beside.text()))
                .toList();
    }
}
