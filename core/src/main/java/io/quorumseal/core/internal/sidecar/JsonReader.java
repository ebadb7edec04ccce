package io.quorumseal.core.internal.sidecar;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads one JSON text in UTF-8, strictly: no byte order mark, no member twice, nothing after the value, no text that
 * is not Unicode.
 */
final class JsonReader {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(Limits.FILE_BYTES)
                    .maxNestingDepth(Limits.DEPTH)
                    .maxNumberLength(Limits.NUMBER_DIGITS)
                    .maxStringLength(Limits.FILE_BYTES)
                    .maxNameLength(Limits.NAME_LENGTH)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonParser parser;
    private final Optional<JsonPointer> sought;
    private OptionalInt quote = OptionalInt.empty();

    private JsonReader(JsonParser parser, Optional<JsonPointer> sought) {
        this.parser = parser;
        this.sought = sought;
    }

    /**
     * A text that was read.
     *
     * @param value its value
     * @param quote the offset in bytes of the opening quote of the string that was sought; empty if there is none
     */
    record Found(JsonValue value, OptionalInt quote) {}

    static JsonValue read(byte[] file) {
        return read(file, Optional.empty()).value();
    }

    /** Reads a text, and finds the place of a string value, a member of an object. */
    static Found read(byte[] file, JsonPointer sought) {
        return read(file, Optional.of(sought));
    }

    private static Found read(byte[] file, Optional<JsonPointer> sought) {
        refuseOtherThanPlainUtf8(file);
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), file)) {
            JsonReader reader = new JsonReader(parser, sought);
            return new Found(reader.only(), reader.quote);
        } catch (JacksonException damage) {
            throw Damage.of("it is not JSON: " + damage.getOriginalMessage(), damage);
        }
    }

    /** The parser guesses the encoding, and takes a mark or zero bytes for a hint at another one. */
    private static void refuseOtherThanPlainUtf8(byte[] file) {
        if (file.length > Limits.FILE_BYTES) {
            throw Damage.of("it has " + file.length + " bytes, more than " + Limits.FILE_BYTES);
        }
        if (isAscii(file)) {
            return;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
            if (text.indexOf('\uFEFF') == 0 || text.indexOf('\0') >= 0) {
                throw Damage.of("it has a byte order mark or a zero byte");
            }
        } catch (CharacterCodingException damage) {
            throw Damage.of("it is not UTF-8", damage);
        }
    }

    /** Whether there are none but ASCII characters, as in nearly every file; a zero byte is none. */
    private static boolean isAscii(byte[] file) {
        for (byte unit : file) {
            if (unit <= 0) {
                return false;
            }
        }
        return true;
    }

    private JsonValue only() {
        JsonValue value = value(parser.nextToken());
        if (parser.nextToken() != null) {
            throw Damage.of("something follows after its end");
        }
        return value;
    }

    @SuppressWarnings("NullAway") // the parser's answer at the end of the text is null
    private JsonValue value(JsonToken token) {
        if (token == null) {
            throw Damage.of("it ends too early");
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> string();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.Num(parser.getString());
            case VALUE_TRUE -> JsonValue.Word.TRUE;
            case VALUE_FALSE -> JsonValue.Word.FALSE;
            case VALUE_NULL -> JsonValue.Word.NULL;
            default -> throw Damage.of("it has a stray " + token);
        };
    }

    private JsonValue object() {
        SortedMap<String, JsonValue> members = new TreeMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = unicode(parser.currentName());
            members.put(name, value(parser.nextToken()));
        }
        return new JsonValue.Obj(members);
    }

    private JsonValue array() {
        List<JsonValue> elements = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            elements.add(value(token));
        }
        return new JsonValue.Arr(elements);
    }

    private JsonValue string() {
        if (isSought()) {
            quote = OptionalInt.of(Math.toIntExact(parser.currentTokenLocation().getByteOffset()));
        }
        return new JsonValue.Str(unicode(parser.getString()));
    }

    /** The path is long to tell; most strings have another name. */
    private boolean isSought() {
        return sought.filter(path -> path.last().getMatchingProperty().equals(parser.currentName()))
                .filter(path -> path.equals(parser.streamReadContext().pathAsPointer()))
                .isPresent();
    }

    /** An escape can spell half of a surrogate pair, which no UTF-8 text could be written from again. */
    private static String unicode(String text) {
        if (hasSurrogates(text) && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw Damage.of("a string in it is not Unicode");
        }
        return text;
    }

    private static boolean hasSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }
}
