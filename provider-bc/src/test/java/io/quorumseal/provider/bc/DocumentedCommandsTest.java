package io.quorumseal.provider.bc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.spi.Kek;
import io.quorumseal.testkit.TestKekHost;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.crypto.engines.AESEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands in {@code docs/providers/bouncy-castle.md} do what the page says. */
class DocumentedCommandsTest {
    private static final Path PAGE = Path.of("..", "docs", "providers", "bouncy-castle.md");
    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern NAMED = Pattern.compile("Name it `([a-z0-9-]+:[^`]+)`");
    private static final int BLOCKS = 9;
    private static final int URIS = 6;

    @TempDir
    Path directory;

    @Test
    void commands_runInOrder_makeEveryKekThatThePageNames() throws Exception {
        String page = Files.readString(PAGE);
        List<String> blocks = all(BLOCK, page);
        assertEquals(BLOCKS, blocks.size());
        run("set -eu\n" + String.join("\n", blocks));
        List<String> uris = all(NAMED, page);
        assertEquals(URIS, uris.size());
        uris.forEach(this::probe);
    }

    private void run(String script) throws Exception {
        Path output = directory.resolve("output");
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", script)
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        bash.environment().put("JARS", jars());
        bash.environment()
                .merge("PATH", Path.of(System.getProperty("java.home"), "bin") + ":", (old, bin) -> bin + old);
        Process process = bash.start();
        assertTrue(process.waitFor(500, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    /** Opens a KEK by its URI on the page, with paths made absolute. */
    private void probe(String uri) {
        String absolute = uri.replaceAll("([:=])((kek|sealed)\\.)", "$1" + directory + "/$2");
        try (Kek kek = new TestKekHost().open(absolute)) {
            kek.probe(Duration.ofSeconds(10));
        }
    }

    private static String jars() {
        return Stream.of(KeyFiles.class, Kek.class, AESEngine.class)
                .map(DocumentedCommandsTest::place)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }
}
