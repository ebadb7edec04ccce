package io.quorumseal.testkit.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on testing names tests and patches that there are. */
class TestingDocumentTest {
    private static final Pattern SCHEDULE = Pattern.compile("(?m)^\\| [a-z] \\| .*$");
    private static final Pattern FAULT = Pattern.compile("(?m)^\\| [A-F]\\d+ \\| .*$");
    private static final int MENDED = 43;
    private static final Pattern RULE = Pattern.compile("(?m)^\\| S\\d+ \\| .*$");
    private static final int RULES = 12;
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");
    private static final Pattern PATCH = Pattern.compile("`([a-z]+(?:-[a-z]+)+)`");

    private final Path root = Repository.here().root();

    @Test
    void schedules_areAllThereWithTheirTestsAndPatches() throws IOException {
        List<String> rows = SCHEDULE.matcher(Files.readString(root.resolve("docs/testing.md")))
                .results()
                .map(MatchResult::group)
                .toList();
        assertEquals('s' - 'a' + 1, rows.size());
        requireTestsAndPatches(rows);
    }

    @Test
    void faults_areAllThereWithTheirTestsAndPatches() throws IOException {
        List<String> rows = FAULT.matcher(Files.readString(root.resolve("docs/testing.md")))
                .results()
                .map(MatchResult::group)
                .toList();
        assertEquals(MENDED, rows.size());
        requireTestsAndPatches(rows);
    }

    @Test
    void rulesOfSuite2_areAllThereWithTheirTestsAndPatches() throws IOException {
        List<String> rows = RULE.matcher(Files.readString(root.resolve("docs/testing.md")))
                .results()
                .map(MatchResult::group)
                .toList();
        assertEquals(RULES, rows.size());
        requireTestsAndPatches(rows);
    }

    private void requireTestsAndPatches(List<String> rows) throws IOException {
        for (String row : rows) {
            List<MatchResult> tests = TEST.matcher(row).results().toList();
            assertTrue(!tests.isEmpty(), row);
            for (MatchResult test : tests) {
                assertTrue(isThere(test.group(1), test.group(2)), test::group);
            }
            PATCH.matcher(row)
                    .results()
                    .map(patch -> root.resolve("testkit/broken/" + patch.group(1) + ".patch"))
                    .forEach(patch -> assertTrue(Files.exists(patch), patch::toString));
        }
    }

    @Test
    void rulesBrokenInLives_areThoseOfThePatchesWithTheirSeeds() throws IOException {
        List<String> recorded;
        try (Stream<Path> patches = Files.list(root.resolve("testkit/broken"))) {
            recorded = patches.filter(file -> file.toString().endsWith(".patch"))
                    .sorted()
                    .flatMap(TestingDocumentTest::row)
                    .toList();
        }
        assertEquals(
                recorded,
                Files.readAllLines(root.resolve("docs/testing.md")).stream()
                        .filter(line -> line.matches("\\| .* \\| `[a-z-]+` \\| (\\d+|not recorded) \\|"))
                        .toList());
    }

    private static Stream<String> row(Path patch) {
        try {
            String name = patch.getFileName().toString().replace(".patch", "");
            List<String> lines = Files.readAllLines(patch);
            return field(lines, "Lives: ")
                    .map(seed -> "| " + field(lines, "Rule: ").findFirst().orElseThrow() + " | `" + name + "` | " + seed
                            + " |");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> field(List<String> lines, String name) {
        return lines.stream().filter(line -> line.startsWith(name)).map(line -> line.substring(name.length()));
    }

    private boolean isThere(String type, String method) throws IOException {
        for (String module : List.of(
                "api",
                "core",
                "testkit",
                "engine-ratis",
                "engine-jraft",
                "tool",
                "provider-bc",
                "provider-kms",
                "provider-vault")) {
            try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/test/java"))) {
                for (Path file : files.filter(f -> f.endsWith(type + ".java")).toList()) {
                    if (Files.readString(file).contains("void " + method + "(")) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
