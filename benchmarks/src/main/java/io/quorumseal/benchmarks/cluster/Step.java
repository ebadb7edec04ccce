package io.quorumseal.benchmarks.cluster;

import io.quorumseal.benchmarks.cluster.Load.Write;
import java.util.Arrays;
import java.util.List;

/**
 * Something that was asked for while clients wrote, or a while in which nothing was.
 *
 * @param name what
 * @param start when, by {@link System#nanoTime}
 * @param end when it was answered
 */
record Step(String name, long start, long end) {
    static final String QUIET = "none";

    /** A change is over when all nodes have applied it, which is a little after it was answered. */
    private static final long AFTER_NANOS = 500_000_000;

    boolean isQuiet() {
        return name.equals(QUIET);
    }

    /** When what it did is over. */
    private long until() {
        return isQuiet() ? end : end + AFTER_NANOS;
    }

    private boolean covers(Write write) {
        return write.end() >= start && write.end() - write.nanos() <= until();
    }

    /** The longest time between two answers one behind the other, of which a part is in the step. */
    double longestPauseMillis(List<Write> writes) {
        long[] ends = writes.stream().mapToLong(Write::end).sorted().toArray();
        long longest = 0;
        for (int i = 1; i < ends.length; i++) {
            if (ends[i] >= start && ends[i - 1] <= until()) {
                longest = Math.max(longest, ends[i] - ends[i - 1]);
            }
        }
        return longest / 1e6;
    }

    /** The p99 of the writes that no change can have made slower. */
    static double undisturbedP99Millis(List<Step> steps, List<Write> writes) {
        Step[] changes = steps.stream().filter(step -> !step.isQuiet()).toArray(Step[]::new);
        List<Write> undisturbed = writes.stream()
                .filter(write -> Arrays.stream(changes).noneMatch(step -> step.covers(write)))
                .toList();
        return Load.histogram(undisturbed).getValueAtPercentile(99) / 1e6;
    }
}
