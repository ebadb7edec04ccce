package io.quorumseal.testkit.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.testkit.guide.Markdown.Block;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the documents show as Java is code that compiles, and where they point there is something. */
class GuideSnippetsTest {
    /** Shorter code stands somewhere by chance. */
    private static final int TELLING = 20;

    private final Repository repository = Repository.here();

    @Test
    void javaBlock_inADocument_standsInACompiledSource() {
        List<String> sources = repository.sources();
        List<String> strangers = new ArrayList<>();
        int blocks = 0;
        for (Markdown document : repository.documents()) {
            for (Block block : document.blocks("java")) {
                blocks++;
                if (!stands(block, sources)) {
                    strangers.add(document.file() + ":\n" + block.code());
                }
            }
        }
        assertEquals(List.of(), strangers, "copy the code from a source that compiles");
        assertTrue(blocks > 5, "only " + blocks + " blocks found");
    }

    @Test
    void javaBlock_changedInOneLetter_isFound() {
        List<String> sources = repository.sources();
        Block block = repository.readme().blocks("java").get(0);
        assertTrue(stands(block, sources));
        Block changed = new Block("java", block.code().replace("begin(", "begun("));
        assertEquals(false, stands(changed, sources));
    }

    private static boolean stands(Block block, List<String> sources) {
        String code = block.normalized();
        return code.length() >= TELLING && sources.stream().anyMatch(source -> source.contains(code));
    }

    @Test
    void readme_firstTwoCommands_areTheMainJobAndTheTests() {
        List<String> commands =
                repository.readme().blocks("sh").stream().map(Block::normalized).toList();
        assertEquals(List.of("mvn -q -Pdemo", "mvn verify"), commands.subList(0, 2));
    }

    @Test
    void link_inADocument_leadsToAFile() {
        List<String> broken = new ArrayList<>();
        for (Markdown document : repository.documents()) {
            document.links().stream()
                    .filter(target -> !Files.exists(target))
                    .forEach(target -> broken.add(document.file() + " → " + relative(target)));
        }
        assertEquals(List.of(), broken, "correct the links");
    }

    private Path relative(Path target) {
        return repository.root().relativize(target);
    }
}
