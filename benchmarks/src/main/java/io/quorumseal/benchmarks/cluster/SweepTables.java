package io.quorumseal.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The table of offered loads. */
final class SweepTables {
    /** A cluster that answers less than this of what is offered does not sustain it. */
    private static final double SUSTAINED = 0.95;

    private final List<Csv.Row> rows;
    private final List<String> lines = new ArrayList<>();
    private final List<String> sustained = new ArrayList<>();

    private SweepTables(List<Csv.Row> rows) {
        this.rows = rows;
    }

    static String of(Path data) throws IOException {
        return new SweepTables(Csv.read(data.resolve("sweep.csv"))).text();
    }

    private String text() {
        for (String size : Rows.distinct(rows, "size")) {
            size(Rows.where(rows, size, "size"));
        }
        return """

                Writes that come at a rate of their own, whatever is answered; what one takes is counted from when it was due. Figures are \
                medians over passes. The highest rate of which at least %.0f %% was answered:

                %s

                | value, offered per second | answered, cleartext | answered, sealed | p99, cleartext | p99, sealed |
                | --- | --- | --- | --- | --- |
                %s
                """.formatted(100 * SUSTAINED, String.join("\n", sustained), String.join("\n", lines));
    }

    private void size(List<Csv.Row> ofSize) {
        double clear = 0;
        double sealed = 0;
        for (String rate : Rows.distinct(ofSize, "offered_per_second")) {
            List<Csv.Row> offered = Rows.where(ofSize, rate, "offered_per_second");
            clear = Math.max(clear, sustained(Rows.clear(offered)));
            sealed = Math.max(sealed, sustained(Rows.sealed(offered)));
            lines.add("| %,d B, %,d | %,.0f | %,.0f | %.1f ms | %.1f ms |"
                    .formatted(
                            offered.get(0).whole("size"),
                            offered.get(0).whole("offered_per_second"),
                            median(Rows.clear(offered), "achieved_per_second"),
                            median(Rows.sealed(offered), "achieved_per_second"),
                            median(Rows.clear(offered), "p99_micros") / 1e3,
                            median(Rows.sealed(offered), "p99_micros") / 1e3));
        }
        sustained.add("- %,d B: %,.0f writes per second in cleartext, %,.0f sealed"
                .formatted(ofSize.get(0).whole("size"), clear, sealed));
    }

    /** The rate, if it is sustained; 0 if not. */
    private static double sustained(List<Csv.Row> offered) {
        double rate = offered.get(0).number("offered_per_second");
        return median(offered, "achieved_per_second") >= SUSTAINED * rate ? rate : 0;
    }

    private static double median(List<Csv.Row> rows, String field) {
        return Spread.median(Rows.numbers(rows, field).stream()
                .mapToDouble(Double::doubleValue)
                .toArray());
    }
}
