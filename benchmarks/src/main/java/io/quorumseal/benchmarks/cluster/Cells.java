package io.quorumseal.benchmarks.cluster;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Sizes of values by numbers of clients, on two clusters that run side by side and of which one is written to at a time.
 *
 * <p>In a pair, each side is measured once; which goes first changes from pair to pair.
 */
final class Cells {
    static final List<Integer> SIZES = List.of(64, 1024, 16 * 1024);
    private static final int MOST_CLIENTS = 64;
    static final List<Integer> CLIENTS = List.of(1, MOST_CLIENTS);

    /** The JDK's cipher is some ten times slower until it is compiled, which takes longest for large messages. */
    private static final int WARM_UP_SLICES = 5;

    private final Settings settings;
    private final Csv csv;

    Cells(Settings settings) throws IOException {
        this.settings = settings;
        this.csv = new Csv(
                Settings.RESULTS.resolve("cells.csv"),
                ("size,clients,pair,side,writes,seconds,writes_per_second,p50_micros,p99_micros,p999_micros,"
                                + "cpu_micros_per_write,refused,disk_bytes_per_write_of_cell")
                        .split(",", -1));
    }

    void run() throws IOException, InterruptedException {
        try (Side clear = Side.start("cleartext", false);
                Side sealed = Side.start("sealed", true)) {
            for (String command : Side.CUTOVER) {
                sealed.ask(command);
            }
            for (int size : SIZES) {
                for (int i = 0; i < WARM_UP_SLICES; i++) {
                    warm(clear, sealed, size, MOST_CLIENTS);
                }
                for (int clients : CLIENTS) {
                    System.out.printf("    %,d B, %d clients%n", size, clients);
                    cell(clear, sealed, size, clients);
                }
            }
        }
    }

    private void warm(Side clear, Side sealed, int size, int clients) throws InterruptedException {
        Load.slice(clear, size, clients, settings.slice());
        Load.slice(sealed, size, clients, settings.slice());
    }

    private void cell(Side clear, Side sealed, int size, int clients) throws IOException, InterruptedException {
        warm(clear, sealed, size, clients);
        clear.dropLog();
        sealed.dropLog();
        Map<String, Load.Slice> slices = new TreeMap<>();
        long clearBefore = clear.diskBytes();
        long sealedBefore = sealed.diskBytes();
        for (int pair = 0; pair < settings.pairs(); pair++) {
            for (Side side : pair % 2 == 0 ? List.of(clear, sealed) : List.of(sealed, clear)) {
                slices.put(pair + "," + side.name(), Load.slice(side, size, clients, settings.slice()));
            }
        }
        write(slices, clear, clear.diskBytes() - clearBefore, size, clients);
        write(slices, sealed, sealed.diskBytes() - sealedBefore, size, clients);
    }

    private void write(Map<String, Load.Slice> slices, Side side, long bytes, int size, int clients)
            throws IOException {
        long writes = 0;
        for (int pair = 0; pair < settings.pairs(); pair++) {
            writes += of(slices, pair, side).latency().getTotalCount();
        }
        for (int pair = 0; pair < settings.pairs(); pair++) {
            Load.Slice slice = of(slices, pair, side);
            csv.row(
                    size,
                    clients,
                    pair,
                    side.name(),
                    slice.latency().getTotalCount(),
                    slice.elapsed() / 1e9,
                    slice.writesPerSecond(),
                    slice.nanosAt(50) / 1e3,
                    slice.nanosAt(99) / 1e3,
                    slice.nanosAt(99.9) / 1e3,
                    slice.cpuPerWrite() / 1e3,
                    slice.refused(),
                    (double) bytes / writes);
        }
    }

    private static Load.Slice of(Map<String, Load.Slice> slices, int pair, Side side) {
        return Objects.requireNonNull(slices.get(pair + "," + side.name()));
    }
}
