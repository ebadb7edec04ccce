package io.quorumseal.testkit.life;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How often each step was taken while which faults were there, and what came of it. Safe for use by several threads. */
public final class Coverage {
    private final Map<String, Row> steps = new TreeMap<>();
    private final Map<String, Long> outcomes = new TreeMap<>();

    /** A step's numbers. */
    private static final class Row {
        private long all;
        private long calm;
        private final Map<LifeFault, Long> under = new EnumMap<>(LifeFault.class);

        void add(Row other) {
            all += other.all;
            calm += other.calm;
            other.under.forEach((fault, times) -> under.merge(fault, times, Long::sum));
        }
    }

    synchronized void step(String step, Set<LifeFault> there) {
        Row row = steps.computeIfAbsent(step, name -> new Row());
        row.all++;
        row.calm += there.isEmpty() ? 1 : 0;
        there.forEach(fault -> row.under.merge(fault, 1L, Long::sum));
    }

    synchronized void count(String outcome) {
        outcomes.merge(outcome, 1L, Long::sum);
    }

    synchronized long of(String outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }

    public synchronized void add(Coverage other) {
        other.steps.forEach(
                (step, row) -> steps.computeIfAbsent(step, name -> new Row()).add(row));
        other.outcomes.forEach((outcome, times) -> outcomes.merge(outcome, times, Long::sum));
    }

    /** Names the steps that were never taken, the faults under which none was, and the outcomes that never came. */
    public synchronized List<String> missing(List<String> allSteps, List<String> required) {
        Set<LifeFault> seen = EnumSet.noneOf(LifeFault.class);
        steps.values().forEach(row -> seen.addAll(row.under.keySet()));
        List<String> missing = allSteps.stream()
                .filter(step -> !steps.containsKey(step))
                .map(step -> "step: " + step)
                .collect(Collectors.toList());
        Arrays.stream(LifeFault.values())
                .filter(fault -> !seen.contains(fault))
                .forEach(fault -> missing.add("fault: " + fault.text()));
        required.stream().filter(outcome -> of(outcome) == 0).forEach(outcome -> missing.add("outcome: " + outcome));
        return missing;
    }

    /** Steps from top to bottom, faults from left to right. */
    public synchronized String table() {
        StringBuilder table = new StringBuilder(String.format("%-26s%8s%8s", "step \\ fault", "all", "none"));
        for (LifeFault fault : LifeFault.values()) {
            table.append(String.format("%9s", fault.head()));
        }
        steps.forEach((step, row) -> {
            table.append(String.format("%n%-26s%8d%8d", step, row.all, row.calm));
            for (LifeFault fault : LifeFault.values()) {
                table.append(String.format("%9d", row.under.getOrDefault(fault, 0L)));
            }
        });
        return table.append(String.format("%n")).toString();
    }

    /** One line for each outcome. */
    public synchronized String outcomes() {
        return outcomes.entrySet().stream()
                .map(entry -> String.format("%-52s%8d%n", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining());
    }
}
