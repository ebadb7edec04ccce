package io.quorumseal.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.util.ListStatistics;
import org.openjdk.jmh.util.Statistics;

/**
 * Runs benchmarks as JMH's own main does, and prints for each iteration's counters the ratio of {@code suite2} to {@code
 * suite1}, of {@code ours} to {@code bare} and {@code tink}, or of {@code sealed} to {@code bare} and {@code plain}; and, where they are
 * counted, the bytes that each allocates at a time.
 */
public final class Ratios {
    private static final double CONFIDENCE = 0.95;

    /** Counters of which the first is divided by the second. */
    private enum Pair {
        SUITES("suite2", "suite1"),
        OURS("ours", "bare"),
        TINK("ours", "tink"),
        FILES("sealed", "bare"),
        PLAIN_FILES("sealed", "plain");

        private final String first;
        private final String second;

        Pair(String first, String second) {
            this.first = first;
            this.second = second;
        }

        boolean isCounted(RunResult result) {
            return result.getSecondaryResults().containsKey(first)
                    && result.getSecondaryResults().containsKey(second);
        }

        @Override
        public String toString() {
            return first + " to " + second;
        }
    }

    private Ratios() {}

    /**
     * Runs.
     *
     * @param arguments as JMH takes them
     */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        Collection<RunResult> results = new Runner(new CommandLineOptions(arguments)).run();
        for (Pair pair : Pair.values()) {
            List<RunResult> counted = results.stream().filter(pair::isCounted).toList();
            if (!counted.isEmpty()) {
                System.out.printf("%n%-24s%18s%10s%22s%12s%n", pair, "cipher", "bytes", "mean, 95 %", "median");
                counted.forEach(result -> print(result, pair));
            }
        }
    }

    private static void print(RunResult result, Pair pair) {
        BenchmarkParams params = result.getParams();
        Statistics ratios = ratios(result, pair.first, pair.second);
        String name = params.getBenchmark();
        System.out.printf(
                Locale.ROOT,
                "%-24s%18s%10s%14.2f ± %.2f%12.2f%s%n",
                name.substring(name.lastIndexOf('.') + 1),
                of(params, "aead"),
                of(params, "size"),
                ratios.getMean(),
                ratios.getMeanErrorAt(CONFIDENCE),
                ratios.getPercentile(50),
                allocated(result, pair));
    }

    private static String allocated(RunResult result, Pair pair) {
        if (!result.getSecondaryResults().containsKey(pair.first + "Bytes")) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                "   allocated %,.0f and %,.0f, time %,.0f and %,.0f ns",
                ratios(result, pair.first + "Bytes", "times").getPercentile(50),
                ratios(result, pair.second + "Bytes", "times").getPercentile(50),
                ratios(result, pair.first, "times").getPercentile(50),
                ratios(result, pair.second, "times").getPercentile(50));
    }

    private static String of(BenchmarkParams params, String name) {
        return params.getParamsKeys().contains(name) ? params.getParam(name) : "";
    }

    private static Statistics ratios(RunResult result, String first, String second) {
        ListStatistics ratios = new ListStatistics();
        result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .forEach(iteration -> ratios.addValue(sum(iteration, first) / sum(iteration, second)));
        return ratios;
    }

    private static double sum(IterationResult iteration, String counter) {
        return Objects.requireNonNull(iteration.getSecondaryResults().get(counter))
                .getScore();
    }
}
