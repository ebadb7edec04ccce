package io.quorumseal.tool.internal.page;

import io.quorumseal.tool.internal.report.HumanText;

/** HTML, piece by piece. Every text and every value of an attribute is escaped; tags and names are this program's own. */
public final class Html {
    private final StringBuilder out = new StringBuilder();

    /**
     * Opens an element.
     *
     * @param tag its name
     * @param attributes names and values by turns
     */
    Html open(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
        out.append('>');
        return this;
    }

    Html close(String tag) {
        out.append("</").append(tag).append(">");
        return this;
    }

    Html text(String text) {
        escape(text);
        return this;
    }

    /** Ends a line of the source. */
    Html line() {
        out.append('\n');
        return this;
    }

    /** An element with nothing but text in it. */
    Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    /** What reads like a control character does nothing but show, too. */
    private void escape(String text) {
        HumanText.visible(text).chars().forEach(unit -> {
            switch (unit) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append((char) unit);
            }
        });
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
