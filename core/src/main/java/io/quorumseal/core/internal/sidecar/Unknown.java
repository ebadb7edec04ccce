package io.quorumseal.core.internal.sidecar;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Puts members that this version does not know back into their places. One whose surrounding object is gone, such as
 * a note on a key that was retired, goes with it.
 */
final class Unknown {
    private final Map<String, SortedMap<String, JsonValue>> byParent = new HashMap<>();

    Unknown(Map<String, String> texts) {
        texts.forEach((pointer, text) -> byParent.computeIfAbsent(Pointer.parent(pointer), parent -> new TreeMap<>())
                .put(Pointer.name(pointer), JsonReader.read(text.getBytes(StandardCharsets.UTF_8))));
    }

    JsonValue.Obj into(JsonValue.Obj top) {
        return byParent.isEmpty() ? top : into(Pointer.ROOT, top);
    }

    private JsonValue.Obj into(String path, JsonValue.Obj object) {
        NavigableMap<String, JsonValue> members = new TreeMap<>();
        object.members().forEach((name, value) -> members.put(name, inner(Pointer.child(path, name), value)));
        byParent.getOrDefault(path, new TreeMap<>()).forEach(members::putIfAbsent);
        return new JsonValue.Obj(members);
    }

    private JsonValue inner(String path, JsonValue value) {
        return value instanceof JsonValue.Obj object ? into(path, object) : value;
    }
}
