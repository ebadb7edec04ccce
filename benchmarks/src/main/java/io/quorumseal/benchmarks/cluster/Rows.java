package io.quorumseal.benchmarks.cluster;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Choosing among rows of raw data. */
final class Rows {
    private Rows() {}

    /** What some fields say together, each once, in the order of the rows. */
    static List<String> distinct(List<Csv.Row> rows, String... fields) {
        Set<String> found = new LinkedHashSet<>();
        rows.forEach(row -> found.add(key(row, fields)));
        return List.copyOf(found);
    }

    /** The rows in which those fields say that together. */
    static List<Csv.Row> where(List<Csv.Row> rows, String key, String... fields) {
        return rows.stream().filter(row -> key(row, fields).equals(key)).toList();
    }

    private static String key(Csv.Row row, String... fields) {
        return List.of(fields).stream().map(row::text).collect(Collectors.joining(" "));
    }

    static List<Double> numbers(List<Csv.Row> rows, String field) {
        return rows.stream().map(row -> row.number(field)).toList();
    }

    static long sum(List<Csv.Row> rows, String field) {
        return rows.stream().mapToLong(row -> row.whole(field)).sum();
    }

    /** Of each pair, sealed to cleartext. */
    static Spread ratio(List<Csv.Row> rows, String field) {
        List<Double> clear = numbers(clear(rows), field);
        List<Double> sealed = numbers(sealed(rows), field);
        List<Double> ratios = new ArrayList<>();
        for (int pair = 0; pair < sealed.size(); pair++) {
            ratios.add(sealed.get(pair) / clear.get(pair));
        }
        return Spread.of(ratios);
    }

    /** The rows of the cluster in cleartext, whatever it was called. */
    static List<Csv.Row> clear(List<Csv.Row> rows) {
        return rows.stream()
                .filter(row -> row.text("side").endsWith("cleartext"))
                .toList();
    }

    static List<Csv.Row> sealed(List<Csv.Row> rows) {
        return rows.stream().filter(row -> row.text("side").endsWith("sealed")).toList();
    }
}
