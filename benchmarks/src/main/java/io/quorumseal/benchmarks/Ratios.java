package io.quorumseal.benchmarks;

import java.util.Collection;
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

/** Runs benchmarks as JMH's own main does, and prints the ratio of {@code suite2} to {@code suite1} in each iteration. */
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
        System.out.printf("%n%-24s%10s%22s%12s%n", "suite 2 to suite 1", "bytes", "mean, 95 %", "median");
        results.stream()
                .filter(result -> result.getSecondaryResults().containsKey("suite2"))
                .forEach(Ratios::print);
    }

    private static void print(RunResult result) {
        BenchmarkParams params = result.getParams();
        Statistics ratios = ratios(result);
        String name = params.getBenchmark();
        System.out.printf(
                Locale.ROOT,
                "%-24s%10s%14.2f ± %.2f%12.2f%n",
                name.substring(name.lastIndexOf('.') + 1),
                params.getParam("size"),
                ratios.getMean(),
                ratios.getMeanErrorAt(CONFIDENCE),
                ratios.getPercentile(50));
    }

    private static Statistics ratios(RunResult result) {
        ListStatistics ratios = new ListStatistics();
        result.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .forEach(iteration -> ratios.addValue(sum(iteration, "suite2") / sum(iteration, "suite1")));
        return ratios;
    }

    private static double sum(IterationResult iteration, String counter) {
        return Objects.requireNonNull(iteration.getSecondaryResults().get(counter))
                .getScore();
    }
}
