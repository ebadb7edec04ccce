package io.quorumseal.core.internal.sidecar;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/** A JSON value. Numbers keep their text, so that what is not understood is written back as it was read. */
sealed interface JsonValue {

    /** An object; its members are sorted by name, and whoever made their map leaves it alone from here on. */
    record Obj(SortedMap<String, JsonValue> members) implements JsonValue {
        public Obj {
            members = Collections.unmodifiableSortedMap(members);
        }
    }

    /** An array. */
    record Arr(List<JsonValue> elements) implements JsonValue {
        public Arr {
            elements = List.copyOf(elements);
        }
    }

    /** A string, without its quotes. */
    record Str(String text) implements JsonValue {}

    /** A number, as it is written. */
    record Num(String digits) implements JsonValue {
        static Num of(long value) {
            return new Num(Long.toString(value));
        }
    }

    /** One of the words {@code true}, {@code false} and {@code null}. */
    enum Word implements JsonValue {
        TRUE,
        FALSE,
        NULL;

        static Word of(boolean value) {
            return value ? TRUE : FALSE;
        }
    }
}
