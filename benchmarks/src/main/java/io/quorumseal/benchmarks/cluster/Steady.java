package io.quorumseal.benchmarks.cluster;

import java.util.List;

/**
 * Whether nodes are warm: the processor time that a write takes does not change any more. Of the pairs that count, the median
 * of the later half is within {@value #MOST_DRIFT} of that of the earlier half, on each side.
 */
final class Steady {
    static final double MOST_DRIFT = 0.05;

    private Steady() {}

    /** How much more a write takes in the later half than in the earlier one; less than 0 if it takes less. One has no halves. */
    static double drift(List<Double> values) {
        if (values.size() < 2) {
            return 0;
        }
        int half = values.size() / 2;
        double earlier = median(values.subList(0, half));
        return median(values.subList(values.size() - half, values.size())) / earlier - 1;
    }

    static boolean is(List<Double> values) {
        return Math.abs(drift(values)) <= MOST_DRIFT;
    }

    private static double median(List<Double> values) {
        return Spread.median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
