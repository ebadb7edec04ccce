package io.quorumseal.engine.jraft.guide;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
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
        long changed = changed();
        System.out.println("Lines removed and added to encrypt the counters in JRaft: " + changed);
        assertTrue(changed > 0, "the files are the same");
        assertTrue(changed <= MOST, changed + " lines changed, at most " + MOST + " may be");
    }

    @Test
    void guide_showsTheDifferenceOfTheServersAndCountsIt() throws IOException {
        String guide = Files.readString(root.resolve("docs/guide.md"));
        String block = "```diff\n" + String.join("\n", unified()) + "\n```\n";
        assertTrue(guide.contains(block), () -> "docs/guide.md has to show:\n" + block);
        String count = "in " + changed() + " lines";
        assertTrue(guide.contains(count), () -> "say: " + count);
    }

    private long changed() throws IOException {
        return patch().getDeltas().stream()
                .mapToLong(delta ->
                        (long) delta.getSource().size() + delta.getTarget().size())
                .sum();
    }

    private List<String> unified() throws IOException {
        return UnifiedDiffUtils.generateUnifiedDiff(
                "plain/CounterServer.java", "encrypted/CounterServer.java", server("plain"), patch(), CONTEXT);
    }

    private Patch<String> patch() throws IOException {
        return DiffUtils.diff(server("plain"), server("encrypted"));
    }

    private List<String> server(String folder) throws IOException {
        return Files.readAllLines(root.resolve("engine-jraft/src/test/java/io/quorumseal/engine/jraft/guide")
                .resolve(folder)
                .resolve("CounterServer.java"));
    }
}
