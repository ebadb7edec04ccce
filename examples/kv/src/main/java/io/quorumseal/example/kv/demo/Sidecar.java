package io.quorumseal.example.kv.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A node's key file, as it stands on disk. */
final class Sidecar {
    private static final Pattern TELLING =
            Pattern.compile("\"active\": \\{[^}]*}|\"(opening|\\w*cutover_index)\": \\d+");

    private Sidecar() {}

    static Path file(Path dataDirectory) {
        return dataDirectory.resolve("encryption").resolve("keys.json");
    }

    /** Tells which keys are active and from where on what is sealed. */
    static String text(Path dataDirectory) throws IOException {
        String json = Files.readString(file(dataDirectory)).replaceAll("\\s+", " ");
        return TELLING.matcher(json).results().map(MatchResult::group).collect(Collectors.joining(", "));
    }
}
