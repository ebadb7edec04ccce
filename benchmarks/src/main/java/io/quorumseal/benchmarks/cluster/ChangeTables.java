package io.quorumseal.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The tables of changes under load, of one group and of several. */
final class ChangeTables {
    private static final double MOST_PAUSE = 2;

    private final Goals goals;
    private final List<Csv.Row> changes;
    private final List<Csv.Row> groups;

    private ChangeTables(Path data, Goals goals) throws IOException {
        this.goals = goals;
        this.changes = Csv.read(data.resolve("changes.csv"));
        this.groups = Csv.read(data.resolve("groups.csv"));
    }

    static String of(Path data, Goals goals) throws IOException {
        ChangeTables tables = new ChangeTables(data, goals);
        return tables.changes() + tables.groups();
    }

    private String changes() {
        List<String> lines = new ArrayList<>();
        for (String change : Rows.distinct(changes, "change")) {
            List<Csv.Row> runs = Rows.where(changes, change, "change");
            lines.add("| %s | %s | %s |".formatted(change, pause(change, runs).text(), millis(runs)));
        }
        List<Csv.Row> once = Rows.where(changes, Step.QUIET, "change");
        goals.none("no write refused", "changes under load", Rows.sum(once, "run_refused"));
        return """

                The longest time without any answered write around each change, 8 clients writing 1 KiB, to the p99 of the same run's \
                writes outside of all changes; `none` is a while in which nothing was asked for, and `raise` moves from suite 1 to suite 2. \
                %,d writes, of which the client sent %,d more than once.

                | change | longest pause to p99 | longest pause |
                | --- | --- | --- |
                %s

                ![Writes per second through a cutover and two rotations](%s/timeline.png)
                """.formatted(
                        Rows.sum(once, "run_writes"),
                        Rows.sum(once, "run_resent"),
                        String.join("\n", lines),
                        Settings.RECORDED.getFileName());
    }

    private static String millis(List<Csv.Row> runs) {
        return Spread.of(Rows.numbers(runs, "pause_millis")).rounded() + " ms";
    }

    private Spread pause(String change, List<Csv.Row> runs) {
        Spread pause = pause(runs);
        goal(change, pause);
        return pause;
    }

    private static Spread pause(List<Csv.Row> runs) {
        return Spread.of(runs.stream()
                .map(run -> run.number("pause_millis") / run.number("undisturbed_p99_millis"))
                .toList());
    }

    private void goal(String where, Spread pause) {
        if (!where.startsWith(Step.QUIET)) {
            goals.add("pause ≤ 2 × p99", where, pause.text(), pause.median() <= MOST_PAUSE);
        }
    }

    /** Nothing, if there were no groups. */
    private String groups() {
        if (groups.isEmpty()) {
            return "";
        }
        List<String> names = Rows.distinct(groups, "group");
        List<String> lines = new ArrayList<>();
        for (String change : Rows.distinct(groups, "change")) {
            List<Csv.Row> runs = Rows.where(groups, change, "change");
            List<Spread> each = names.stream()
                    .map(group -> pause(Rows.where(runs, group, "group")))
                    .toList();
            each.stream()
                    .max(Comparator.comparingDouble(Spread::median))
                    .ifPresent(worst -> goal(change + ", the worst of three groups", worst));
            lines.add("| %s | %s |"
                    .formatted(change, each.stream().map(Spread::text).collect(Collectors.joining(" | "))));
        }
        List<Csv.Row> once = Rows.where(groups, Step.QUIET, "change");
        goals.none("no write refused", "groups led by different nodes", Rows.sum(once, "run_refused"));
        return """

                The same in three groups of three nodes in one process, each group led by another node and written to by 4 clients, which \
                try nothing again that a node refuses. %,d writes, %,d refused.

                | change | %s |
                | --- |%s
                %s
                """.formatted(
                        Rows.sum(once, "run_writes"),
                        Rows.sum(once, "run_refused"),
                        String.join(" | ", names),
                        " --- |".repeat(names.size()),
                        String.join("\n", lines));
    }
}
