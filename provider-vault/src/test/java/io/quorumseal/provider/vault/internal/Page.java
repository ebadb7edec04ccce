package io.quorumseal.provider.vault.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docs/providers/vault.md says: the tests take policies, commands and tables from there. */
final class Page {
    private static final Pattern BLOCK = Pattern.compile("(?s)```(\\w+)\\n(.*?)```");

    private Page() {}

    static String text() {
        try {
            return Files.readString(find(Path.of("").toAbsolutePath()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path find(Path directory) {
        Path page = directory.resolve("docs/providers/vault.md");
        return Files.exists(page)
                ? page
                : find(Objects.requireNonNull(directory.getParent(), "the page stands above the tests"));
    }

    /** The blocks of a language, in the order in which they stand. */
    static List<String> blocks(String language) {
        List<String> found = new ArrayList<>();
        Matcher block = BLOCK.matcher(text());
        while (block.find()) {
            if (block.group(1).equals(language)) {
                found.add(block.group(2));
            }
        }
        return found;
    }

    /** The policy of that name, for the key of that mount. */
    static String policy(String name, String mount, String key) {
        return blocks("hcl").stream()
                .filter(block -> block.startsWith("# " + name))
                .findFirst()
                .orElseThrow()
                .replace("transit/", mount + "/")
                .replace("orders", key);
    }
}
