package io.quorumseal.example.kv.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a node gives to Prometheus, in its text format of version 0.0.4.
 *
 * @param samples one for each line that is no comment
 */
record Exposition(List<Sample> samples) {
    private static final Pattern LINE =
            Pattern.compile("(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<labels>\\{[^{}]*})? (?<value>NaN|[+-]?[0-9Inf.E+-]+)");

    /**
     * A line.
     *
     * @param name the series' name
     * @param labels the labels with their braces; empty if there are none
     * @param value the value
     */
    record Sample(String name, String labels, double value) {}

    /** Reads it; throws an {@link IllegalArgumentException} with the first line that is not of this format. */
    static Exposition of(String text) {
        List<Sample> samples = new ArrayList<>();
        text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> samples.add(sample(line)));
        return new Exposition(List.copyOf(samples));
    }

    private static Sample sample(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no line of Prometheus' format: " + line);
        }
        String labels = matcher.group("labels");
        return new Sample(matcher.group("name"), labels == null ? "" : labels, number(matcher.group("value")));
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /**
     * Gives the value of a series.
     *
     * @param name its name
     * @param label what its labels contain; empty for any
     * @return the value; throws an {@link IllegalArgumentException} unless there is exactly one such series
     */
    double only(String name, String label) {
        List<Sample> found = samples.stream()
                .filter(sample -> sample.name().equals(name) && sample.labels().contains(label))
                .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException("%d series %s %s".formatted(found.size(), name, label));
        }
        return found.get(0).value();
    }
}
