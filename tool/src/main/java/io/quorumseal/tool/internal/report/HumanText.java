package io.quorumseal.tool.internal.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Writes a report for people: values beside their names, then tables. What a file or a message brings along cannot
 * steer a terminal: control characters are written out.
 */
public final class HumanText {
    public static final String NONE = "-";
    /** The one who reads knows what he typed. */
    private static final String COMMAND = "command";

    private static final String GAP = "  ";

    private final List<String> lines = new ArrayList<>();

    private HumanText() {}

    public static String of(Report report) {
        HumanText text = new HumanText();
        text.values(report);
        text.tables(report);
        return text.lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /** A text line by line, each of which does nothing but show. */
    public static String lines(String text) {
        return text.lines().map(line -> line(line) + "\n").collect(Collectors.joining());
    }

    /** A text as one line that does nothing but show. */
    public static String line(String text) {
        return visible(text.lines().map(String::strip).collect(Collectors.joining(" ")));
    }

    /** A text in which what does something is written out. */
    public static String visible(String text) {
        StringBuilder shown = new StringBuilder();
        text.chars().forEach(unit -> {
            if (Character.isISOControl(unit) || Character.getType(unit) == Character.FORMAT) {
                shown.append(String.format("\\u%04x", unit));
            } else {
                shown.append((char) unit);
            }
        });
        return shown.toString();
    }

    private void values(Report report) {
        Map<String, String> plain = new LinkedHashMap<>();
        report.fields().forEach((name, value) -> {
            if (!(value instanceof Report.Rows) && !name.equals(COMMAND)) {
                plain.put(words(name), cell(value));
            }
        });
        int width = plain.keySet().stream().mapToInt(String::length).max().orElse(0);
        plain.forEach((name, value) -> lines.add(padded(name, width) + GAP + value));
    }

    private void tables(Report report) {
        report.fields().forEach((name, value) -> {
            if (value instanceof Report.Rows rows) {
                lines.add("");
                lines.add(words(name) + (rows.rows().isEmpty() ? ": none" : ""));
                table(rows.rows());
            }
        });
    }

    private void table(List<Report> rows) {
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> columns.addAll(row.fields().keySet()));
        Map<String, Integer> widths = new LinkedHashMap<>();
        for (String column : columns) {
            int widest = rows.stream()
                    .mapToInt(row -> cell(row, column).length())
                    .max()
                    .orElse(0);
            widths.put(column, Math.max(widest, column.length()));
        }
        if (!columns.isEmpty()) {
            lines.add(row(widths, HumanText::words));
            rows.forEach(row -> lines.add(row(widths, column -> cell(row, column))));
        }
    }

    private static String row(Map<String, Integer> widths, UnaryOperator<String> cells) {
        return (GAP
                        + widths.entrySet().stream()
                                .map(column -> padded(cells.apply(column.getKey()), column.getValue()))
                                .collect(Collectors.joining(GAP)))
                .stripTrailing();
    }

    private static String cell(Report row, String column) {
        Report.Value value = row.fields().get(column);
        return value == null ? NONE : cell(value);
    }

    public static String cell(Report.Value value) {
        if (value instanceof Report.Text text) {
            return text.text().isEmpty() ? NONE : line(text.text());
        } else if (value instanceof Report.Whole whole) {
            return Long.toString(whole.number());
        } else if (value instanceof Report.Flag flag) {
            return flag.set() ? "yes" : "no";
        } else if (value instanceof Report.Part part) {
            return part.report().fields().entrySet().stream()
                    .map(field -> words(field.getKey()) + " " + cell(field.getValue()))
                    .collect(Collectors.joining(", "));
        }
        return items((Report.Items) value);
    }

    private static String items(Report.Items items) {
        return items.items().isEmpty()
                ? "none"
                : items.items().stream().map(HumanText::cell).collect(Collectors.joining(", "));
    }

    public static String words(String name) {
        return name.replace('_', ' ');
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
