package io.quorumseal.tool.internal.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names and values in order. What is absent has no entry. For one thread, until it is handed over. */
public final class Report {
    private final Map<String, Value> fields = new LinkedHashMap<>();

    /** A value. */
    public sealed interface Value {}

    /** A string. */
    public record Text(String text) implements Value {}

    /** A whole number. */
    public record Whole(long number) implements Value {}

    /** Yes or no. */
    record Flag(boolean set) implements Value {}

    /** Names and values in one place. */
    public record Part(Report report) implements Value {}

    /** A table or a list of parts. */
    public record Rows(List<Report> rows) implements Value {
        public Rows {
            rows = List.copyOf(rows);
        }
    }

    /** A list of strings or numbers. */
    public record Items(List<Value> items) implements Value {
        public Items {
            items = List.copyOf(items);
        }
    }

    public Report put(String name, Value value) {
        fields.put(name, value);
        return this;
    }

    public Report text(String name, String text) {
        return put(name, new Text(text));
    }

    /** Leaves an empty text out. */
    public Report textIfAny(String name, String text) {
        return text.isEmpty() ? this : text(name, text);
    }

    public Report number(String name, long number) {
        return put(name, new Whole(number));
    }

    public Report flag(String name, boolean set) {
        return put(name, new Flag(set));
    }

    public Report part(String name, Report part) {
        return put(name, new Part(part));
    }

    public Report rows(String name, List<Report> rows) {
        return put(name, new Rows(rows));
    }

    public Map<String, Value> fields() {
        return Collections.unmodifiableMap(fields);
    }
}
