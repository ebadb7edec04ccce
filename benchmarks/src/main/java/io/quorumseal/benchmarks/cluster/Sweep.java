package io.quorumseal.benchmarks.cluster;

import java.io.IOException;
import java.util.List;

/**
 * A load that comes at its own rate, whatever is answered, at more and more of what clients reach that wait for their answers; the
 * same rates on both clusters.
 */
final class Sweep {
    static final List<Integer> SIZES = List.of(1024, 16 * 1024);
    private static final List<Double> OF_CLOSED_LOOP = List.of(0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1);
    /** A rate in whole tens, so that both sides' are the same in every pass. */
    private static final long STEP = 10;

    private final Settings settings;
    private final Csv csv = new Csv(
            Settings.RESULTS.resolve("sweep.csv"),
            "size",
            "pass",
            "side",
            "offered_per_second",
            "achieved_per_second",
            "p50_micros",
            "p99_micros",
            "p999_micros",
            "refused");

    Sweep(Settings settings) throws IOException {
        this.settings = settings;
    }

    void run(Side clear, Side sealed) throws IOException, InterruptedException {
        for (int size : SIZES) {
            double closed = Load.slice(clear, size, Cells.MOST_CLIENTS, settings.slice())
                    .writesPerSecond();
            System.out.printf("    %,d B, offered; %,.0f writes per second as fast as answers come%n", size, closed);
            for (int pass = 0; pass < settings.sweeps(); pass++) {
                for (double part : OF_CLOSED_LOOP) {
                    long rate = Math.max(STEP, Math.round(closed * part / STEP) * STEP);
                    for (Side side : pass % 2 == 0 ? List.of(clear, sealed) : List.of(sealed, clear)) {
                        write(size, pass, side, rate);
                    }
                }
            }
        }
    }

    private void write(int size, int pass, Side side, long rate) throws IOException, InterruptedException {
        Load.Slice slice = Load.offered(side, size, rate, Cells.MOST_CLIENTS, settings.slice());
        csv.row(
                size,
                pass,
                side.name(),
                rate,
                slice.writesPerSecond(),
                slice.nanosAt(50) / 1e3,
                slice.nanosAt(99) / 1e3,
                slice.nanosAt(99.9) / 1e3,
                slice.refused());
    }
}
