package io.quorumseal.example.kv.demo;

import io.quorumseal.tool.ExitCode;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An operator has nothing left under an old key, by one command. */
final class Cleaning {
    private static final String REWRITING = "\"step\":\"rewrite\"";
    private static final Pattern RETIRED = Pattern.compile("\"retired\":\\[([0-9,]+)]");

    private final Report report;
    private final Operators operators;

    Cleaning(Report report, Operators operators) {
        this.report = report;
        this.operators = operators;
    }

    /**
     * The operator is killed when the new keys are there and members have begun to rewrite. The same line at another node goes
     * on, and replaces no key once more.
     *
     * @return the DEKs that are retired by then
     */
    List<Long> killedAndAskedAgain(String node, String other) throws IOException {
        String[] line = {"clean", "--made-before", Instant.now().toString(), "--json"};
        List<String> before = operators.killed(node, REWRITING, line);
        before.forEach(said -> report.say("%s: %s", node, said));
        report.check(
                before.stream()
                                        .filter(said -> said.contains("\"step\":\"rotate\""))
                                        .count()
                                == 2
                        && before.stream().noneMatch(said -> said.contains("\"outcome\":\"done\",\"already\"")),
                "the operator was killed in the middle: both keys are new, and nothing is retired");
        Operators.Said said = operators.run(other, line);
        said.lines().forEach(text -> report.say("%s: %s", other, text));
        report.check(
                said.code() == ExitCode.DONE.code()
                        && said.last().contains("\"outcome\":\"done\"")
                        && said.last().contains("\"replaced\":[]"),
                "asked again it went on to its end, and replaced no key again");
        Matcher retired = RETIRED.matcher(said.last());
        report.check(retired.find(), "the old keys are retired");
        return Arrays.stream(retired.group(1).split(",", -1)).map(Long::valueOf).toList();
    }

    /** Whose member is down hears that, by the name that the runtimes have for it, and not that it is done. */
    void withoutOne(String node, String down, String member) {
        Operators.Said said = operators.run(node, "clean", "--timeout", "2s", "--json");
        report.say("%s: %s", node, said.last());
        report.check(
                said.code() == ExitCode.TRY_AGAIN.code()
                        && said.lines().stream()
                                .anyMatch(line -> line.startsWith("{\"command\":\"clean\"")
                                        && line.contains("\"error\":\"try again\"")
                                        && line.contains("{\"member\":\"" + member + "\",\"outcome\":\"failed\"")),
                "while %s is down, the exit code is %d and the answer names it",
                down,
                said.code());
    }
}
