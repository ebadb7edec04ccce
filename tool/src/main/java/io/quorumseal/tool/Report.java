package io.quorumseal.tool;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names and values in order. What is absent has no entry. For one thread, until it is handed over. */
final class Report {
    private final Map<String, Value> fields = new LinkedHashMap<>();

    /** A value. */
    sealed interface Value {}

    /** A string. */
    record Text(String text) implements Value {}

    /** A whole number. */
    record Whole(long number) implements Value {}

    /** Yes or no. */
    record Flag(boolean set) implements Value {}

    /** Names and values in one place. */
    record Part(Report report) implements Value {}

    /** A table or a list of parts. */
    record Rows(List<Report> rows) implements Value {
        Rows {
            rows = List.copyOf(rows);
        }
    }

    /** A list of strings or numbers. */
    record Items(List<Value> items) implements Value {
        Items {
            items = List.copyOf(items);
        }
    }

    Report put(String name, Value value) {
        fields.put(name, value);
        return this;
    }

    Report text(String name, String text) {
        return put(name, new Text(text));
    }

    /** Leaves an empty text out. */
    Report textIfAny(String name, String text) {
        return text.isEmpty() ? this : text(name, text);
    }

    Report number(String name, long number) {
        return put(name, new Whole(number));
    }

    Report flag(String name, boolean set) {
        return put(name, new Flag(set));
    }

    Report part(String name, Report part) {
        return put(name, new Part(part));
    }

    Report rows(String name, List<Report> rows) {
        return put(name, new Rows(rows));
    }

    Map<String, Value> fields() {
        return Collections.unmodifiableMap(fields);
    }
}
