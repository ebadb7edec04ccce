package io.quorumseal.tool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.SealedWriter;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimNode;
import io.quorumseal.tool.internal.command.FileDecrypt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code file inspect} and {@code file decrypt} on files that real runtimes sealed, with copies of their keys. */
class FileCommandsTest {
    private static final String ROLE = "backup/orders";
    private static final int SEGMENT = 65_536 - 32;
    private static final int LARGE = 64 << 20;
    private static final int ENDED_BY_A_SIGNAL = 128 + 15;
    private static final SimCluster SECRET = cluster("memory:1");
    private static final SimCluster PUBLIC = cluster("public:1");

    @TempDir
    private Path home;

    private Path sealed;
    private Path keys;
    private Path plain;

    private static SimCluster cluster(String kek) {
        SimCluster nodes = new SimCluster(Engine.Append.INDEX_KNOWN, "n1", "n2", "n3").suite(DekCipher.SECOND_SUITE);
        nodes.nodes().forEach(node -> node.kek(kek));
        return nodes.start().cutOver();
    }

    @AfterAll
    static void close() {
        SECRET.close();
        PUBLIC.close();
    }

    @BeforeEach
    void copy() throws IOException {
        sealed = write("sealed", sealed(SECRET, bytes(100)));
        keys = write("keys.json", Copies.keyFile(node(SECRET)));
        plain = home.resolve("plain");
    }

    private static SimNode node(SimCluster cluster) {
        return cluster.node("n1");
    }

    private static DekId dek() {
        return node(SECRET).runtime().status().keys().activeDek(Purpose.STORAGE).orElseThrow();
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i % 251);
        }
        return bytes;
    }

    private static byte[] sealed(SimCluster cluster, byte[] plaintext) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (SealedWriter writer = node(cluster).runtime().files().create(Channels.newChannel(out), ROLE)) {
            writer.write(plaintext);
            writer.commit();
        }
        return out.toByteArray();
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(home.resolve(name), bytes);
    }

    private static Ran run(String... args) {
        return Ran.of(OperatorTool.offline("quorumseal"), args);
    }

    private Ran decrypt(String... more) {
        return decryptUnder("memory:1", more);
    }

    private Ran decryptUnder(String kek, String... more) {
        List<String> args = new ArrayList<>(List.of("file", "decrypt", "--kek", kek, "--keys", keys.toString()));
        if (!Arrays.asList(more).contains("--role")) {
            args.addAll(List.of("--role", ROLE));
        }
        args.addAll(Arrays.asList(more));
        args.addAll(List.of(sealed.toString(), plain.toString()));
        return run(args.toArray(String[]::new));
    }

    private void assertOpens(byte[] plaintext, String... more) throws IOException {
        Ran ran = decrypt(more);
        assertEquals("", ran.err());
        assertEquals(ExitCode.DONE.code(), ran.code(), ran::out);
        assertTrue(ran.out().contains(plain.toString()), ran::out);
        assertArrayEquals(plaintext, Files.readAllBytes(plain));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(plain)));
    }

    private void assertRefused(String reason, Ran ran) {
        assertEquals(ExitCode.REFUSED.code(), ran.code(), ran::err);
        assertEquals("", ran.out());
        assertTrue(ran.err().startsWith("quorumseal file decrypt: refused, " + reason + ": "), ran::err);
        assertEquals(1, ran.err().lines().count(), ran::err);
        assertFalse(Files.exists(plain), "there is plaintext");
    }

    private void assertWrongUse(String found, Ran ran) {
        assertEquals(ExitCode.WRONG_USE.code(), ran.code(), ran::err);
        assertTrue(ran.err().contains(found), ran::err);
    }

    // ---- opening

    @ParameterizedTest
    @ValueSource(ints = {0, 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT})
    void decrypt_withTheKeyFile_givesWhatWasSealed(int size) throws IOException {
        write("sealed", sealed(SECRET, bytes(size)));
        assertOpens(bytes(size));
    }

    @Test
    void decrypt_withExportedState_givesWhatWasSealed() throws IOException {
        keys = write(
                "snapshot.keys",
                node(SECRET).runtime().group(SimCluster.CONTROL).exportState(5));
        assertOpens(bytes(100), "--cluster", "sim");
    }

    @Test
    void decrypt_afterARetirement_takesTheKeysThatWereKept() throws IOException {
        try (SimCluster nodes = cluster("memory:1")) {
            DekId old = node(nodes)
                    .runtime()
                    .status()
                    .keys()
                    .activeDek(Purpose.STORAGE)
                    .orElseThrow();
            write("sealed", sealed(nodes, bytes(100)));
            byte[] then = Copies.keyFile(node(nodes));
            Cluster cluster = new Cluster(nodes);
            for (String[] step :
                    new String[][] {{"rotate", "storage"}, {"rewrite"}, {"rewrite"}, {"retire", old.toString()}}) {
                Ran unused = cluster.run(step);
                nodes.settle();
            }
            write("keys.json", Copies.keyFile(node(nodes)));
            assertRefused("RETIRED_DEK", decrypt());
            write("keys.json", then);
            assertOpens(bytes(100));
        }
    }

    /** A KEK that is left for another one: whoever has both need not know which it was. */
    @Test
    void decrypt_severalKeks_takesTheOneThatUnwraps() throws IOException {
        assertOpens(bytes(100), "--kek", "memory:2");
        Files.delete(plain);
        Ran ran = decryptUnder("memory:2", "--kek", "memory:1");
        assertEquals(ExitCode.DONE.code(), ran.code(), ran::err);
    }

    // ---- refusing

    @Test
    void decrypt_forAnotherRole_isRefused() {
        assertRefused("OTHER_ROLE", decrypt("--role", "backup/customers"));
    }

    @Test
    void decrypt_underAnotherKek_isRefused() {
        assertRefused("WRONG_KEY", decryptUnder("memory:2"));
    }

    @Test
    void decrypt_kekOfNoProvider_isRefused() {
        assertRefused("CONFIGURATION", decryptUnder("nobody:1"));
    }

    @Test
    void decrypt_asAnotherCluster_isRefused() {
        assertRefused("BAD_REQUEST", decrypt("--cluster", "other"));
    }

    @Test
    void decrypt_withExportedStateOfNamelessCluster_isRefused() throws IOException {
        keys = write(
                "snapshot.keys",
                node(SECRET).runtime().group(SimCluster.CONTROL).exportState(5));
        assertRefused("BAD_REQUEST", decrypt());
    }

    /** The KEK binds what it wraps to the cluster. */
    @Test
    void decrypt_withExportedStateAsAnotherCluster_isRefused() throws IOException {
        keys = write(
                "snapshot.keys",
                node(SECRET).runtime().group(SimCluster.CONTROL).exportState(5));
        assertRefused("CORRUPT", decrypt("--cluster", "other"));
    }

    /** Only what the control group exports has keys in it. */
    @Test
    void decrypt_withExportedStateOfAnotherGroup_isRefused() throws IOException {
        keys = write(
                "snapshot.keys", node(SECRET).runtime().group(SimCluster.DATA).exportState(5));
        assertRefused("UNKNOWN_DEK", decrypt("--cluster", "sim"));
    }

    @Test
    void decrypt_withKeysOfAnotherKind_isRefused() throws IOException {
        write("keys.json", "{}".getBytes(StandardCharsets.US_ASCII));
        assertRefused("BAD_REQUEST", decrypt());
        write("keys.json", "QSKS".getBytes(StandardCharsets.US_ASCII));
        assertRefused("BAD_REQUEST", decrypt());
    }

    @Test
    void decrypt_keyWithAnotherCommitment_isRefused() throws IOException {
        String text = Files.readString(keys);
        int at = text.indexOf("\"commitment\": \"", text.indexOf("\"" + dek() + "\": {", text.indexOf("\"ciphers\"")))
                + 15;
        Files.writeString(keys, text.substring(0, at) + (text.charAt(at) == '0' ? '1' : '0') + text.substring(at + 1));
        assertRefused("CORRUPT", decrypt());
    }

    @Test
    void decrypt_underADekThatTheKeysLack_isRefusedAndAsksNoKek() throws IOException {
        write("sealed", ByteBuffer.wrap(Files.readAllBytes(sealed)).putInt(4, 7).array());
        long before = NamedKekProvider.OPENED.get();
        assertRefused("UNKNOWN_DEK", decrypt());
        assertEquals(before, NamedKekProvider.OPENED.get());
    }

    /** Nobody vouches for it: what is put in the place of a sealed file must not come out as if it had been one. */
    @Test
    void decrypt_fileInClear_isRefused() throws IOException {
        write("sealed", "QSF\0in clear".getBytes(StandardCharsets.US_ASCII));
        assertRefused("NOT_SEALED", decrypt());
        write("sealed", "something else".getBytes(StandardCharsets.US_ASCII));
        assertRefused("NOT_SEALED", decrypt());
        write("sealed", "QSF\2something".getBytes(StandardCharsets.US_ASCII));
        assertRefused("UNKNOWN_FORMAT", decrypt());
    }

    /** What was written before the damage was found is gone, too. */
    @Test
    void decrypt_damageInASegment_leavesNoPlaintext() throws IOException {
        byte[] bytes = sealed(SECRET, bytes(5 * SEGMENT));
        bytes[82 + 3 * 65_536 + 100] ^= 1;
        write("sealed", bytes);
        assertRefused("CHANGED", decrypt());
        write("sealed", Arrays.copyOf(sealed(SECRET, bytes(5 * SEGMENT)), 82 + 2 * 65_536));
        assertRefused("CUT_SHORT", decrypt());
    }

    @Test
    void decrypt_fileThatIsThere_isNotOverwritten() throws IOException {
        write("plain", "mine".getBytes(StandardCharsets.US_ASCII));
        assertWrongUse("nothing is overwritten", decrypt());
        assertEquals("mine", Files.readString(plain));
        Files.delete(plain);
        Files.createSymbolicLink(plain, home.resolve("elsewhere"));
        assertWrongUse("nothing is overwritten", decrypt());
        assertFalse(Files.exists(home.resolve("elsewhere")));
    }

    @Test
    void decrypt_intoADirectoryThatIsNotThere_saysThatTheDiskFails() {
        plain = home.resolve("gone/plain");
        Ran ran = decrypt("--json");
        assertEquals(ExitCode.TRY_AGAIN.code(), ran.code(), ran::err);
        assertTrue(ran.out().contains("\"reason\": \"DISK\""), ran::out);
        assertFalse(ran.err().contains("node"), ran::err);
    }

    // ---- where anybody can wrap

    @Test
    void decrypt_whereAnybodyCanWrap_takesTheKeyFileByItsMac() throws IOException {
        write("sealed", sealed(PUBLIC, bytes(100)));
        write("keys.json", Copies.keyFile(node(PUBLIC)));
        Ran ran = decryptUnder("public:1");
        assertEquals(ExitCode.DONE.code(), ran.code(), ran::err);
        assertArrayEquals(bytes(100), Files.readAllBytes(plain));
        Files.delete(plain);
        edit("\"opening\": 1,", "\"opening\": 2,");
        assertRefused("BAD_REQUEST", decryptUnder("public:1"));
    }

    /** The key came out of a KEK that only its holders wrap under, which is proof enough when all else is lost. */
    @Test
    void decrypt_whereNotAnybodyCanWrap_needsNoMac() throws IOException {
        edit("\"opening\": 1,", "\"opening\": 2,");
        assertOpens(bytes(100));
    }

    private void edit(String from, String to) throws IOException {
        String text = Files.readString(keys);
        assertTrue(text.contains(from), text);
        Files.writeString(keys, text.replace(from, to));
    }

    @Test
    void decrypt_whereAnybodyCanWrap_takesExportedStateByItsSnapshot() throws IOException {
        write("sealed", sealed(PUBLIC, bytes(100)));
        keys = write(
                "snapshot.keys",
                node(PUBLIC).runtime().group(SimCluster.CONTROL).exportState(5));
        String[] cluster = {"--cluster", "sim"};
        assertRefused("BAD_REQUEST", decryptUnder("public:1", cluster));
        for (String[] wrong : new String[][] {{"control", "6"}, {"data", "5"}}) {
            assertRefused("BAD_REQUEST", decryptUnder("public:1", of(cluster, wrong)));
        }
        Ran ran = decryptUnder("public:1", of(cluster, "control", "5"));
        assertEquals(ExitCode.DONE.code(), ran.code(), ran::err);
        assertArrayEquals(bytes(100), Files.readAllBytes(plain));
    }

    private static String[] of(String[] cluster, String... snapshot) {
        return Stream.concat(Arrays.stream(cluster), Stream.of("--group", snapshot[0], "--index", snapshot[1]))
                .toArray(String[]::new);
    }

    // ---- being stopped

    /** Ends processes until one was in the middle; who is done before a signal comes has written all. */
    @Test
    void decrypt_endedByASignal_leavesNoPlaintext() throws Exception {
        write("sealed", sealed(SECRET, bytes(LARGE)));
        Path unfinished = home.resolve("plain" + FileDecrypt.UNFINISHED);
        int code = ExitCode.DONE.code();
        while (code == ExitCode.DONE.code()) {
            Files.deleteIfExists(plain);
            Process process = decrypting();
            while (process.isAlive() && !Files.exists(unfinished)) {
                Thread.onSpinWait();
            }
            process.destroy();
            code = process.waitFor();
        }
        assertEquals(ENDED_BY_A_SIGNAL, code);
        assertFalse(Files.exists(unfinished), "there is a part of the plaintext");
        assertFalse(Files.exists(plain), "there is plaintext");
    }

    private Process decrypting() throws IOException {
        return new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "file",
                        "decrypt",
                        "--kek=memory:1",
                        "--keys=" + keys,
                        "--role=" + ROLE,
                        sealed.toString(),
                        plain.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void decrypt_besideWhatAKilledRunLeft_saysWhatThatIs() throws IOException {
        Path left = write("plain" + FileDecrypt.UNFINISHED, bytes(10));
        assertWrongUse("a run that was killed left a part of the plaintext in it. Remove it", decrypt());
        assertArrayEquals(bytes(10), Files.readAllBytes(left));
        Files.delete(left);
        assertOpens(bytes(100));
    }

    // ---- inspecting

    @Test
    void inspect_allForms_tellsWhatIsKnownAndWhatIsNot() throws IOException {
        Path folder = Files.createDirectory(home.resolve("folder"));
        byte[] whole = sealed(SECRET, bytes(2 * SEGMENT + 5));
        Path unused = Files.write(folder.resolve("a"), whole);
        unused = Files.write(folder.resolve("b"), Arrays.copyOf(whole, whole.length - 1));
        unused = Files.write(folder.resolve("c"), "QSF\0hello".getBytes(StandardCharsets.US_ASCII));
        unused = Files.write(folder.resolve("d"), "something".getBytes(StandardCharsets.US_ASCII));
        unused = Files.write(folder.resolve("e"), "QSF\1\0\0\0\7cut off".getBytes(StandardCharsets.US_ASCII));
        unused = Files.write(folder.resolve("f"), new byte[0]);
        unused = Files.write(folder.resolve("g"), Arrays.copyOf(whole, 82));
        Ran ran = run("file", "inspect", folder.toString());
        assertEquals(ExitCode.DONE.code(), ran.code(), ran::err);
        long key = dek().value();
        assertRow(ran, "a  sealed +" + key + " +" + whole.length + " +3 +" + (2 * SEGMENT + 5) + " +there");
        assertRow(ran, "b  sealed +" + key + " +" + (whole.length - 1) + " +3 +.* +missing, or followed by something");
        assertRow(ran, "c  in clear +- +9 +- +5 +-");
        assertRow(ran, "d  no sealed file +- +9 +- +- +-");
        assertRow(ran, "e  unknown here +7 +15 +- +- +-");
        assertRow(ran, "f  no sealed file +- +0 +- +- +-");
        assertRow(ran, "g  sealed +" + key + " +82 +0 +0 +missing, or followed by something");
        assertTrue(ran.out().startsWith("not told  what it was sealed as (its role)"), ran::out);
        assertFalse(ran.out().contains(ROLE), ran::out);
    }

    private static void assertRow(Ran ran, String row) {
        assertTrue(ran.out().lines().anyMatch(line -> line.matches(" +.*/" + row)), () -> row + " in\n" + ran.out());
    }

    @Test
    void file_withoutACommand_isWrongUse() {
        assertWrongUse("subcommand", run("file"));
        assertWrongUse("there is no command 'seal'", run("file", "seal"));
        assertWrongUse("is not a regular file", decryptMissing());
    }

    private Ran decryptMissing() {
        sealed = home.resolve("missing");
        return decrypt();
    }
}
