package com.example.orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.core.QuorumSeal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What compose.yaml and Dockerfile say is what the code takes. */
class ComposeTest {
    private static final Set<String> OWN = Stream.of(Config.NODE, Config.DIRECTORY, Config.PEERS, Config.OPERATOR)
            .map(Config::variable)
            .collect(Collectors.toSet());

    private final Map<String, Object> compose = new Yaml().load(text("compose.yaml"));
    private final Map<String, Object> services = map(compose, "services");

    @Test
    void nodes_areThePeersThatTheyName() {
        for (String node : nodes()) {
            Config config = config(node);
            assertEquals(node, config.node());
            assertEquals(
                    nodes(),
                    config.group().getPeers().stream()
                            .map(peer -> peer.getId().toString())
                            .collect(Collectors.toCollection(TreeSet::new)));
            assertTrue(
                    config.self().getAddress().startsWith(node + ":"),
                    config.self().getAddress());
        }
    }

    @Test
    void variables_areThoseThatTheCodeKnows() {
        for (String node : nodes()) {
            Map<String, String> environment = config(node).environment();
            assertEquals(
                    OWN,
                    environment.keySet().stream()
                            .filter(name -> name.startsWith("ORDERS_"))
                            .collect(Collectors.toSet()));
            // Refuses what it does not know.
            QuorumSeal.builder().environment(environment);
        }
    }

    @Test
    void dataDirectories_areVolumes_oneForEachNode() {
        Set<String> volumes = new TreeSet<>();
        for (String node : nodes()) {
            assertTrue(mounts(node).containsKey(config(node).directory().toString()), node);
            volumes.add(String.valueOf(mounts(node).get(config(node).directory().toString())));
        }
        assertEquals(nodes().size(), volumes.size(), volumes::toString);
        assertTrue(map(compose, "volumes").keySet().containsAll(volumes), volumes::toString);
    }

    @Test
    void kek_isTheFileThatIsMade_inAVolumeThatAllHave() {
        List<String> command = command("kek");
        String folder = Path.of(command.get(1)).getParent().toString();
        for (String node : nodes()) {
            assertEquals("file:" + command.get(1), config(node).environment().get("QUORUMSEAL_KEK"));
            assertEquals(mounts("kek").get(folder), mounts(node).get(folder));
        }
    }

    @Test
    void commands_areThoseOfTheProgram() {
        List<String> words = lines("CMD").findFirst().map(ComposeTest::words).orElseThrow();
        assertEquals("node", parsed(words));
        assertEquals("new-kek", parsed(command("kek")));
    }

    /** Which command it is; fails if there is none, or its arguments are wrong. */
    private static String parsed(List<String> words) {
        return Main.commandLine()
                .parseArgs(words.toArray(String[]::new))
                .subcommand()
                .commandSpec()
                .name();
    }

    @Test
    void image_hasTheProgramAndItsClassPath_andTheFoldersThatAreNamed() {
        assertEquals(
                List.of("bin /opt/orders/bin", "target/lib /opt/orders/target/lib"),
                lines("COPY").toList());
        assertTrue(Files.isExecutable(Path.of("bin/orders")));
        assertTrue(text("bin/orders").contains("$home/target/lib/*"));
        assertTrue(text("pom.xml").contains("<outputDirectory>${project.build.directory}/lib</outputDirectory>"));
        assertEquals(
                List.of("[\"/opt/orders/bin/orders\"]"), lines("ENTRYPOINT").toList());
        String folders = text("Dockerfile");
        assertTrue(folders.contains(" " + config("n1").directory()));
        assertTrue(folders.contains(" " + config("n1").operator().getParent()));
    }

    private Stream<String> lines(String instruction) {
        return text("Dockerfile")
                .lines()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1));
    }

    private static List<String> words(String array) {
        return new Yaml().load(array);
    }

    private Set<String> nodes() {
        Set<String> nodes = new TreeSet<>(services.keySet());
        nodes.remove("kek");
        return nodes;
    }

    private Config config(String node) {
        Map<String, String> environment = map(map(services, node), "environment").entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, variable -> String.valueOf(variable.getValue())));
        return new Config(new Properties(), environment);
    }

    /** Which volume is where. */
    private Map<String, String> mounts(String service) {
        return list(map(services, service), "volumes").stream()
                .map(mount -> mount.split(":", -1))
                .collect(Collectors.toMap(parts -> parts[1], parts -> parts[0]));
    }

    private List<String> command(String service) {
        return list(map(services, service), "command");
    }

    @SuppressWarnings("unchecked") // the file is what it is
    private static Map<String, Object> map(Map<String, Object> from, String name) {
        return (Map<String, Object>) from.get(name);
    }

    @SuppressWarnings("unchecked") // likewise
    private static List<String> list(Map<String, Object> from, String name) {
        return (List<String>) from.get(name);
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
