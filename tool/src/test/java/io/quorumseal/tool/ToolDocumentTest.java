package io.quorumseal.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.core.internal.file.Folders;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.tool.internal.report.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of {@code docs/tool.md}, from its first to its last, on a cluster of real runtimes and on copies of
 * its key files: what stands below them is what they say. Ids of keys and times may differ.
 */
class ToolDocumentTest {
    private static final Path PAGE = Path.of("../docs/tool.md");
    private static final Path ACTUAL = Path.of("target/tool.md");
    private static final String BACKUP = "/backup";
    private static final String ECHO = "; echo $?";
    private static final String OLD = "OLD";
    private static final String NOW = "NOW";
    private static final Pattern BLOCK =
            Pattern.compile("^```console\\n\\$ store ([^\\n]*)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    private String moment = "";

    @TempDir
    private Path home;

    @Test
    void commands_asTheyStand_sayWhatThePageSays() throws IOException {
        String page = Files.readString(PAGE);
        String actual;
        try (SimCluster nodes = Cluster.cleartext().nodes()) {
            actual = BLOCK.matcher(page).replaceAll(block -> Matcher.quoteReplacement(said(new Cluster(nodes), block)));
        }
        Files.createDirectories(ACTUAL.getParent());
        Files.writeString(ACTUAL, actual);
        assertEquals(masked(page), masked(actual), "copy tool/" + ACTUAL + " over docs/tool.md if the change is meant");
    }

    private String said(Cluster cluster, MatchResult block) {
        boolean echo = block.group(1).endsWith(ECHO);
        String line = echo ? block.group(1).substring(0, block.group(1).length() - ECHO.length()) : block.group(1);
        String[] args = Arrays.stream(line.split(" "))
                .map(word -> filledIn(cluster, word))
                .toArray(String[]::new);
        prepare(cluster, args);
        Ran ran = cluster.run(args);
        cluster.nodes().settle();
        String code = echo ? ran.code() + "\n" : "";
        String text = (ran.out() + ran.err()).replace(home + BACKUP, BACKUP);
        return "```console\n$ store " + block.group(1) + "\n" + text + code + "```";
    }

    private String filledIn(Cluster cluster, String word) {
        if (word.startsWith(BACKUP)) {
            return home + word;
        }
        return switch (word) {
            case OLD -> old(cluster);
            case NOW -> moment(cluster);
            default -> word;
        };
    }

    /** The same wherever it stands: an hour after what was done before it stood first. */
    private String moment(Cluster cluster) {
        if (moment.isEmpty()) {
            moment = cluster.nodes().tick(Duration.ofHours(1)).clock().instant().toString();
        }
        return moment;
    }

    /** A data key that is not active. */
    private static String old(Cluster cluster) {
        KeyState keys = cluster.nodes().node("n1").runtime().status().keys();
        return keys.keys().keySet().stream()
                .filter(dek -> !keys.active().containsValue(dek))
                .map(DekId::toString)
                .findFirst()
                .orElseThrow();
    }

    /**
     * What is looked at is a copy made at that moment: the first node's as it is, with a file of its store and a sealed one,
     * the second one's cut off.
     */
    private void prepare(Cluster cluster, String... args) {
        try {
            for (String arg : args) {
                if (arg.equals(home + BACKUP + "/n1")) {
                    copyFirst(cluster.nodes().node("n1"), Path.of(arg));
                } else if (arg.equals(home + BACKUP + "/n2")) {
                    byte[] whole = Copies.keyFile(cluster.nodes().node("n2"));
                    Copies.write(Path.of(arg), Arrays.copyOf(whole, 100));
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void copyFirst(SimNode node, Path copy) throws IOException {
        Path unused = Copies.store(Copies.write(copy, node), Copies.sealed(node, "v"));
        Copies.remember(copy, "\"backups\": true");
        Path folder = Files.createDirectories(copy.resolve("backups"));
        unused = Files.write(folder.resolve(Folders.MARK), new byte[0]);
        unused = Files.write(folder.resolve("orders"), Copies.sealedFile(node, "backup/orders", "all orders\n"));
    }

    private static String masked(String page) {
        return page.replaceAll("\\b\\d{7,10}\\b", "ID")
                .replaceAll("\\b[0-9a-f]{64}\\b", "HASH")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
                .replaceAll("  +", "  ");
    }

    @Test
    void mask_hidesNothingButIdsAndTimes() {
        assertEquals(
                masked("key 1622417595   created 2025-01-01T00:00:00Z"),
                masked("key 7622417  created 2026-02-01T10:00:00.5Z"));
        assertNotEquals(masked("index 5"), masked("index 6"));
        assertNotEquals(masked("node_id 626980046172116160"), masked("node_id 626980046172116161"));
        assertNotEquals(masked("already true"), masked("already false"));
    }

    @Test
    void page_forEachCommand_hasHelpAndBothKindsOfOutput() throws IOException {
        List<String> lines = BLOCK.matcher(Files.readString(PAGE))
                .results()
                .map(block -> block.group(1).replace(ECHO, ""))
                .toList();
        for (String command : OperatorTool.all("store", Cluster.none()).names()) {
            List<String> own = lines.stream()
                    .filter(line -> (line + " ").startsWith(command + " "))
                    .toList();
            assertTrue(own.contains(command + " --help"), () -> command + " has no help in " + PAGE);
            assertTrue(own.stream().anyMatch(line -> line.contains(" --json")), () -> command + " without --json");
            assertTrue(
                    own.stream().anyMatch(line -> !line.contains("--json") && !line.contains("--help")),
                    () -> command + " without output for people");
        }
    }

    @Test
    void exitCodes_areThoseOfTheTable() throws IOException {
        assertTable(Arrays.stream(ExitCode.values()).map(code -> "| " + code.code() + " | " + code.meaning() + " |"));
    }

    @Test
    void findings_areThoseOfTheTable() throws IOException {
        assertTable(Arrays.stream(Finding.Kind.values())
                .map(kind -> "| `" + kind + "` | " + kind.why() + " | " + kind.remedy() + " |"));
    }

    private static void assertTable(Stream<String> rows) throws IOException {
        String table = rows.collect(Collectors.joining("\n"));
        assertTrue(
                Files.readString(PAGE).contains("| --- |\n" + table + "\n\n"), () -> "not in " + PAGE + ":\n" + table);
    }
}
