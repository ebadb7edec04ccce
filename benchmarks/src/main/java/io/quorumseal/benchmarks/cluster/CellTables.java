package io.quorumseal.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The tables of both clusters side by side, warm and cold. */
final class CellTables {
    private static final double MOST_CPU_WARM = 1.05;
    private static final double MOST_CPU_COLD = 1.10;
    private static final double LEAST_THROUGHPUT = 0.97;
    private static final double MOST_P99 = 1.05;
    private static final double MILLI = 1_000;

    private final Goals goals;
    private final int pairs;
    private final List<Csv.Row> rows;
    private final List<Csv.Row> notes;
    private final List<String> perWrite = new ArrayList<>();
    private final List<String> millicores = new ArrayList<>();
    private final List<String> steadiness = new ArrayList<>();

    private CellTables(Path data, Goals goals) throws IOException {
        this.goals = goals;
        this.pairs = (int) Csv.read(data.resolve("run.csv")).get(0).whole("pairs");
        this.rows = Csv.read(data.resolve("cells.csv"));
        this.notes = Csv.read(data.resolve("machine.csv"));
    }

    static String of(Path data, Goals goals) throws IOException {
        return new CellTables(data, goals).text();
    }

    private String text() {
        for (String cell : Rows.distinct(rows, "state", "size", "clients")) {
            cell(counted(Rows.where(rows, cell, "state", "size", "clients")));
        }
        goals.none("no write refused", "cleartext and sealed, warm and cold", Rows.sum(rows, "refused"));
        return ratios() + steady() + machine() + perMegabyte();
    }

    /** Of several attempts the last, and of its pairs the last. */
    private List<Csv.Row> counted(List<Csv.Row> cell) {
        List<String> attempts = Rows.distinct(cell, "attempt");
        List<Csv.Row> last = Rows.where(cell, attempts.get(attempts.size() - 1), "attempt");
        long most = last.stream().mapToLong(row -> row.whole("pair")).max().orElse(0);
        return last.stream().filter(row -> row.whole("pair") > most - pairs).toList();
    }

    private void cell(List<Csv.Row> cell) {
        Csv.Row any = cell.get(0);
        boolean warm = any.text("state").equals(Cell.WARM);
        String label = "%s, %,d B, %d".formatted(any.text("state"), any.whole("size"), any.whole("clients"));
        Spread cpu = Rows.ratio(cell, "cpu_micros_per_write");
        Spread throughput = Rows.ratio(cell, "writes_per_second");
        Spread p99 = Rows.ratio(cell, "p99_micros");
        goals.atMost("processor time per write", warm ? MOST_CPU_WARM : MOST_CPU_COLD, label, cpu);
        if (warm) {
            goals.atLeast("throughput", LEAST_THROUGHPUT, label, throughput);
            goals.atMost("p99", MOST_P99, label, p99);
            steadiness.add(steadiness(label, cell));
        }
        perWrite.add("| %s | %s | %s | %s | %s | %s | %s |"
                .formatted(
                        label,
                        cpu.text(),
                        throughput.text(),
                        Rows.ratio(cell, "p50_micros").text(),
                        p99.text(),
                        Rows.ratio(cell, "p999_micros").text(),
                        warm ? onDisk(cell) : ""));
        millicores.add(millicores(label, cell));
    }

    /** On a disk from which the store removed more than it wrote, writes left nothing that could be compared. */
    private static String onDisk(List<Csv.Row> cell) {
        String field = "disk_bytes_per_write_of_cell";
        return Rows.numbers(cell, field).stream().allMatch(bytes -> bytes > 0)
                ? "%.2f".formatted(Rows.ratio(cell, field).median())
                : "–";
    }

    private String ratios() {
        return """

                The ratio of sealed to cleartext, for values of so many bytes and so many clients. *Warm* is counted over the last %d \
                pairs of slices; *cold* is the first ten seconds after a start, from the first answered write on, each with three new \
                processes. A dash: meanwhile the store removed more from a disk than it wrote.

                | state, value, clients | processor time per write | throughput | p50 | p99 | p999 | bytes on disk per write |
                | --- | --- | --- | --- | --- | --- | --- |
                %s
                """.formatted(pairs, String.join("\n", perWrite));
    }

    // ---- how warm was known

    private static String steadiness(String label, List<Csv.Row> cell) {
        List<Double> clear = Rows.numbers(Rows.clear(cell), "cpu_micros_per_write");
        List<Double> sealed = Rows.numbers(Rows.sealed(cell), "cpu_micros_per_write");
        return "| %s | %d | %+.1f %% | %+.1f %% | %s |"
                .formatted(
                        label,
                        cell.get(cell.size() - 1).whole("pair") + 1,
                        100 * Steady.drift(clear),
                        100 * Steady.drift(sealed),
                        Steady.is(clear) && Steady.is(sealed) ? "yes" : "**no**");
    }

    private String steady() {
        return """

                A cell is steady if in the pairs that count, the processor time of a write is, at the median of the later half, within \
                %.0f %% of that of the earlier half, on each side. Until it is, more pairs are measured, up to half as many again.

                | state, value, clients | pairs measured | cleartext changed by | sealed changed by | steady |
                | --- | --- | --- | --- | --- |
                %s
                """.formatted(100 * Steady.MOST_DRIFT, String.join("\n", steadiness));
    }

    private String machine() {
        double[] wall = Rows.numbers(notes, "wall_millis").stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        double median = Spread.median(wall);
        long again = notes.stream().filter(note -> note.whole("attempt") > 0).count();
        long still = notes.stream()
                .filter(note -> note.whole("attempt") > 0 && Machine.isOff(note.number("wall_millis"), median))
                .count();
        return """

                Before each cell a fixed loop of AES-GCM was timed: it took %.0f ms at the median, %.0f to %.0f in all. Cells before which \
                it took a third more or less than at the median were measured again, once: %d, of which %d were off again.
                """.formatted(median, wall[0], wall[wall.length - 1], again, still);
    }

    // ---- in the form of others

    /** A microsecond for each byte is a core for each megabyte a second. */
    private static List<Double> perMegabyte(List<Csv.Row> side) {
        return side.stream()
                .map(row -> row.number("cpu_micros_per_write") / row.number("size") * MILLI)
                .toList();
    }

    private static String millicores(String label, List<Csv.Row> cell) {
        List<Double> clear = perMegabyte(Rows.clear(cell));
        List<Double> sealed = perMegabyte(Rows.sealed(cell));
        List<Double> extra = new ArrayList<>();
        for (int pair = 0; pair < clear.size(); pair++) {
            extra.add(sealed.get(pair) - clear.get(pair));
        }
        return "| %s | %s | %s | %s |"
                .formatted(
                        label,
                        Spread.of(clear).rounded(),
                        Spread.of(sealed).rounded(),
                        Spread.of(extra).rounded());
    }

    private String perMegabyte() {
        return """

                Processor time of the three nodes, log and values together, in millicores for each MB of values (10⁶ bytes) that clients \
                write in a second:

                | state, value, clients | cleartext | sealed | extra |
                | --- | --- | --- | --- |
                %s
                """.formatted(String.join("\n", millicores));
    }
}
