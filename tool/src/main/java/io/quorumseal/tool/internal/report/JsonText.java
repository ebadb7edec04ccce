package io.quorumseal.tool.internal.report;

import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.core.util.Separators.Spacing;

/** Writes a report as one JSON object (RFC 8259), indented by two spaces, with a line feed at its end. */
public final class JsonText {
    private static final JsonFactory FACTORY = JsonFactory.builder().build();
    private static final DefaultIndenter TWO_SPACES = new DefaultIndenter("  ", "\n");
    private static final Separators SEPARATORS = Separators.createDefaultInstance()
            .withObjectNameValueSpacing(Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");

    private final JsonGenerator out;

    private JsonText(JsonGenerator out) {
        this.out = out;
    }

    public static String of(Report report) {
        return text(report, new Indented());
    }

    /** The same in one line. */
    public static String line(Report report) {
        return text(report, ObjectWriteContext.empty());
    }

    private static String text(Report report, ObjectWriteContext how) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(how, text)) {
            new JsonText(out).object(report);
        }
        return text + "\n";
    }

    private void object(Report report) {
        out.writeStartObject();
        report.fields().forEach((name, value) -> {
            out.writeName(name);
            value(value);
        });
        out.writeEndObject();
    }

    private void value(Report.Value value) {
        if (value instanceof Report.Text text) {
            out.writeString(text.text());
        } else if (value instanceof Report.Whole whole) {
            out.writeNumber(whole.number());
        } else if (value instanceof Report.Flag flag) {
            out.writeBoolean(flag.set());
        } else if (value instanceof Report.Part part) {
            object(part.report());
        } else {
            list(value);
        }
    }

    private void list(Report.Value value) {
        out.writeStartArray();
        if (value instanceof Report.Rows rows) {
            rows.rows().forEach(this::object);
        } else {
            ((Report.Items) value).items().forEach(this::value);
        }
        out.writeEndArray();
    }

    /** Asks for indented output. */
    private static final class Indented extends ObjectWriteContext.Base {
        @Override
        public PrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter(SEPARATORS)
                    .withArrayIndenter(TWO_SPACES)
                    .withObjectIndenter(TWO_SPACES);
        }

        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }
    }
}
