package io.quorumseal.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.NodeId;
import io.quorumseal.core.internal.file.Folders;
import io.quorumseal.core.internal.sidecar.Inspection;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.tool.internal.report.Finding.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code doctor} on key files that real runtimes wrote, whole and damaged. */
class DoctorTest {
    private static final Map<Kind, Ailment> AILMENTS = new EnumMap<>(Kind.class);
    private static final Cluster CLUSTER = Cluster.sealing();
    private static final String SECRET = "what-nobody-may-read";
    private static final String BACKUPS = "backups";

    @TempDir
    private Path home;

    /** Makes a node's directory ill. */
    private interface Ailment {
        void strike(Path dataDirectory) throws IOException;
    }

    static {
        AILMENTS.put(Kind.NO_KEY_FILE, node -> Files.delete(file(node)));
        AILMENTS.put(Kind.NOT_A_FILE, DoctorTest::linkAway);
        AILMENTS.put(Kind.UNREADABLE, node -> grow(file(node), Inspection.MOST_BYTES + 1L));
        AILMENTS.put(Kind.DAMAGED, node -> edit(node, "\"version\": 2", "\"version\": 2,,"));
        AILMENTS.put(Kind.UNKNOWN_VERSION, node -> edit(node, "\"version\": 2", "\"version\": 3"));
        AILMENTS.put(Kind.OPENINGS_LOW, node -> edit(node, "\"opening\": 1,", "\"opening\": 60000,"));
        AILMENTS.put(Kind.OPENINGS_SPENT, node -> edit(node, "\"opening\": 1,", "\"opening\": 65535,"));
        AILMENTS.put(Kind.BEHIND_REGISTRY, node -> edit(node, "\"opening\": 1,", "\"opening\": 0,"));
        AILMENTS.put(Kind.ID_TAKEN, DoctorTest::giveIdAway);
        AILMENTS.put(Kind.NO_MAC, DoctorTest::stripMac);
        AILMENTS.put(Kind.MAC_BY_UNKNOWN_KEY, DoctorTest::nameAnotherMaker);
        AILMENTS.put(Kind.NO_ACTIVE_KEY, DoctorTest::deactivate);
        AILMENTS.put(Kind.UNDECIDED, node -> edit(node, "\"undecided\": false", "\"undecided\": true"));
        AILMENTS.put(
                Kind.PERMISSIONS,
                node -> Files.setPosixFilePermissions(file(node), PosixFilePermissions.fromString("rw-r--r--")));
        AILMENTS.put(Kind.LEFTOVER, node -> Files.createFile(file(node).resolveSibling("probe.tmp")));
        AILMENTS.put(Kind.SAME_NODE, node -> copy(node.resolveSibling("again"), "n1"));
        AILMENTS.put(Kind.CUTOVERS_DIFFER, DoctorTest::cutOverElsewhere);
        AILMENTS.put(Kind.AUDIT_BROKEN, node -> replaceIn(audit(node), "\"term\":\"", "\"term\":\"1"));
        AILMENTS.put(Kind.AUDITS_DIFFER, DoctorTest::recordOtherwise);
        AILMENTS.put(Kind.UNKNOWN_KEY_NAMED, node -> Copies.store(node, envelopeOf(7)));
        AILMENTS.put(Kind.FILE_OF_RETIRED_KEY, node -> {
            edit(node, "\"retired\": []", "\"retired\": [7]");
            backups(node, "QSF\1\0\0\0\7 and more");
        });
        AILMENTS.put(Kind.FILE_OF_UNKNOWN_KEY, node -> backups(node, "QSF\1\0\0\0\7 and more"));
        AILMENTS.put(Kind.FILE_IN_CLEAR, node -> backups(node, "QSF\0in clear"));
        AILMENTS.put(Kind.FILE_UNREADABLE, node -> {
            remember(node);
            Files.createSymbolicLink(node.resolve(BACKUPS), node);
        });
        AILMENTS.put(Kind.RETIRED_KEY_NAMED, node -> {
            edit(node, "\"retired\": []", "\"retired\": [7]");
            Path unused = Copies.store(node, envelopeOf(7));
        });
    }

    @BeforeAll
    static void rotate() {
        assertEquals(0, CLUSTER.run("rotate", "raft").code());
        CLUSTER.nodes().settle();
    }

    @AfterAll
    static void close() {
        CLUSTER.nodes().close();
    }

    @Test
    void doctor_healthyNode_findsNothingAndExplainsIt() throws IOException {
        Ran ran = doctor(copy(home.resolve("n1"), "n1"));
        assertEquals("", ran.err());
        assertEquals(0, ran.code(), ran::out);
        assertTrue(ran.out().endsWith("\nfindings: none\n"), ran::out);
        KeyState state = node("n1").runtime().status().keys();
        for (DekId id : state.keys().keySet()) {
            assertTrue(ran.out().contains(id.toString()), ran::out);
        }
        for (KeyState.Writer writer : state.registry().values()) {
            assertTrue(ran.out().contains(writer.node().toString()), ran::out);
        }
        for (String group : List.of(SimCluster.CONTROL, SimCluster.DATA)) {
            assertTrue(ran.out().contains(group + "-log-0"), ran::out);
        }
        assertTrue(ran.out().contains("verified no, because that takes the KEK"), ran::out);
    }

    @ParameterizedTest
    @EnumSource
    void doctor_eachKindOfFinding_isFoundAloneAndSaidInOneLine(Kind kind) throws IOException {
        Path node = copy(home.resolve("n1"), "n1");
        ailment(kind).strike(node);
        Ran ran = doctor(home);
        assertEquals(ExitCode.FINDINGS.code(), ran.code(), ran::out);
        assertEquals("", ran.err());
        List<String> found = ran.out()
                .lines()
                .dropWhile(line -> !line.equals("findings"))
                .skip(1)
                .toList();
        assertFalse(found.isEmpty(), ran::out);
        for (String line : found) {
            assertTrue(line.startsWith("  " + kind + ": "), line);
            assertTrue(line.contains(". Why: " + kind.why() + ". Do: " + kind.remedy() + "."), line);
            assertTrue(line.contains(home.toString()), line);
        }
        Ran json = Ran.of(CLUSTER.tool(), "doctor", "--json", home.toString());
        assertEquals(ExitCode.FINDINGS.code(), json.code());
        assertTrue(json.out().contains("\"kind\": \"" + kind + "\""), json::out);
    }

    private static Ailment ailment(Kind kind) {
        Ailment ailment = AILMENTS.get(kind);
        if (ailment == null) {
            throw new AssertionError("no test makes " + kind);
        }
        return ailment;
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-x---", "rwxrwxrwx"})
    void doctor_directoryOpenToOthers_isFound(String mode) throws IOException {
        Path node = copy(home.resolve("n1"), "n1");
        Files.setPosixFilePermissions(node.resolve("encryption"), PosixFilePermissions.fromString(mode));
        Ran ran = doctor(node);
        assertTrue(ran.out().contains("PERMISSIONS: " + node.resolve("encryption") + " has " + mode), ran::out);
    }

    /** The decoder's own message comes through for each of its defects. */
    @Test
    void doctor_fileThatTheDecoderRefuses_saysWhatTheDecoderSays() throws IOException {
        Path node = copy(home.resolve("n1"), "n1");
        String whole = Files.readString(file(node));
        Map<String, String> damages = new TreeMap<>(Map.of(
                "it ends too early", "",
                "it is not JSON", whole.substring(0, whole.length() / 2),
                "something follows after its end", whole + "{}",
                "SIDECAR_PURPOSE", whole.replaceFirst("\"purpose\": \"raft\"", "\"purpose\": \"other\""),
                "SIDECAR_KEY_ID_FORMAT", whole.replaceFirst("\"keys\": \\{", "\"keys\": {\"x\": {},"),
                "SIDECAR_RESERVED_KEY_ID", whole.replaceFirst("\"keys\": \\{", "\"keys\": {\"0\": {},"),
                "SIDECAR_ACTIVE_KEY_MISSING", whole.replaceFirst("\"raft\": [0-9]+", "\"raft\": 7"),
                "Duplicate", whole.replaceFirst("\"version\": 2", "\"version\": 2, \"version\": 2")));
        for (Map.Entry<String, String> damage : damages.entrySet()) {
            assertNotEquals(whole, damage.getValue(), damage::getKey);
            Files.writeString(file(node), damage.getValue());
            Ran ran = doctor(node);
            assertEquals(ExitCode.FINDINGS.code(), ran.code(), damage::getKey);
            assertTrue(ran.out().contains("DAMAGED: " + file(node)), ran::out);
            assertTrue(ran.out().contains(damage.getKey()), () -> damage.getKey() + " is not in " + ran.out());
        }
    }

    @Test
    void doctor_filesWithEnvelopes_countsTheirHeadersAndShowsNoMoreOfThem() throws IOException {
        Path node = copy(home.resolve("n1"), "n1");
        byte[] value = sealed();
        byte[] file = new byte[(1 << 20) + 4 * value.length];
        int acrossChunks = (1 << 20) - 5;
        System.arraycopy(value, 0, file, 0, value.length);
        System.arraycopy(value, 0, file, acrossChunks, value.length);
        System.arraycopy(value, 0, file, file.length - value.length, value.length);
        Path written = Copies.store(node, file);
        Ran ran = doctor(home);
        assertEquals(0, ran.code(), ran::out);
        long dek = Integer.toUnsignedLong(ByteBuffer.wrap(value).getInt(2));
        assertTrue(ran.out().contains("  " + dek + "  live      3     " + written), ran::out);
        assertFalse(ran.out().contains(SECRET), ran::out);
    }

    @Test
    void doctor_bytesThatOnlyLookLikeAnEnvelope_areNone() throws IOException {
        Path node = copy(home.resolve("n1"), "n1");
        byte[] ofNobody = envelopeOf(7);
        ByteBuffer.wrap(ofNobody).putShort(6, (short) ~NodeId.ofName("n1").low16());
        byte[] flagged = envelopeOf(7);
        flagged[1] = 1;
        byte[] spent = envelopeOf(7);
        ByteBuffer.wrap(spent).putLong(10, -1);
        byte[] cut = Arrays.copyOf(envelopeOf(7), 17);
        for (byte[] bytes : List.of(ofNobody, flagged, spent, cut)) {
            Path unused = Copies.store(node, bytes);
            Ran ran = doctor(home);
            assertEquals(0, ran.code(), ran::out);
            assertTrue(ran.out().contains("envelopes: none"), ran::out);
        }
    }

    private static byte[] sealed() {
        return Copies.sealed(node("n1"), SECRET);
    }

    /** What the node sealed, with another DEK named. */
    private static byte[] envelopeOf(int dek) {
        return ByteBuffer.wrap(sealed()).putInt(2, dek).array();
    }

    @Test
    void doctor_anyDirectory_isLeftAsItWas() throws IOException {
        Path node = copy(home.resolve("n1"), "n1");
        Files.createFile(node.resolve("encryption/keys.json.tmp"));
        Map<Path, String> before = everything();
        assertNotEquals("", doctor(home).out());
        assertEquals(before, everything());
    }

    private Map<Path, String> everything() throws IOException {
        Map<Path, String> all = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(home)) {
            for (Path path : paths.toList()) {
                String bytes = Files.isDirectory(path) ? "" : Arrays.toString(Files.readAllBytes(path));
                all.put(path, Files.readAttributes(path, "posix:lastModifiedTime,permissions") + bytes);
            }
        }
        return all;
    }

    @Test
    void doctor_anyNode_showsNoKeyAndNoMac() throws IOException {
        Path node = copy(home.resolve("n1"), "n1");
        String shown = doctor(node).out()
                + Ran.of(CLUSTER.tool(), "doctor", "--json", node.toString()).out()
                + CLUSTER.run("status").out()
                + CLUSTER.run("status", "--json").out();
        for (KeyState.Key key : node("n1").runtime().status().keys().keys().values()) {
            assertFalse(
                    shown.contains(Base64.getEncoder().encodeToString(key.dek().wrapped())), "a wrapped key is shown");
        }
        String file = Files.readString(file(node));
        String mac = file.replaceFirst("(?s).*\"value\": \"([0-9a-f]{64})\".*", "$1");
        assertEquals(64, mac.length());
        assertFalse(shown.contains(mac), "the MAC is shown");
    }

    @Test
    void doctor_parentOfSeveralNodes_explainsEachAndNamesThemAmongTheWriters() throws IOException {
        copy(home.resolve("backup/n1"), "n1");
        copy(home.resolve("backup/n2"), "n2");
        Ran ran = doctor(home);
        assertEquals(0, ran.code(), ran::out);
        for (String name : List.of("n1", "n2")) {
            assertTrue(ran.out().contains(home.resolve("backup/" + name + "/encryption/keys.json") + "\n"), ran::out);
            assertTrue(ran.out().contains("  " + name + "    " + NodeId.ofName(name)), ran::out);
        }
        assertTrue(ran.out().contains("  -     " + NodeId.ofName("n3")), ran::out);
    }

    @Test
    void doctor_theDirectoryItselfUnderAnotherName_isFound() throws IOException {
        Path node = copy(home.resolve("n1"), "n1");
        Path moved = Files.move(node.resolve("encryption"), home.resolve("saved"));
        Ran ran = doctor(moved);
        assertEquals(0, ran.code(), ran::out);
        assertTrue(ran.out().contains(moved.resolve("keys.json").toString()), ran::out);
    }

    @Test
    void doctor_nodeBeforeBootstrap_isHealthy() throws IOException {
        try (SimCluster fresh = Cluster.cleartext().nodes()) {
            Path node = Copies.write(home.resolve("n1"), Copies.keyFile(fresh.node("n1")));
            Ran ran = doctor(node);
            assertEquals(0, ran.code(), ran::out);
            assertTrue(ran.out().contains("present no"), ran::out);
        }
    }

    @Test
    void doctor_nameThatSteersATerminal_isWrittenOut() throws IOException {
        Path node = copy(home.resolve("n1"), "n1");
        edit(node, "\"cluster\": \"sim\"", "\"cluster\": \"\\u001b[2Jsim\"");
        Ran ran = doctor(node);
        assertTrue(ran.out().contains("\\u001b[2Jsim"), ran::out);
        assertFalse(ran.out().contains("\u001b"), ran::out);
    }

    @Test
    void doctor_memberOfANewerRelease_isNamedWithoutItsValue() throws IOException {
        Path node = copy(home.resolve("n1"), "n1");
        edit(node, "\"version\": 2", "\"version\": 2, \"newer\": \"hidden\"");
        Ran ran = doctor(node);
        assertEquals(0, ran.code(), ran::out);
        assertTrue(ran.out().contains("/newer"), ran::out);
        assertFalse(ran.out().contains("hidden"), ran::out);
    }

    @Test
    void doctor_whatIsNoDirectory_isWrongUse() {
        Ran ran = doctor(home.resolve("nothing"));
        assertEquals(ExitCode.WRONG_USE.code(), ran.code());
        assertEquals(1, ran.err().lines().count(), ran::err);
        assertTrue(ran.err().contains("is not a directory"), ran::err);
    }

    private static Ran doctor(Path directory) {
        return Ran.of(OperatorTool.offline("quorumseal"), "doctor", directory.toString());
    }

    // ---- ailments

    private static SimNode node(String name) {
        return CLUSTER.nodes().node(name);
    }

    private static Path copy(Path dataDirectory, String name) throws IOException {
        return Copies.write(dataDirectory, node(name));
    }

    private static Path file(Path dataDirectory) {
        return dataDirectory.resolve("encryption/keys.json");
    }

    private static void edit(Path dataDirectory, String from, String to) throws IOException {
        replace(dataDirectory, Pattern.quote(from), Matcher.quoteReplacement(to));
    }

    private static void replace(Path dataDirectory, String from, String to) throws IOException {
        replaceIn(file(dataDirectory), from, to);
    }

    private static void replaceIn(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        String edited = text.replaceFirst(from, to);
        assertNotEquals(text, edited, () -> from + " is not in " + text);
        Files.writeString(file, edited);
    }

    private static void linkAway(Path dataDirectory) throws IOException {
        Path elsewhere = dataDirectory.resolve("elsewhere");
        Files.move(file(dataDirectory), elsewhere);
        Files.createSymbolicLink(file(dataDirectory), elsewhere);
    }

    private static void grow(Path file, long size) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(size);
        }
    }

    /** The row of this node becomes that of another one, whose id ends in the same 16 bits. */
    private static void giveIdAway(Path dataDirectory) throws IOException {
        NodeId self = NodeId.ofName("n1");
        replace(dataDirectory, "\"" + self + "\"", "\"" + new NodeId(self.low16()) + "\"");
    }

    /** Where sealed files are, and what is in clear is refused. */
    private static void remember(Path dataDirectory) throws IOException {
        Copies.remember(dataDirectory, "\"" + BACKUPS + "\": true");
    }

    private static void backups(Path dataDirectory, String bytes) throws IOException {
        remember(dataDirectory);
        Path monday = Files.createDirectories(dataDirectory.resolve(BACKUPS + "/monday"));
        Path unused = Files.createFile(dataDirectory.resolve(BACKUPS).resolve(Folders.MARK));
        unused = Files.writeString(monday.resolve("orders"), bytes);
    }

    private static void stripMac(Path dataDirectory) throws IOException {
        replace(dataDirectory, "\"mac\": \\{[^}]*},", "");
    }

    private static void nameAnotherMaker(Path dataDirectory) throws IOException {
        replace(dataDirectory, "\"dek\": [0-9]+", "\"dek\": 7");
    }

    private static void deactivate(Path dataDirectory) throws IOException {
        replace(dataDirectory, "\"raft\": [0-9]+", "\"raft\": 0");
    }

    private static void cutOverElsewhere(Path dataDirectory) throws IOException {
        Path other = copy(dataDirectory.resolveSibling("n2"), "n2");
        replace(other, "\"cutover\": [0-9]+", "\"cutover\": 999");
    }

    private static Path audit(Path dataDirectory) {
        return dataDirectory.resolve("encryption/audit.jsonl");
    }

    /** Another node has the data group's one record in another term. */
    private static void recordOtherwise(Path dataDirectory) throws IOException {
        Path other = copy(dataDirectory.resolveSibling("n2"), "n2");
        Matcher data = Pattern.compile(
                        "\"data\": \\{[^{]*\"audit\": \\{\\s*\"count\": 1,\\s*\"recent\": \\[\\s*\"([^\"]+)\"")
                .matcher(Files.readString(file(other)));
        assertTrue(data.find(), "no record of the data group");
        byte[] record = Base64.getDecoder().decode(data.group(1));
        record[2 + "data".length() + 8] ^= 1;
        edit(other, data.group(1), Base64.getEncoder().encodeToString(record));
        Files.delete(audit(other));
    }

    @Test
    void doctor_auditFileOfEveryRecord_isFollowedToItsEnd() throws IOException {
        Path node = copy(home.resolve("n1"), "n1");
        Ran ran = doctor(node);
        assertEquals(0, ran.code(), ran::out);
        long records = node("n1").runtime().status().keys().groups().values().stream()
                .mapToLong(group -> group.audit().count())
                .sum();
        assertEquals(records, Files.readString(audit(node)).lines().count());
        assertTrue(ran.out().contains("audit\n  group    records  gaps  last  hash\n"), ran::out);
    }

    @Test
    void doctor_lastLineTornByACrash_isNotWrong() throws IOException {
        Path node = copy(home.resolve("n1"), "n1");
        String whole = Files.readString(audit(node));
        Files.writeString(audit(node), whole.substring(0, whole.length() - 20));
        assertEquals(0, doctor(node).code());
    }

    @Test
    void doctor_lineTakenOutOfTheMiddle_isFound() throws IOException {
        Path node = copy(home.resolve("n1"), "n1");
        replaceIn(audit(node), "(?<=\n)[^\n]*\n", "");
        assertTrue(doctor(node).out().contains("AUDIT_BROKEN: in " + audit(node) + ", line 2: record"));
    }

    @Test
    void doctor_auditFileThatCannotBeRead_isFoundAndTheRestExplained() throws IOException {
        Path node = copy(home.resolve("n1"), "n1");
        Files.delete(audit(node));
        Files.createDirectory(audit(node));
        Ran ran = doctor(node);
        assertEquals(ExitCode.FINDINGS.code(), ran.code());
        assertTrue(ran.out().contains("UNREADABLE: " + node.resolve("encryption") + " cannot be read"), ran::out);
        assertTrue(ran.out().contains("cluster          sim"), ran::out);
    }
}
