package io.quorumseal.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Puts tables into the page on benchmarks, between the two comments that mark their place. */
final class Document {
    private Document() {}

    /** Puts the raw data beside the page, too. */
    static void put(String part, List<String> files, String tables) throws IOException {
        Files.createDirectories(Settings.RECORDED);
        for (String file : files) {
            Path target = Settings.RECORDED.resolve(file);
            Files.copy(Settings.RESULTS.resolve(file), target, StandardCopyOption.REPLACE_EXISTING);
        }
        put(part, tables);
    }

    private static void put(String part, String tables) throws IOException {
        String begin = "<!-- " + part + ": begin -->\n";
        String document = Files.readString(Settings.DOCUMENT);
        int from = document.indexOf(begin);
        int to = document.indexOf("<!-- " + part + ": end -->");
        if (from < 0 || to < from) {
            throw new IOException(Settings.DOCUMENT + " has no place for the tables");
        }
        String before = document.substring(0, from + begin.length());
        Files.writeString(Settings.DOCUMENT, before + tables + "\n" + document.substring(to));
    }
}
