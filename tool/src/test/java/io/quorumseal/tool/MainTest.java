package io.quorumseal.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.testkit.sim.SimCluster;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tool as a process of its own, with nothing but what it says that it needs. */
class MainTest {
    private static final Pattern NEEDED =
            Pattern.compile("(quorumseal-)?(api|core|tool)[-/].*|(picocli|jackson-core)-.*");
    private static final String MAIN = "io.quorumseal.tool.Main";

    @TempDir
    private Path home;

    private Path node;

    @BeforeEach
    void copyNode() throws IOException {
        try (SimCluster nodes = Cluster.sealing().nodes()) {
            node = Copies.write(home.resolve("n1"), Copies.keyFile(nodes.node("n1")));
        }
    }

    @Test
    void main_onAClassPath_runsDoctor() throws Exception {
        assertRunsDoctor("-cp", path(), MAIN);
    }

    @Test
    void main_onAModulePath_runsDoctor() throws Exception {
        assertRunsDoctor("-p", path(), "-m", "io.quorumseal.tool/" + MAIN);
    }

    @Test
    void version_onAModulePath_isThatOfTheBuild() throws Exception {
        Ran ran = run(new String[] {"-p", path(), "-m", "io.quorumseal.tool/" + MAIN}, "--version");
        assertTrue(ran.out().matches("quorumseal-tool \\d+\\.\\d+\\.\\d+\\S*\n"), ran::out);
        assertEquals(0, ran.code());
    }

    private void assertRunsDoctor(String... java) throws Exception {
        Ran healthy = run(java, "doctor", node.toString());
        assertEquals(Ran.of(OperatorTool.offline("quorumseal"), "doctor", node.toString()), healthy);
        assertEquals(0, healthy.code(), healthy::out);
        Files.writeString(node.resolve("encryption/keys.json"), "{");
        assertEquals(
                ExitCode.FINDINGS.code(),
                run(java, "doctor", "--json", node.toString()).code());
        Ran wrong = run(java, "bootstrap");
        assertEquals(ExitCode.WRONG_USE.code(), wrong.code());
        assertEquals(1, wrong.err().lines().count(), wrong::err);
    }

    private Ran run(String[] java, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(Arrays.asList(java));
        command.addAll(Arrays.asList(args));
        Path out = home.resolve("out");
        Path err = home.resolve("err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        boolean ended = process.waitFor(50, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertTrue(ended, "it does not end");
        return new Ran(process.exitValue(), text(out), text(err));
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    private static String path() {
        String found = Stream.of(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                        .split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .filter(entry -> NEEDED.matcher(artifact(entry)).matches())
                .collect(Collectors.joining(File.pathSeparator));
        assertEquals(5, found.split(File.pathSeparator).length, found);
        return found;
    }

    /** The name of a jar, or of the module that the classes in a folder belong to. */
    private static String artifact(String entry) {
        int target = entry.indexOf("/target/");
        boolean folder = target >= 0 && !entry.endsWith(".jar");
        return entry.substring(entry.lastIndexOf('/', folder ? target - 1 : entry.length()) + 1);
    }
}
