package io.quorumseal.core.internal.sidecar;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The members of one object while it is being read. Each is taken once; what nobody takes is unknown to this version
 * and is kept.
 */
final class Members {
    /** How many digits the largest long has. */
    private static final int LONGEST_WHOLE = 19;

    private final String path;
    private final SortedMap<String, JsonValue> left;
    private final List<Members> inner = new ArrayList<>();

    private Members(String path, SortedMap<String, JsonValue> left) {
        this.path = path;
        this.left = left;
    }

    static Members of(String path, JsonValue value) {
        if (value instanceof JsonValue.Obj object) {
            return new Members(path, new TreeMap<>(object.members()));
        }
        throw Damage.of("an object is missing at " + place(path));
    }

    SortedSet<String> names() {
        return new TreeSet<>(left.keySet());
    }

    boolean has(String name) {
        return left.containsKey(name);
    }

    /** Takes an object; one that is not there is empty. */
    Members object(String name) {
        JsonValue value = take(name).orElse(new JsonValue.Obj(new TreeMap<>()));
        Members members = of(Pointer.child(path, name), value);
        inner.add(members);
        return members;
    }

    List<JsonValue> array(String name) {
        JsonValue value = take(name).orElse(new JsonValue.Arr(List.of()));
        if (value instanceof JsonValue.Arr array) {
            return array.elements();
        }
        throw wrong(name, "an array");
    }

    boolean flag(String name) {
        JsonValue value = take(name).orElse(JsonValue.Word.FALSE);
        if (value == JsonValue.Word.NULL || !(value instanceof JsonValue.Word)) {
            throw wrong(name, "true or false");
        }
        return value == JsonValue.Word.TRUE;
    }

    String text(String name) {
        return optionalText(name).orElseThrow(() -> wrong(name, "a string"));
    }

    Optional<String> optionalText(String name) {
        return take(name).map(value -> textOf(name, value));
    }

    private String textOf(String name, JsonValue value) {
        if (value instanceof JsonValue.Str string && string.text().length() <= Limits.TEXT_LENGTH) {
            return string.text();
        }
        throw wrong(name, "a string of at most " + Limits.TEXT_LENGTH + " characters");
    }

    /** Takes a whole number from 0 to {@code max}; one that is not there is 0. */
    long number(String name, long max) {
        return whole(take(name).orElse(JsonValue.Num.of(0)), max)
                .orElseThrow(() -> wrong(name, "a whole number from 0 to " + max));
    }

    static Optional<Long> whole(JsonValue value, long max) {
        return value instanceof JsonValue.Num number ? whole(number.digits(), max) : Optional.empty();
    }

    static Optional<Long> whole(String digits, long max) {
        if (digits.length() > LONGEST_WHOLE || !isWhole(digits)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(digits)).filter(value -> value <= max);
        } catch (NumberFormatException beyondLong) {
            return Optional.empty();
        }
    }

    /** Digits alone, and no zero before others. */
    private static boolean isWhole(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
                return false;
            }
        }
        return !digits.isEmpty() && (digits.length() == 1 || digits.charAt(0) != '0');
    }

    Optional<JsonValue> take(String name) {
        return Optional.ofNullable(left.remove(name));
    }

    /** Tells what nobody took, here and further in: the member's path and its text. */
    SortedMap<String, String> unknown() {
        SortedMap<String, String> all = new TreeMap<>();
        left.forEach((name, value) -> all.put(Pointer.child(path, name), JsonWriter.compact(value)));
        inner.forEach(members -> all.putAll(members.unknown()));
        return all;
    }

    private RuntimeException wrong(String name, String wanted) {
        return Damage.of(place(Pointer.child(path, name)) + " is not " + wanted);
    }

    private static String place(String pointer) {
        return pointer.isEmpty() ? "its top" : pointer;
    }
}
