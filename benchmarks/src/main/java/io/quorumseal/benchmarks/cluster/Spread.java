package io.quorumseal.benchmarks.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A median with its 95 % interval, by the percentile bootstrap with a fixed seed.
 *
 * @param median the median
 * @param low where the interval begins
 * @param high where it ends
 */
record Spread(double median, double low, double high) {
    private static final int RESAMPLES = 10_000;
    private static final long SEED = 1;

    static Spread of(List<Double> values) {
        double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
        SplittableRandom random = new SplittableRandom(SEED);
        double[] medians = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            medians[i] = median(random.ints(all.length, 0, all.length)
                    .mapToDouble(at -> all[at])
                    .toArray());
        }
        Arrays.sort(medians);
        return new Spread(median(all), medians[RESAMPLES / 40], medians[RESAMPLES - 1 - RESAMPLES / 40]);
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** In three digits or so: a figure of its own, not a ratio. */
    String rounded() {
        String format = Math.abs(median) < 100 ? "%.1f (%.1f to %.1f)" : "%,.0f (%,.0f to %,.0f)";
        return String.format(Locale.ROOT, format, median, low, high);
    }

    String text() {
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median, low, high);
    }
}
