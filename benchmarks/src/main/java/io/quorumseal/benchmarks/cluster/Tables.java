package io.quorumseal.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes the tables of the document from the raw data, and from nothing else. */
final class Tables {
    private final Path data;

    private Tables(Path data) {
        this.data = data;
    }

    /** Gives the tables as Markdown. */
    static String of(Path data) throws IOException {
        Tables tables = new Tables(data);
        Goals goals = new Goals();
        String cells = CellTables.of(data, goals);
        String changes = ChangeTables.of(data, goals);
        return tables.run() + goals.table() + cells + SweepTables.of(data) + changes + tables.applies();
    }

    private String run() throws IOException {
        Csv.Row run = Csv.read(data.resolve("run.csv")).get(0);
        return """

                Measured on %s, %s processors, Java %s: slices of %s s, %s runs for the changes. Figures are medians with their 95 %% \
                intervals, by the bootstrap over pairs or runs.
                """.formatted(
                run.text("os"), run.text("processors"), run.text("java"), run.text("seconds"), run.text("change_runs"));
    }

    private String applies() throws IOException {
        List<Csv.Row> rows = Csv.read(data.resolve("applies.csv"));
        List<String> lines = new ArrayList<>();
        for (String size : Rows.distinct(rows, "size")) {
            List<Csv.Row> pairs = Rows.where(rows, size, "size");
            Spread added = Spread.of(pairs.stream()
                    .map(pair -> pair.number("sealed_nanos") - pair.number("cleartext_nanos"))
                    .toList());
            lines.add("| %,d B | %,.0f ns | %,.0f ns | %,.0f ns (%,.0f to %,.0f) |"
                    .formatted(
                            Long.parseLong(size),
                            Spread.of(Rows.numbers(pairs, "cleartext_nanos")).median(),
                            Spread.of(Rows.numbers(pairs, "sealed_nanos")).median(),
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
}
