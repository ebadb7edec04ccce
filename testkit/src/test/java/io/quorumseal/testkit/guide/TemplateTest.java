package io.quorumseal.testkit.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The template of a store has a pom of its own, for elsewhere: it says what the pom says by which this build checks the template. */
class TemplateTest {
    private static final Pattern PROPERTY = Pattern.compile("<([a-z.-]+)\\.version>(.*?)</");
    private static final Pattern DEPENDENCY = Pattern.compile(
            "<dependency>\\s*<groupId>(.*?)</groupId>\\s*<artifactId>(.*?)</artifactId>(.*?)</dependency>",
            Pattern.DOTALL);
    private static final Pattern SCOPE = Pattern.compile("<scope>(.*?)</scope>");
    private static final String BOM = "io.quorumseal:quorumseal-bom import";

    private final Repository repository = Repository.here();
    private final String template = repository.text("examples/init/template/pom.xml");

    @Test
    void versions_areThoseOfThisBuild() {
        Map<String, String> known = properties(repository.text("pom.xml"));
        known.put("quorumseal", version());
        Map<String, String> named = properties(template);
        assertTrue(named.size() > 5, named::toString);
        named.forEach((name, version) -> assertEquals(known.get(name), version, name));
    }

    @Test
    void dependencies_areThoseThatTheTemplateIsCheckedWith() {
        Set<String> named = dependencies(template);
        assertTrue(named.remove(BOM), named::toString);
        assertEquals(dependencies(repository.text("examples/init/pom.xml")), named);
    }

    @Test
    void readme_namesTheVersionThatIsBuilt() {
        assertTrue(repository.readme().text().contains("| version | " + version() + "; "), version());
    }

    private String version() {
        return Pattern.compile("<version>(.*?)</version>")
                .matcher(repository.text("bom/pom.xml"))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }

    private static Map<String, String> properties(String pom) {
        return PROPERTY.matcher(pom)
                .results()
                .collect(Collectors.toMap(
                        found -> found.group(1), found -> found.group(2), (one, other) -> one, TreeMap::new));
    }

    private static Set<String> dependencies(String pom) {
        return DEPENDENCY
                .matcher(pom)
                .results()
                .map(found -> found.group(1) + ":" + found.group(2) + " "
                        + SCOPE.matcher(found.group(3))
                                .results()
                                .map(scope -> scope.group(1))
                                .findFirst()
                                .orElse("compile"))
                .collect(Collectors.toSet());
    }
}
