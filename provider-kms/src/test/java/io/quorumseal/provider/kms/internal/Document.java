package io.quorumseal.provider.kms.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page of this provider, {@code docs/providers/aws-kms.md}. */
record Document(String text) {
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)\n```", Pattern.DOTALL);
    private static final Pattern NAMED = Pattern.compile("`([\\w-]+\\.json)`[^`]*```json\n(.*?)\n```", Pattern.DOTALL);

    static Document read() {
        try {
            return new Document(Files.readString(Path.of("../docs/providers/aws-kms.md")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cells of a table's rows, without the backticks. */
    List<List<String>> table(String headings) {
        int start = text.indexOf("\n| " + headings + " |\n");
        if (start < 0) {
            throw new AssertionError("there is no table with the headings " + headings);
        }
        return text.substring(start + 1)
                .lines()
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(cell -> cell.strip().replace("`", ""))
                        .toList())
                .toList();
    }

    List<String> blocks(String language) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    /** The JSON files, by the names that stand before them. */
    Map<String, String> files() {
        Map<String, String> files = new LinkedHashMap<>();
        for (Matcher named = NAMED.matcher(text); named.find(); ) {
            files.put(named.group(1), named.group(2));
        }
        return files;
    }
}
