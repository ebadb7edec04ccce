package io.quorumseal.core.internal.sidecar;

import java.util.SortedMap;
import java.util.TreeMap;

/** Builds an object. */
final class ObjectBuilder {
    private final SortedMap<String, JsonValue> members = new TreeMap<>();

    ObjectBuilder put(String name, JsonValue value) {
        members.put(name, value);
        return this;
    }

    ObjectBuilder text(String name, String text) {
        return put(name, new JsonValue.Str(text));
    }

    ObjectBuilder number(String name, long value) {
        return put(name, JsonValue.Num.of(value));
    }

    JsonValue.Obj build() {
        return new JsonValue.Obj(members);
    }
}
