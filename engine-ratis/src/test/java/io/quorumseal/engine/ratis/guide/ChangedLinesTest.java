package io.quorumseal.engine.ratis.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.Patch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a vendor changes to encrypt a state machine: two servers that run, and the difference that the guide shows. */
class ChangedLinesTest {
    private static final int MOST = 30;
    private static final int CONTEXT = 1;

    private final Path root = Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
            .filter(folder -> Files.exists(folder.resolve("docs/guide.md")))
            .findFirst()
            .orElseThrow();

    @Test
    void servers_plainAndEncrypted_differInAtMostThirtyLines() throws IOException {
        long changed = changed(patch());
        System.out.println("Lines removed and added to encrypt the arithmetic example: " + changed);
        assertTrue(changed > 0, "the files are the same");
        assertTrue(changed <= MOST, changed + " lines changed, at most " + MOST + " may be");
    }

    @Test
    void changedLines_areThoseRemovedAndThoseAdded() {
        assertEquals(4, changed(DiffUtils.diff(List.of("a", "b", "c"), List.of("a", "x", "c", "d", "e"))));
    }

    @Test
    void guide_showsTheDifferenceOfTheServers() throws IOException {
        String block = "```diff\n" + String.join("\n", unified()) + "\n```\n";
        assertTrue(
                Files.readString(root.resolve("docs/guide.md")).contains(block),
                () -> "docs/guide.md has to show:\n" + block);
    }

    @Test
    void guide_saysHowManyLinesDiffer() throws IOException {
        String count = "in " + changed(patch()) + " lines";
        assertTrue(Files.readString(root.resolve("docs/guide.md")).contains(count), () -> "say: " + count);
    }

    private static long changed(Patch<String> patch) {
        return patch.getDeltas().stream().mapToLong(ChangedLinesTest::lines).sum();
    }

    private static long lines(AbstractDelta<String> delta) {
        return delta.getSource().size() + delta.getTarget().size();
    }

    private List<String> unified() throws IOException {
        return UnifiedDiffUtils.generateUnifiedDiff(
                "plain/ArithmeticServer.java", "encrypted/ArithmeticServer.java", server("plain"), patch(), CONTEXT);
    }

    private Patch<String> patch() throws IOException {
        return DiffUtils.diff(server("plain"), server("encrypted"));
    }

    private List<String> server(String folder) throws IOException {
        return Files.readAllLines(root.resolve("engine-ratis/src/test/java/io/quorumseal/engine/ratis/guide")
                .resolve(folder)
                .resolve("ArithmeticServer.java"));
    }
}
