package io.quorumseal.provider.tink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.provider.bc.KeyFiles;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of {@code docs/providers/tink.md}, from its first to its last, as they stand there. */
class DocumentTest {
    private static final Pattern BLOCK = Pattern.compile("^```sh\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    private static final Pattern LINKED = Pattern.compile("(quorumseal-)?(api|provider-bc)\\b|bcprov|gson");
    private static final Pattern AUTOMATIC = Pattern.compile("(quorumseal-)?provider-tink|tink-|protobuf-java|jsr305");

    @TempDir
    Path directory;

    @Test
    void commands_asTheyStand_doWhatTheyShould() throws Exception {
        KeyFiles.create(directory.resolve("kek"));
        KeyFiles.create(directory.resolve("next-kek"));
        String said = run(script());
        Matcher lists = Pattern.compile("(?m)^(\\d+) (enabled primary|enabled|destroyed)$")
                .matcher(said);
        List<String> states = lists.results().map(found -> found.group(2)).toList();
        assertEquals(
                List.of("enabled primary", "enabled primary", "destroyed", "enabled primary", "destroyed"),
                states,
                said);
    }

    /** After the keyset was sealed anew, the page goes on with the KEK that it is sealed under now. */
    private String script() throws IOException {
        String page = Files.readString(Path.of("../docs/providers/tink.md"));
        StringBuilder script = new StringBuilder("set -euo pipefail\n");
        BLOCK.matcher(page).results().forEach(block -> script.append(block.group(1)));
        String text = script.toString();
        assertTrue(text.contains("keyset create") && text.contains("jlink "), text);
        String resealed = "keyset reseal \"$KEK\" 'file:/etc/orders/next-kek'\n";
        assertTrue(text.contains(resealed), text);
        return text.replace(resealed, resealed + "KEK=${KEK/%\\/kek/\\/next-kek}\n")
                .replace("/etc/orders", directory.toString());
    }

    private String run(String script) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("script"), script);
        Path output = directory.resolve("output");
        ProcessBuilder bash = new ProcessBuilder("bash", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        bash.environment().put("LINKED", path(LINKED));
        bash.environment().put("AUTOMATIC", path(AUTOMATIC));
        bash.environment().put("JARS", path(LINKED) + File.pathSeparator + path(AUTOMATIC));
        bash.environment().merge("PATH", System.getProperty("java.home") + "/bin", (old, own) -> own + ":" + old);
        Process process = bash.start();
        boolean ended = process.waitFor(100, TimeUnit.SECONDS);
        process.destroyForcibly();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertEquals(0, ended ? process.exitValue() : -1, said);
        return said;
    }

    private static String path(Pattern wanted) {
        String found = Stream.of("jdk.module.path", "java.class.path", "surefire.test.class.path")
                .flatMap(name -> Stream.of(System.getProperty(name, "").split(File.pathSeparator)))
                .filter(entry -> wanted.matcher(artifact(entry)).lookingAt() && !entry.endsWith("test-classes"))
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
        assertFalse(found.isEmpty(), () -> "nothing on the path matches " + wanted);
        return found;
    }

    /** The name of a jar, or of the module that the classes in a folder belong to. */
    private static String artifact(String entry) {
        int target = entry.indexOf("/target/");
        boolean folder = target >= 0 && !entry.endsWith(".jar");
        return entry.substring(entry.lastIndexOf('/', folder ? target - 1 : entry.length()) + 1);
    }
}
