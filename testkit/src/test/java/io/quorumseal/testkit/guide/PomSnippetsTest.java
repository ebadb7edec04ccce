package io.quorumseal.testkit.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.testkit.guide.Markdown.Block;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the documents show as a pom can be copied: each artifact has the version that is built here, or the BOM's. */
class PomSnippetsTest {
    private static final Pattern DEPENDENCY = Pattern.compile(
            "<dependency>\\s*<groupId>(.*?)</groupId>\\s*<artifactId>(.*?)</artifactId>(.*?)</dependency>");
    private static final Pattern VERSION = Pattern.compile("<version>(.*?)</version>");
    private static final String BOM = "io.quorumseal:quorumseal-bom";
    private static final String JUNIT = "org.junit.jupiter:junit-jupiter";

    private final Repository repository = Repository.here();

    @Test
    void pom_inADocument_namesVersionsThatThereAre() {
        Map<String, String> known = Map.of(BOM, projectVersion(), JUNIT, property("junit.version"));
        List<Block> poms = poms();
        assertTrue(poms.size() >= 2, () -> "only " + poms.size() + " poms found");
        for (Block pom : poms) {
            Map<String, String> dependencies = dependencies(pom);
            assertTrue(dependencies.containsKey(BOM), () -> "without BOM:\n" + pom.code());
            dependencies.forEach((artifact, version) ->
                    assertEquals(known.getOrDefault(artifact, managed(artifact)), version, () -> artifact));
        }
    }

    @Test
    void pomOfAProvider_hasAllThatItsTestsNeed() {
        Markdown page = document("custom-provider.md");
        assertEquals(
                Set.of(BOM, JUNIT, "io.quorumseal:quorumseal-api", "io.quorumseal:quorumseal-testkit"),
                dependencies(page.blocks("xml").get(0)).keySet());
    }

    private List<Block> poms() {
        return repository.documents().stream()
                .flatMap(document -> document.blocks("xml").stream())
                .toList();
    }

    private Markdown document(String name) {
        return repository.documents().stream()
                .filter(document -> document.file().endsWith(name))
                .findFirst()
                .orElseThrow();
    }

    /** No version, if the BOM has it. */
    private String managed(String artifact) {
        String id = artifact.substring(artifact.indexOf(':') + 1);
        return repository.text("bom/pom.xml").contains("<artifactId>" + id + "</artifactId>") ? "" : "one of the BOM's";
    }

    private static Map<String, String> dependencies(Block pom) {
        return DEPENDENCY
                .matcher(pom.normalized())
                .results()
                .collect(Collectors.toMap(
                        found -> found.group(1) + ":" + found.group(2),
                        found -> first(VERSION, found.group(3)),
                        (one, other) -> one,
                        TreeMap::new));
    }

    private String projectVersion() {
        return first(VERSION, repository.text("bom/pom.xml"));
    }

    private String property(String name) {
        return first(Pattern.compile("<" + name + ">(.*?)</"), repository.text("pom.xml"));
    }

    private static String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? found.group(1) : "";
    }
}
