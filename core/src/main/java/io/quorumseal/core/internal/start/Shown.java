package io.quorumseal.core.internal.start;

import java.util.stream.Collectors;

/** Texts from outside as messages show them. */
final class Shown {
    private Shown() {}

    /** A text on one line, with what nobody sees by its number. */
    static String of(String text) {
        return text.codePoints()
                .mapToObj(c -> isUnseen(c) ? String.format("\\u%04x", c) : Character.toString(c))
                .collect(Collectors.joining());
    }

    static boolean isUnseen(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> Character.isSpaceChar(character) && character != ' ';
        };
    }
}
