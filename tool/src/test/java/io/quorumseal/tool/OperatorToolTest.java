package io.quorumseal.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.core.Admin;
import io.quorumseal.core.KeyEvents;
import io.quorumseal.core.Status;
import io.quorumseal.core.StorageStatus;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.tool.internal.display.Shell;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The commands against real runtimes, and what they come to when the node fails. */
class OperatorToolTest {
    /** For each command a right use, and the wrong ones that are its own. */
    private static final Map<String, List<List<String>>> USES = Map.ofEntries(
            Map.entry(
                    "status",
                    List.of(List.of(), List.of("--count=2"), List.of("--watch", "--count=x"), List.of("--every=2s"))),
            Map.entry("bootstrap", List.of(List.of())),
            Map.entry("enable-storage", List.of(List.of())),
            Map.entry("enable-raft", List.of(List.of("data"), List.of(), List.of(""))),
            Map.entry("accept-new-log", List.of(List.of("data"), List.of(), List.of(""))),
            Map.entry(
                    "rotate",
                    List.of(List.of("raft"), List.of(), List.of("RAFT"), List.of("both"), List.of("raft", "storage"))),
            Map.entry(
                    "raise",
                    List.of(List.of("raft"), List.of(), List.of("RAFT"), List.of("2"), List.of("raft", "storage"))),
            Map.entry("rewrap", List.of(List.of())),
            Map.entry("rewrite", List.of(List.of(), List.of("--timeout=5s"), List.of("--wait", "--timeout=5"))),
            Map.entry("purge-log", List.of(List.of(), List.of("--timeout=5s"), List.of("--wait", "--timeout=0s"))),
            Map.entry(
                    "retire",
                    List.of(
                            List.of("7"),
                            List.of(),
                            List.of("0"),
                            List.of("x"),
                            List.of("7", "8"),
                            List.of("7", "--timeout=5s"))),
            Map.entry(
                    "clean", List.of(List.of("--timeout=30s"), List.of("--timeout=x"), List.of("--made-before=today"))),
            Map.entry(
                    "audit",
                    List.of(
                            List.of("--dek=7", "--group=data", "--event=rotate-dek", "--since=2025-01-01T00:00:00Z"),
                            List.of("--event=rotate"),
                            List.of("--since=yesterday"),
                            List.of("--dek=x"))),
            Map.entry("kek", List.of(List.of("--probe"))),
            Map.entry("members", List.of(List.of())),
            Map.entry("move-suite", List.of(List.of("--timeout=30s"), List.of("--timeout=x"))),
            Map.entry("resync", List.of(List.of())),
            Map.entry("doctor", List.of(List.of("."), List.of(), List.of("no-such-directory"))),
            Map.entry("file inspect", List.of(List.of("pom.xml"), List.of(), List.of("no-such-file"))),
            Map.entry(
                    "file decrypt",
                    List.of(
                            decrypt("pom.xml", "target/no-such-file"),
                            List.of(),
                            List.of("pom.xml", "target/no-such-file"),
                            decrypt("pom.xml"),
                            decrypt("no-such-file", "target/no-such-file"),
                            decrypt("pom.xml", "pom.xml"),
                            with(decrypt("pom.xml", "target/no-such-file"), "--group=control"),
                            with(decrypt("pom.xml", "target/no-such-file"), "--index=x"))));

    /** They say something before their end, so in JSON there is an object in each line. */
    private static final List<String> LASTING = List.of("clean", "move-suite");

    private static List<String> decrypt(String... files) {
        return Stream.concat(Stream.of("--kek", "memory:1", "--keys", "pom.xml", "--role", "backup"), Stream.of(files))
                .toList();
    }

    static Stream<String> commands() {
        return Failing.with(new IOException()).names().stream();
    }

    /** Wrong uses of a command: its own, and those that are wrong with every command. */
    static Stream<Arguments> wrongUses() {
        return commands().flatMap(command -> {
            List<List<String>> uses = uses(command);
            List<List<String>> wrong = new ArrayList<>(uses.subList(1, uses.size()));
            wrong.add(with(uses.get(0), "--no-such-option"));
            wrong.add(with(uses.get(0), "--json=maybe"));
            if (!command.equals("doctor") && !command.equals("file inspect")) {
                wrong.add(with(uses.get(0), "more"));
            }
            return wrong.stream().map(use -> Arguments.of(command, use));
        });
    }

    private static List<List<String>> uses(String command) {
        List<List<String>> uses = USES.get(command);
        if (uses == null) {
            throw new AssertionError("no test says how " + command + " is used");
        }
        return uses;
    }

    private static List<String> with(List<String> use, String more) {
        return Stream.concat(use.stream(), Stream.of(more)).toList();
    }

    private static String[] line(String command, List<String> arguments) {
        return Stream.concat(Stream.of(command.split(" ", -1)), arguments.stream())
                .toArray(String[]::new);
    }

    // ---- right use

    @Test
    void commands_inTurn_changeTheCluster() {
        try (SimCluster nodes = Cluster.cleartext().nodes()) {
            Cluster cluster = new Cluster(nodes);
            done(cluster, "bootstrap");
            done(cluster, "enable-storage");
            done(cluster, "enable-raft", SimCluster.CONTROL);
            done(cluster, "enable-raft", SimCluster.DATA);
            Status sealing = nodes.node("n1").runtime().status();
            assertEquals(Status.Mode.SEALING, sealing.storage().mode());
            assertTrue(sealing.groups().values().stream().allMatch(group -> group.mode() == Status.Mode.SEALING));
            for (Purpose purpose : Purpose.ofDeks()) {
                done(cluster, "rotate", purpose.word());
                Status rotated = nodes.node("n1").runtime().status();
                assertFalse(
                        rotated.keys().activeDek(purpose).equals(sealing.keys().activeDek(purpose)));
            }
            done(cluster, "rewrap");
            for (Purpose purpose : Purpose.ofDeks()) {
                done(cluster, "raise", purpose.word());
            }
            assertEquals(
                    List.of(DekCipher.SECOND_SUITE, DekCipher.SECOND_SUITE),
                    suites(nodes.node("n1").runtime().status()));
        }
    }

    private static List<Integer> suites(Status status) {
        KeyState keys = status.keys();
        return keys.active().values().stream()
                .map(active ->
                        Objects.requireNonNull(keys.keys().get(active)).cipher().suite())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {DekCipher.FIRST_SUITE, DekCipher.SECOND_SUITE})
    void status_whateverTheSuite_tellsItAndHowMuchIsLeftOfTheFirst(int suite) {
        try (SimCluster nodes = Cluster.cleartext(suite).nodes().cutOver()) {
            Cluster cluster = new Cluster(nodes);
            done(cluster, "rotate", "raft");
            String said = cluster.run("status").out();
            String first = suite == DekCipher.FIRST_SUITE ? "2" : "0";
            String bound = suite == DekCipher.FIRST_SUITE ? "no place" : "group, log, term, index";
            assertTrue(
                    Pattern.compile("(?m)^  raft +\\d+ +" + suite + " +" + bound + " +" + first + "$")
                            .matcher(said)
                            .find(),
                    said);
        }
    }

    @Test
    void status_watched_isShownAgainAndAgain() {
        try (SimCluster nodes = Cluster.sealing().nodes()) {
            Cluster cluster = new Cluster(nodes);
            Instant begun = nodes.clock().instant();
            String[] watch = {"status", "--watch", "--every", "5s", "--count", "3"};
            Ran human = cluster.run(watch);
            assertEquals(
                    3,
                    human.out().lines().filter(line -> line.startsWith("node ")).count(),
                    human::out);
            assertEquals(begun.plusSeconds(10), nodes.clock().instant());
            Ran json = cluster.run(
                    Stream.concat(Stream.of(watch), Stream.of("--json")).toArray(String[]::new));
            assertEquals(3, json.out().lines().count(), json::out);
            json.out().lines().forEach(OperatorToolTest::assertIsOneObject);
            StringWriter shown = new StringWriter();
            int code = cluster.tool()
                    .on(new Terminal(true, 100))
                    .run(new PrintWriter(shown), new PrintWriter(shown), watch);
            assertEquals(0, code);
            assertEquals(3, shown.toString().split("\u001b\\[H\u001b\\[2J", -1).length);
        }
    }

    @Test
    void status_sealedFilesAndWhatIsWrittenInClear_areTold() {
        try (SimCluster nodes = Cluster.sealing().nodes()) {
            Status without = with(nodes.node("n1").runtime().status(), Optional.empty(), Optional.empty());
            Ran plain = Ran.of(OperatorTool.all("store", new Telling(without)), "status");
            assertFalse(plain.out().contains("sealed files"), plain::out);
            assertFalse(plain.out().contains("written in clear"), plain::out);
            Status.Files files = new Status.Files(
                    new TreeMap<>(
                            Map.of(new DekId(7), new Status.Amount(2, 3_000), new DekId(8), new Status.Amount(1, 50))),
                    new Status.Amount(4, 99),
                    List.of("/backups cannot be read"),
                    Instant.parse("2025-01-01T00:00:00Z"));
            Status with = with(without, Optional.of(files), Optional.of("snapshots of group data are in clear"));
            Ran ran = Ran.of(OperatorTool.all("store", new Telling(with)), "status");
            assertEquals(0, ran.code());
            for (String row : List.of(
                    "sealed files +sealed 3, in clear 4, unreadable 1, why /backups cannot be read, at 2025-01-01T00:00:00Z",
                    "written in clear +snapshots of group data are in clear",
                    "  7 +2 +3000",
                    "  8 +1 +50")) {
                assertTrue(
                        Pattern.compile("(?m)^" + row + "$").matcher(ran.out()).find(), ran::out);
            }
            Ran json = Ran.of(OperatorTool.all("store", new Telling(with)), "status", "--json");
            assertIsOneObjectOf("status", json.out());
            assertTrue(json.out().contains("\"sealed_files_by_key\": [\n    {\n      \"key\": 7,"), json::out);
            assertTrue(json.out().contains("\"written_in_clear\": [\n    \"snapshots of group data"), json::out);
        }
    }

    @Test
    void status_ofARotatedCluster_tellsMembersAndWhatStillNeedsTheOldKey() {
        try (SimCluster nodes = Cluster.sealing().nodes()) {
            Cluster cluster = new Cluster(nodes);
            DekId old = nodes.node("n1")
                    .runtime()
                    .status()
                    .keys()
                    .activeDek(Purpose.RAFT)
                    .orElseThrow();
            done(cluster, "rotate", "raft");
            nodes.node("n3").connected(false);
            nodes.tick(Duration.ofSeconds(61));
            Ran first = cluster.run("status");
            nodes.settle().tick(Duration.ofSeconds(10));
            Ran ran = cluster.run("status");
            assertEquals(0, first.code() + ran.code());
            for (String row : List.of(
                    "  n1 +yes +yes +CURRENT +.*",
                    "  n2 +yes +no +CURRENT +.*",
                    "  n3 +yes +no +SILENT +.*",
                    "  " + old + " +REPLACED +group control: \\d+ payloads of the log are under DEK " + old + ", .*",
                    "  control +" + old + " +\\d+ +\\d+ +\\d+")) {
                assertTrue(
                        Pattern.compile("(?m)^" + row + "$").matcher(ran.out()).find(), () -> row + "\n" + ran.out());
            }
            Ran json = cluster.run("status", "--json");
            assertTrue(json.out().contains("\"word\": \"SILENT\""), json::out);
        }
    }

    private static Status with(Status status, Optional<Status.Files> files, Optional<String> writtenInClear) {
        StorageStatus storage = status.storage();
        SortedMap<GroupId, Status.Group> groups = new TreeMap<>(status.groups());
        groups.replaceAll((id, group) -> id.name().equals(SimCluster.DATA)
                ? new Status.Group(
                        group.mode(), group.why(), group.lastHold(), group.longestHold(), writtenInClear, group.log())
                : group);
        return new Status(
                status.node(),
                status.at(),
                status.opening(),
                status.health(),
                status.keys(),
                status.deks(),
                status.members(),
                groups,
                new StorageStatus(
                        storage.mode(), storage.cleartextRefused(), storage.values(), files, storage.rewriting()),
                status.kek(),
                status.counters(),
                status.settings());
    }

    /** A node that says one thing. */
    private record Telling(Status status) implements NodeAccess {
        @Override
        public Admin admin() {
            throw new IllegalStateException("the node was asked for more");
        }

        @Override
        public KeyEvents keyEvents() {
            throw new IllegalStateException("the node was asked for more");
        }

        @Override
        public Duration probeKek() {
            throw new IllegalStateException("the node was asked for more");
        }
    }

    private static void done(Cluster cluster, String... args) {
        Ran ran = cluster.run(args);
        assertEquals(new Ran(0, ran.out(), ""), ran);
        assertEquals(1, ran.out().lines().count(), ran::out);
        assertTrue(ran.out().contains(" applied at index "), ran::out);
        cluster.nodes().settle();
    }

    @Test
    void change_thatIsSoAlready_isDone() {
        try (SimCluster nodes = Cluster.sealing().nodes()) {
            Ran ran = new Cluster(nodes).run("enable-raft", SimCluster.DATA, "--json");
            assertEquals(0, ran.code());
            assertTrue(ran.out().contains("\"already\": true"), ran::out);
            assertFalse(ran.out().contains("\"index\""), ran::out);
        }
    }

    // ---- several members

    @ParameterizedTest
    @ValueSource(strings = {"rewrite", "purge-log"})
    void everywhere_allDone_endsWithZeroAndListsEachMember(String command) {
        try (SimCluster nodes = Cluster.sealing().nodes()) {
            Cluster cluster = new Cluster(nodes);
            Ran ran = cluster.run(command, "--json");
            for (int i = 0; i < 30 && ran.code() == ExitCode.UNDER_WAY.code(); i++) {
                assertTrue(ran.out().contains("\"outcome\": \"under way\""), ran::out);
                assertFalse(ran.out().contains("\"error\""), ran::out);
                nodes.tick(Duration.ofSeconds(2));
                ran = cluster.run(command, "--json");
            }
            assertEquals(new Ran(0, ran.out(), ""), ran);
            assertTrue(ran.out().contains("\"already\": true"), ran::out);
            for (String node : List.of("n1", "n2", "n3")) {
                String row = "\"member\": \"" + node + "\",\n      \"outcome\": \"done\",";
                assertTrue(ran.out().contains(row), ran::out);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rewrite", "purge-log"})
    void everywhere_oneMemberDoesNotAnswer_isToBeTriedAgain(String command) {
        try (SimCluster nodes = Cluster.sealing().nodes()) {
            nodes.node("n3").connected(false);
            Ran ran = new Cluster(nodes).run(command, "--json");
            assertEquals(ExitCode.TRY_AGAIN.code(), ran.code(), ran::out);
            assertEquals("store " + command + ": failed on n3; standard output says why\n", ran.err());
            assertIsOneObjectOf(command, ran.out());
            assertTrue(ran.out().contains("\"error\": \"try again\""), ran::out);
            assertTrue(ran.out().contains("\"member\": \"n3\",\n      \"outcome\": \"failed\","), ran::out);
            assertTrue(ran.out().contains("\"text\": \"n3 does not answer"), ran::out);
        }
    }

    @Test
    void everywhere_refusedByAll_isRefusedThoughOneDoesNotAnswer() {
        try (SimCluster nodes = Cluster.cleartext().nodes()) {
            Cluster cluster = new Cluster(nodes);
            done(cluster, "bootstrap");
            nodes.node("n3").connected(false);
            Ran ran = cluster.run("rewrite");
            assertEquals(ExitCode.REFUSED.code(), ran.code(), ran::out);
            assertEquals("store rewrite: refused on n1, n2; failed on n3; standard output says why\n", ran.err());
            assertTrue(ran.out().startsWith("n1: failed: values are not sealed yet"), ran::out);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void command_withJson_answersOneObject(String command) throws Exception {
        try (SimCluster nodes = Cluster.sealing().nodes()) {
            Ran ran = new Cluster(nodes).run(line(command, with(uses(command).get(0), "--json")));
            assertEquals(ran.code() == ExitCode.REFUSED.code(), !ran.err().isEmpty(), ran.err());
            assertIsOneObjectOf(command, ran.out());
        }
    }

    private static void assertIsOneObjectOf(String command, String text) {
        if (LASTING.contains(command)) {
            text.lines().forEach(line -> {
                assertTrue(line.startsWith("{\"command\":\"" + command + "\","), text);
                assertIsOneObject(line);
            });
        } else {
            assertTrue(text.startsWith("{\n  \"command\": \"" + command + "\",\n"), text);
            assertIsOneObject(text);
        }
        assertTrue(text.endsWith("}\n"), text);
    }

    private static void assertIsOneObject(String text) {
        try (JsonParser parser = JsonFactory.builder().build().createParser(ObjectReadContext.empty(), text)) {
            assertTrue(parser.nextToken().isStructStart());
            parser.skipChildren();
            assertEquals(null, parser.nextToken());
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void command_withHelp_showsItAndDoesNothing(String command) {
        for (String option : List.of("--help", "-h")) {
            Ran ran = Ran.of(
                    Failing.with(new IllegalStateException("the node was asked")), line(command, List.of(option)));
            assertEquals(new Ran(0, ran.out(), ""), ran);
            assertTrue(ran.out().startsWith("Usage: store " + command + " "), ran::out);
            assertTrue(ran.out().contains("--json"), ran::out);
        }
    }

    @Test
    void help_ofAll_namesEachCommandAndEachExitCode() {
        Ran ran = Ran.of(Failing.with(new IOException()), "--help");
        assertEquals(0, ran.code());
        commands()
                .map(command -> command.split(" ", -1)[0])
                .forEach(word -> assertTrue(ran.out().contains("\n  " + word + " "), ran::out));
        for (ExitCode code : ExitCode.values()) {
            assertTrue(ran.out().contains("\n  " + code.code() + "   " + code.meaning()), ran::out);
        }
    }

    // ---- wrong use

    @ParameterizedTest
    @MethodSource("wrongUses")
    void command_usedWrongly_saysSoInOneLineAndDoesNothing(String command, List<String> arguments) {
        Ran ran = Ran.of(Failing.with(new IllegalStateException("the node was asked")), line(command, arguments));
        assertEquals(new Ran(ExitCode.WRONG_USE.code(), "", ran.err()), ran);
        assertEquals(1, ran.err().lines().count(), ran::err);
        assertTrue(ran.err().startsWith("store " + command + ": "), ran::err);
        assertTrue(ran.err().endsWith("; see store " + command + " --help\n"), ran::err);
    }

    @Test
    void tool_withoutCommandOrWithAnother_saysSoInOneLine() {
        for (String[] args : new String[][] {{}, {"reformat"}, {"--json"}}) {
            Ran ran = Ran.of(Failing.with(new IOException()), args);
            assertEquals(new Ran(ExitCode.WRONG_USE.code(), "", ran.err()), ran);
            assertEquals(1, ran.err().lines().count(), ran::err);
            assertTrue(ran.err().endsWith("; see store --help\n"), ran::err);
        }
    }

    /** The arguments may come over a wire: they never name a file to read. */
    @Test
    void argument_thatNamesAFile_isNotReadFromIt(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("arguments"), "secret-word");
        Ran ran = Ran.of(Failing.with(new IOException()), "rotate", "@" + file);
        assertEquals(ExitCode.WRONG_USE.code(), ran.code());
        assertFalse(ran.err().contains("secret-word"), ran::err);
    }

    @Test
    void online_offersNoCommandThatReadsFiles() {
        NodeAccess node = new Failing(new IOException());
        List<String> offline = List.of("doctor", "file inspect", "file decrypt");
        assertEquals(offline, OperatorTool.offline("store").names());
        List<String> online = OperatorTool.online("store", node).names();
        assertTrue(online.stream().noneMatch(offline::contains));
        Ran ran = Ran.of(OperatorTool.online("store", node), "file", "inspect", "pom.xml");
        assertEquals(ExitCode.WRONG_USE.code(), ran.code());
        assertEquals(
                OperatorTool.all("store", node).names(),
                Stream.concat(online.stream(), offline.stream()).toList());
    }

    // ---- on a shell

    /** As bash does when somebody presses the tabulator behind what he has typed. */
    @ParameterizedTest
    @CsvSource({
        "ro, rotate",
        "rotate s, storage",
        "audit --event re, retire-dek",
        "purge-log --w, --wait",
        "file d, decrypt"
    })
    void completion_inBash_completesCommandsAndTheirWords(String typed, String completed, @TempDir Path directory)
            throws Exception {
        Ran script = Ran.of(Failing.with(new IOException()), "generate-completion");
        assertEquals(0, script.code());
        Path file = Files.writeString(directory.resolve("completion"), script.out());
        String press = "source '" + file + "'; COMP_LINE='store " + typed + "'; COMP_WORDS=(store " + typed
                + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _complete_store; echo \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("bash", "-c", press)
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, bash.waitFor(), said);
        assertTrue(List.of(said.strip().split("\\s+")).contains(completed), said);
    }

    @Test
    void colours_onATerminalOnly_areShown() {
        OperatorTool tool = Failing.with(new IOException("gone"));
        assertFalse(Ran.of(tool, "status").err().contains("\u001b"));
        Ran red = Ran.of(tool.on(new Terminal(true, 80)), "status");
        assertTrue(red.err().startsWith("\u001b[1m\u001b[31mstore status: try again, UNREACHABLE: "), red::err);
        assertTrue(red.err().endsWith("gone\u001b[0m\n"), red::err);
        assertTrue(Ran.of(tool.on(new Terminal(true, 80)), "--help").out().contains("\u001b["));
        assertFalse(Ran.of(tool.on(new Terminal(true, 80)), "status", "--json")
                .out()
                .contains("\u001b"));
    }

    // ---- failures

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        new RejectedException(RejectedException.Reason.MEMBER_NOT_READY, "n3 does not answer"),
                        ExitCode.REFUSED,
                        "refused, MEMBER_NOT_READY: n3 does not answer"),
                Arguments.of(
                        new HaltApplyException(HaltApplyException.Reason.STORAGE, "the disk is full"),
                        ExitCode.REFUSED,
                        "refused, STORAGE: the disk is full"),
                Arguments.of(
                        new KekException(KekException.Kind.DENIED, "not yours"),
                        ExitCode.REFUSED,
                        "refused, DENIED: not yours"),
                Arguments.of(
                        new KekException(KekException.Kind.THROTTLED, "too often"),
                        ExitCode.TRY_AGAIN,
                        "try again, THROTTLED: too often"),
                Arguments.of(
                        new RetryableException(RetryableException.Reason.BUSY, "one at a time"),
                        ExitCode.TRY_AGAIN,
                        "try again, BUSY: one at a time"),
                Arguments.of(
                        new IOException("connection refused"),
                        ExitCode.TRY_AGAIN,
                        "try again, UNREACHABLE: the node cannot be reached: connection refused"),
                Arguments.of(
                        new UncheckedIOException(new IOException("connection reset")),
                        ExitCode.TRY_AGAIN,
                        "try again, UNREACHABLE: the node cannot be reached: java.io.IOException: connection reset"),
                Arguments.of(
                        new IllegalStateException("two\nlines"),
                        ExitCode.FAILED,
                        "failed, IllegalStateException: two lines"),
                Arguments.of(new NullPointerException(), ExitCode.FAILED, "failed, NullPointerException: no message"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void command_ofANodeThatFails_saysSoInOneLineAndInJson(Exception failure, ExitCode code, String said) {
        for (String command : OperatorTool.online("store", new Failing(failure)).names()) {
            String[] args = line(command, with(uses(command).get(0), "--json"));
            Ran ran = Ran.of(Failing.with(failure), args);
            assertEquals(code.code(), ran.code(), ran::err);
            assertEquals("store " + command + ": " + said + "\n", ran.err());
            assertIsOneObjectOf(command, ran.out());
            String error = "\"error\": ?\"" + said.substring(0, said.indexOf(',')) + "\"";
            assertTrue(Pattern.compile(error).matcher(ran.out()).find(), ran::out);
            Ran human =
                    Ran.of(Failing.with(failure), line(command, uses(command).get(0)));
            assertEquals(new Ran(code.code(), "", ran.err()), human);
        }
    }

    // ---- in a vendor's own tool

    /** The store's own command line. */
    @CommandLine.Command(name = "kv")
    private static final class Vendor {}

    @Test
    void commandLine_amongAVendorsCommands_answersAsItDoesAlone() {
        try (SimCluster nodes = Cluster.cleartext().nodes()) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            CommandLine vendor = new CommandLine(new Vendor())
                    .addSubcommand(new Cluster(nodes).tool().commandLine())
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err));
            assertEquals(ExitCode.REFUSED.code(), vendor.execute(Cluster.NAME, "rotate", "raft"));
            assertEquals(0, vendor.execute(Cluster.NAME, "bootstrap"));
            assertTrue(err.toString().startsWith("kv store rotate: refused, NOT_BOOTSTRAPPED: "), err::toString);
            assertTrue(out.toString().contains(" applied at index "), out::toString);
        }
    }

    /** A node that fails whatever it is asked. */
    private record Failing(Exception failure) implements NodeAccess {
        static OperatorTool with(Exception failure) {
            return OperatorTool.all("store", new Failing(failure)).in(new Shell(Terminal.NONE, new OwnTime()));
        }

        @Override
        public Admin admin() throws IOException {
            throw thrown();
        }

        @Override
        public Status status() throws IOException {
            throw thrown();
        }

        @Override
        public KeyEvents keyEvents() throws IOException {
            throw thrown();
        }

        @Override
        public Duration probeKek() throws IOException {
            throw thrown();
        }

        private RuntimeException thrown() throws IOException {
            if (failure instanceof IOException io) {
                throw io;
            }
            throw (RuntimeException) failure;
        }
    }
}
