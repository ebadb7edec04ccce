package io.quorumseal.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fuzzes targets, one after the other, each in a process of Jazzer's, for {@code -Dfuzz.seconds=N} seconds: all of them, or
 * those of {@code -Dfuzz.target=A,B}. Prints a line for each, and ends with 1 if something was found or nothing was run.
 */
final class FuzzMain {
    /** What a process may take beside fuzzing: to start, to instrument, and to write a finding down. */
    private static final long MARGIN_SECONDS = 120;

    /** Bytes of an input; texts of messages that people read are cut when they are some longer than that. */
    private static final int LONGEST_INPUT = 16 << 10;

    /** One input that takes longer is a finding. */
    private static final int INPUT_SECONDS = 10;

    private static final Pattern EXECUTED = Pattern.compile("(?m)^stat::number_of_executed_units: *(\\d+)$");
    private static final Pattern FINDING =
            Pattern.compile("(?s)== Java Exception: .*?(?=\nDEDUP_TOKEN|\n== libFuzzer|$)");

    private final int seconds = Integer.getInteger("fuzz.seconds", 60);
    private final Path corpus = Path.of(System.getProperty(OneInput.CORPUS, "fuzz/corpus"));
    private final Path work = Path.of(System.getProperty("fuzz.work", "fuzz/target/fuzzing"));

    private FuzzMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        FuzzMain main = new FuzzMain();
        boolean passed = true;
        for (Target target : Target.named(System.getProperty(OneInput.TARGET, ""))) {
            passed &= main.fuzz(target);
        }
        System.exit(passed ? 0 : 1);
    }

    private boolean fuzz(Target target) throws IOException, InterruptedException {
        Path found = Files.createDirectories(work.resolve(target.id()).resolve("corpus"));
        Path log = work.resolve(target.id()).resolve("log.txt");
        long start = System.nanoTime();
        Process jazzer = new ProcessBuilder(command(target, found))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!jazzer.waitFor(seconds + MARGIN_SECONDS, TimeUnit.SECONDS)) {
            jazzer.destroyForcibly().waitFor();
        }
        return report(target, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start), jazzer.exitValue(), log);
    }

    private List<String> command(Target target, Path found) {
        Path inputs = work.resolve(target.id());
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+EnableDynamicAgentLoading",
                "-D" + OneInput.TARGET + "=" + target.id(),
                "-D" + OneInput.CORPUS + "=" + corpus.resolve(target.id()),
                "--class-path=" + System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + OneInput.class.getName(),
                "--instrumentation_includes=io.quorumseal.core.**:io.quorumseal.api.**:tools.jackson.core.**",
                "--reproducer_path=" + inputs,
                "-artifact_prefix=" + inputs + "/",
                "-max_total_time=" + seconds,
                "-max_len=" + LONGEST_INPUT,
                "-timeout=" + INPUT_SECONDS,
                "-rss_limit_mb=0",
                "-print_final_stats=1",
                found.toString(),
                corpus.resolve(target.id()).toString());
    }

    @SuppressWarnings("SystemOut") // its purpose
    private static boolean report(Target target, long took, int exit, Path file) throws IOException {
        String log = Files.readString(file);
        Matcher executed = EXECUTED.matcher(log);
        long executions = executed.find() ? Long.parseLong(executed.group(1)) : 0;
        boolean passed = exit == 0 && executions > 0;
        String result = passed ? "ok" : "FAIL, exit code " + exit + ", see " + file;
        System.out.println(
                String.format(Locale.ROOT, "%-13s %,12d executions %5d s  %s", target.id(), executions, took, result));
        if (!passed) {
            System.out.println(finding(log));
        }
        return passed;
    }

    private static String finding(String log) {
        Matcher finding = FINDING.matcher(log);
        return finding.find() ? finding.group() : log.substring(Math.max(0, log.length() - 2_000));
    }
}
