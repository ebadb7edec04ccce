package io.quorumseal.benchmarks.cluster;

import java.util.ArrayList;
import java.util.List;

/** What was to be reached, and whether it was. */
final class Goals {
    private final List<String> lines = new ArrayList<>();

    void atLeast(String goal, double least, String where, Spread measured) {
        add(goal + " ≥ %.2f of cleartext".formatted(least), where, measured.text(), measured.median() >= least);
    }

    void atMost(String goal, double most, String where, Spread measured) {
        add(goal + " ≤ %.2f of cleartext".formatted(most), where, measured.text(), measured.median() <= most);
    }

    void none(String goal, String where, long found) {
        add(goal, where, "%,d".formatted(found), found == 0);
    }

    void add(String goal, String where, String measured, boolean met) {
        lines.add("| %s | %s | %s | %s |".formatted(goal, where, measured, met ? "met" : "**missed**"));
    }

    String table() {
        return """

                | goal | where | measured | |
                | --- | --- | --- | --- |
                %s
                """.formatted(String.join("\n", lines));
    }
}
