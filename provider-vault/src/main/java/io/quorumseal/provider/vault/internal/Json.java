package io.quorumseal.provider.vault.internal;

import io.github.jopenlibs.vault.json.JsonArray;
import io.github.jopenlibs.vault.json.JsonObject;
import io.github.jopenlibs.vault.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Reads the driver's JSON, and takes what is missing or of another type as absent. */
final class Json {
    /** Objects and arrays in one answer; the driver's parser recurses into them. */
    private static final int MOST_NESTED = 1000;

    private Json() {}

    /** Parses an object; anything else is an empty one. */
    static JsonObject object(byte[] text) {
        try {
            return isReasonable(text)
                    ? io.github.jopenlibs.vault.json.Json.parse(new String(text, StandardCharsets.UTF_8))
                            .asObject()
                    : new JsonObject();
        } catch (RuntimeException e) {
            // What the parser says quotes the text.
            return new JsonObject();
        }
    }

    private static boolean isReasonable(byte[] text) {
        int open = 0;
        for (byte one : text) {
            open += one == '[' || one == '{' ? 1 : 0;
        }
        return open <= MOST_NESTED;
    }

    static JsonObject object(JsonObject in, String name) {
        return in.get(name) instanceof JsonObject found ? found : new JsonObject();
    }

    static List<JsonObject> objects(JsonObject in, String name) {
        return values(in, name).stream()
                .map(value -> value instanceof JsonObject found ? found : new JsonObject())
                .toList();
    }

    static List<String> texts(JsonObject in, String name) {
        return values(in, name).stream()
                .filter(JsonValue::isString)
                .map(JsonValue::asString)
                .toList();
    }

    private static List<JsonValue> values(JsonObject in, String name) {
        return in.get(name) instanceof JsonArray found
                ? StreamSupport.stream(found.spliterator(), false).toList()
                : List.of();
    }

    static Optional<String> text(JsonObject in, String name) {
        JsonValue value = in.get(name);
        return value != null && value.isString() ? Optional.of(value.asString()) : Optional.empty();
    }

    static boolean isTrue(JsonObject in, String name) {
        JsonValue value = in.get(name);
        return value != null && value.isTrue();
    }

    /** Tells a number; 0, which Vault counts nothing from, if there is none. */
    static int number(JsonObject in, String name) {
        JsonValue value = in.get(name);
        try {
            return value != null && value.isNumber() ? value.asInt() : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
