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
 * Runs benchmarks as JMH's own main does, and prints ratios of what they counted in each iteration: {@code suite2} to
 * {@code suite1}, and {@code sealed} to {@code bare} and to {@code plain}.
 */
public final class Ratios {
    private static final double CONFIDENCE = 0.95;

    private Ratios() {}

    /**
     * Runs.
     *
     * @param arguments as JMH takes them
     */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        Collection<RunResult> results = new Runner(new CommandLineOptions(arguments)).run();
        print(results, "suite2", "suite1");
        print(results, "sealed", "bare");
        print(results, "sealed", "plain");
    }

    private static void print(Collection<RunResult> all, String counted, String to) {
        List<RunResult> results = all.stream()
                .filter(result -> result.getSecondaryResults().containsKey(counted)
                        && result.getSecondaryResults().containsKey(to))
                .toList();
        if (!results.isEmpty()) {
            System.out.printf("%n%-24s%10s%22s%12s%n", counted + " to " + to, "bytes", "mean, 95 %", "median");
            results.forEach(result -> print(result, counted, to));
        }
    }

    private static void print(RunResult result, String counted, String to) {
        BenchmarkParams params = result.getParams();
        Statistics ratios = ratios(result, counted, to);
        String name = params.getBenchmark();
        System.out.printf(
                Locale.ROOT,
                "%-24s%10s%14.2f ± %.2f%12.2f%n",
                name.substring(name.lastIndexOf('.') + 1),
                params.getParamsKeys().contains("size") ? params.getParam("size") : "",
                ratios.getMean(),
                ratios.getMeanErrorAt(CONFIDENCE),
                ratios.getPercentile(50));
    }

    private static Statistics ratios(RunResult result, String counted, String to) {
        ListStatistics ratios = new ListStatistics();
        result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .forEach(iteration -> ratios.addValue(sum(iteration, counted) / sum(iteration, to)));
        return ratios;
    }

    private static double sum(IterationResult iteration, String counter) {
        return Objects.requireNonNull(iteration.getSecondaryResults().get(counter))
                .getScore();
    }
}
