package io.quorumseal.testkit.guide;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A document.
 *
 * @param file where it is
 * @param text what it says
 */
record Markdown(Path file, String text) {
    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)");

    /** A block of code, with the word that says of which kind. */
    record Block(String kind, String code) {
        String normalized() {
            return Markdown.normalized(code);
        }
    }

    static Markdown read(Path file) {
        try {
            return new Markdown(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String normalized(String code) {
        return code.strip().replaceAll("\\s+", " ");
    }

    List<Block> blocks(String kind) {
        List<Block> blocks = new ArrayList<>();
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            blocks.add(new Block(block.group(1), block.group(2)));
        }
        return blocks.stream().filter(block -> block.kind().equals(kind)).toList();
    }

    /** The files of this repository that the document points at. */
    List<Path> links() {
        Path folder = file.resolveSibling("");
        return LINK.matcher(text)
                .results()
                .map(link -> link.group(1))
                .filter(target -> !target.contains(":"))
                .map(target -> folder.resolve(target).normalize())
                .toList();
    }
}
