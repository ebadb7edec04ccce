package io.quorumseal.core;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the modules of the whole source tree declare. */
class ModuleSourcesTest {
    private static final Path DESCRIPTOR = Path.of("src", "main", "java", "module-info.java");
    private static final Path SERVICES = Path.of("src", "main", "resources", "META-INF", "services");
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);
    private static final Pattern PROVIDES = Pattern.compile("provides\\s+([\\w.]+)\\s+with\\s+([\\w.,\\s]+);");
    private static final Pattern EXPORTS = Pattern.compile("exports\\s+([\\w.]+)\\s*;");

    /** On the class path only the files count, on the module path only the descriptor. */
    @Test
    void everyModule_declaresItsServicesTwice() throws IOException {
        boolean anyServices = false;
        for (Path module : modules()) {
            Map<String, Set<String>> declared = declared(module);
            assertEquals(declared, listed(module), () -> "services of " + module);
            anyServices |= !declared.isEmpty();
        }
        assertTrue(anyServices, "no module was found to declare a service");
    }

    @Test
    void everyModule_exportsNoInternalPackage() throws IOException {
        for (Path module : modules()) {
            matches(EXPORTS, module)
                    .map(export -> export.group(1))
                    .forEach(name -> assertFalse((name + ".").contains(".internal."), () -> module + ": " + name));
        }
    }

    /** The folders with a descriptor; the root is where the aggregating pom is. */
    private static List<Path> modules() throws IOException {
        Path root = Path.of("..").toRealPath();
        assertTrue(Files.exists(root.resolve("bom/pom.xml")), () -> root + " is not the root of the sources");
        try (Stream<Path> folders = Files.walk(root, 2)) {
            List<Path> modules = folders.filter(folder -> Files.exists(folder.resolve(DESCRIPTOR)))
                    .toList();
            assertTrue(modules.size() >= 4, () -> "modules found: " + modules);
            return modules;
        }
    }

    private static Map<String, Set<String>> declared(Path module) {
        return matches(PROVIDES, module)
                .collect(toMap(
                        found -> found.group(1),
                        found -> Arrays.stream(found.group(2).split(",", -1))
                                .map(String::strip)
                                .collect(Collectors.toSet())));
    }

    private static Stream<MatchResult> matches(Pattern pattern, Path module) {
        String source = String.join("\n", lines(module.resolve(DESCRIPTOR)));
        return pattern.matcher(COMMENT.matcher(source).replaceAll("")).results().toList().stream();
    }

    private static Map<String, Set<String>> listed(Path module) throws IOException {
        if (!Files.exists(module.resolve(SERVICES))) {
            return Map.of();
        }
        try (Stream<Path> files = Files.list(module.resolve(SERVICES))) {
            return files.collect(toMap(file -> file.getFileName().toString(), file -> Set.copyOf(lines(file))));
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
