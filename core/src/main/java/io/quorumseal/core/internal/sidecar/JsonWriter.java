package io.quorumseal.core.internal.sidecar;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.core.util.Separators.Spacing;

/** Writes JSON so that one value has one text: members sorted, and indented by two spaces or not at all. */
final class JsonWriter {
    private static final JsonFactory FACTORY = JsonFactory.builder().build();
    private static final DefaultIndenter TWO_SPACES = new DefaultIndenter("  ", "\n");
    private static final Separators SEPARATORS = Separators.createDefaultInstance()
            .withObjectNameValueSpacing(Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");

    private final JsonGenerator out;

    private JsonWriter(JsonGenerator out) {
        this.out = out;
    }

    /** Writes a file: indented, with a newline at its end. */
    static byte[] file(JsonValue value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(value, bytes, new Indented());
        bytes.write('\n');
        return bytes.toByteArray();
    }

    /** Writes one value without any space. */
    static String compact(JsonValue value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(value, bytes, ObjectWriteContext.empty());
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void write(JsonValue value, OutputStream bytes, ObjectWriteContext context) {
        try (JsonGenerator out = FACTORY.createGenerator(context, bytes)) {
            new JsonWriter(out).value(value);
        }
    }

    private void value(JsonValue value) {
        if (value instanceof JsonValue.Obj object) {
            object(object.members());
        } else if (value instanceof JsonValue.Arr array) {
            array(array.elements());
        } else if (value instanceof JsonValue.Str string) {
            out.writeString(string.text());
        } else if (value instanceof JsonValue.Num number) {
            out.writeNumber(number.digits());
        } else {
            word((JsonValue.Word) value);
        }
    }

    private void object(SortedMap<String, JsonValue> members) {
        out.writeStartObject();
        members.forEach((name, value) -> {
            out.writeName(name);
            value(value);
        });
        out.writeEndObject();
    }

    private void array(List<JsonValue> elements) {
        out.writeStartArray();
        elements.forEach(this::value);
        out.writeEndArray();
    }

    private void word(JsonValue.Word word) {
        if (word == JsonValue.Word.NULL) {
            out.writeNull();
        } else {
            out.writeBoolean(word == JsonValue.Word.TRUE);
        }
    }

    /** Supplies the printer, which has a state and serves one text. */
    private static final class Indented extends ObjectWriteContext.Base {
        @Override
        public PrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter()
                    .withObjectIndenter(TWO_SPACES)
                    .withArrayIndenter(TWO_SPACES)
                    .withSeparators(SEPARATORS);
        }
    }
}
