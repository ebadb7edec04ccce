package io.quorumseal.benchmarks.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Pairs of slices, one on either cluster, of which now the one and now the other goes first; and their rows of raw data. */
final class Pairs {
    /** Measures one side for a while. */
    interface Measure {
        Load.Slice slice(Side side) throws IOException, InterruptedException;
    }

    private record Pair(Load.Slice clear, Load.Slice sealed) {}

    private final Side clear;
    private final Side sealed;
    private final Measure measure;
    private final List<Pair> pairs = new ArrayList<>();

    Pairs(Side clear, Side sealed, Measure measure) {
        this.clear = clear;
        this.sealed = sealed;
        this.measure = measure;
    }

    static Csv csv() throws IOException {
        return new Csv(
                Settings.RESULTS.resolve("cells.csv"),
                ("state,size,clients,attempt,pair,side,writes,seconds,writes_per_second,p50_micros,p99_micros,p999_micros,"
                                + "cpu_micros_per_write,refused,disk_bytes_per_write_of_cell")
                        .split(",", -1));
    }

    void one() throws IOException, InterruptedException {
        if (pairs.size() % 2 == 0) {
            Load.Slice first = measure.slice(clear);
            pairs.add(new Pair(first, measure.slice(sealed)));
        } else {
            Load.Slice first = measure.slice(sealed);
            pairs.add(new Pair(measure.slice(clear), first));
        }
    }

    int count() {
        return pairs.size();
    }

    /** Whether the processor time of a write is steady over the last so many pairs, on both sides. */
    boolean isSteady(int last) {
        List<Pair> counted = pairs.subList(pairs.size() - last, pairs.size());
        return Steady.is(
                        counted.stream().map(pair -> pair.clear().cpuPerWrite()).toList())
                && Steady.is(counted.stream()
                        .map(pair -> pair.sealed().cpuPerWrite())
                        .toList());
    }

    /**
     * Writes the rows.
     *
     * @param clearBytes what the cell left on the disks in cleartext
     * @param sealedBytes the same of the sealed cluster
     */
    void write(Csv csv, Cell cell, int attempt, long clearBytes, long sealedBytes) throws IOException {
        double clearWrites =
                pairs.stream().mapToLong(pair -> pair.clear().writes()).sum();
        double sealedWrites =
                pairs.stream().mapToLong(pair -> pair.sealed().writes()).sum();
        for (int i = 0; i < pairs.size(); i++) {
            row(csv, cell, attempt, i, clear, pairs.get(i).clear(), clearBytes / clearWrites);
            row(csv, cell, attempt, i, sealed, pairs.get(i).sealed(), sealedBytes / sealedWrites);
        }
    }

    private static void row(
            Csv csv, Cell cell, int attempt, int pair, Side side, Load.Slice slice, double diskBytesPerWrite)
            throws IOException {
        csv.row(
                cell.state(),
                cell.size(),
                cell.clients(),
                attempt,
                pair,
                side.name(),
                slice.writes(),
                slice.elapsed() / 1e9,
                slice.writesPerSecond(),
                slice.nanosAt(50) / 1e3,
                slice.nanosAt(99) / 1e3,
                slice.nanosAt(99.9) / 1e3,
                slice.cpuPerWrite() / 1e3,
                slice.refused(),
                diskBytesPerWrite);
    }
}
