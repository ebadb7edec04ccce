package io.quorumseal.provider.bc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.vendor.OpensByUri;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.core.QuorumSeal;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a vendor sees who forgets this provider's jar, or has two: in a process with a module path of its own. */
class ModulePathTest {
    @TempDir
    Path directory;

    private final List<Path> core =
            homes(Kek.class.getName(), QuorumSeal.class.getName(), "tools.jackson.core.JsonPointer");
    private final List<Path> provider =
            homes(KeyFiles.class.getName(), "org.bouncycastle.crypto.InvalidCipherTextException");
    private String uri = "";

    @BeforeEach
    void makeKey() throws IOException {
        Path key = directory.resolve("kek.key");
        KeyFiles.create(key);
        uri = "file:" + key;
    }

    private static List<Path> homes(String... types) {
        return Stream.of(types).map(ModulePathTest::home).toList();
    }

    private static Path home(String type) {
        try {
            return Path.of(Class.forName(type)
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** The folder that the test classes are in, and no module's. */
    private static Path testClasses() throws URISyntaxException {
        URL file = Objects.requireNonNull(OpensByUri.class.getResource("OpensByUri.class"));
        return Path.of(file.toURI()).resolve("../../../..").normalize();
    }

    private static String path(List<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private String opened(List<Path> modules) throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--module-path",
                        path(modules),
                        "--add-modules",
                        "io.quorumseal.core",
                        "-cp",
                        testClasses().toString(),
                        OpensByUri.class.getName(),
                        uri,
                        data.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return Files.readString(output, StandardCharsets.UTF_8).strip();
    }

    /** Before it stands what the system's logger says. */
    private static String lastLine(String output) {
        return output.substring(output.lastIndexOf('\n') + 1);
    }

    private static List<Path> all(List<Path> some, List<Path> more) {
        List<Path> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    @Test
    void open_providerOnTheModulePath_opens() throws Exception {
        assertEquals("opened", lastLine(opened(all(core, provider))));
    }

    @Test
    void open_providersJarRemoved_namesTheArtifact() throws Exception {
        String said = opened(core);
        assertTrue(said.contains("no provider serves KEKs of scheme file"), said);
        assertTrue(said.contains("add io.quorumseal:quorumseal-provider-bc to the module path"), said);
        assertTrue(said.contains("Found no provider at all"), said);
    }

    @Test
    void open_twoProvidersOfTheScheme_namesBoth() throws Exception {
        String said = opened(all(all(core, provider), List.of(twin())));
        assertTrue(said.contains("2 providers serve KEKs of scheme file"), said);
        assertTrue(said.contains("io.quorumseal.provider.bc.internal.FileKekProvider in module"), said);
        assertTrue(said.contains("twin.Twin in module twin"), said);
    }

    /** Another module whose provider serves the same scheme. */
    private Path twin() throws IOException {
        Path source = Files.createDirectories(directory.resolve("source"));
        Path classes = directory.resolve("twin");
        Files.writeString(
                source.resolve("module-info.java"),
                "module twin { requires io.quorumseal.api; provides io.quorumseal.api.spi.KekProvider with"
                        + " twin.Twin; }");
        Files.createDirectory(source.resolve("twin"));
        Files.writeString(
                source.resolve("twin/Twin.java"),
                "package twin; import io.quorumseal.api.spi.*;"
                        + "public class Twin implements KekProvider {"
                        + "  public java.util.Set<String> schemes() { return java.util.Set.of(\"file\"); }"
                        + "  public Kek open(String uri, KekHost host) { throw new IllegalStateException(); } }");
        int failed = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--module-path",
                        path(all(core, homes("org.jspecify.annotations.NullMarked"))),
                        "-d",
                        classes.toString(),
                        source.resolve("module-info.java").toString(),
                        source.resolve("twin/Twin.java").toString());
        assertEquals(0, failed);
        return classes;
    }
}
