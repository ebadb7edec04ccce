package io.quorumseal.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.core.internal.file.Folders;
import io.quorumseal.testkit.sim.SimNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code doctor} on key files of a cluster whose nonces nobody counts. */
class DoctorSecondSuiteTest {
    private static final Cluster CLUSTER =
            new Cluster(Cluster.cleartext(DekCipher.SECOND_SUITE).nodes().cutOver());
    private static final SimNode NODE = CLUSTER.nodes().node("n1");

    @TempDir
    private Path home;

    @AfterAll
    static void close() {
        CLUSTER.nodes().close();
    }

    private Path copy() throws IOException {
        return Copies.write(home.resolve("n1"), NODE);
    }

    private Ran doctor() {
        return Ran.of(OperatorTool.offline("quorumseal"), "doctor", home.toString());
    }

    private static void says(Ran ran, String row) {
        assertTrue(Pattern.compile("(?m)^  " + row + "$").matcher(ran.out()).find(), ran::out);
    }

    @Test
    void doctor_clusterOfSuite2_tellsTheSuitesAndFindsNothing() throws IOException {
        Path unused = copy();
        Ran ran = doctor();
        assertEquals(0, ran.code(), ran::out);
        says(ran, "storage +\\d+ +2 +scope, storage key +0");
        says(ran, "raft +\\d+ +2 +group, log, term, index +0");
    }

    /** No nonce is made of it. */
    @Test
    void doctor_lastOpeningNumber_isNoFinding() throws IOException {
        Path file = copy().resolve("encryption/keys.json");
        String text = Files.readString(file);
        String edited = text.replaceFirst("\"opening\": 1,", "\"opening\": 65535,");
        assertFalse(text.equals(edited), text);
        Files.writeString(file, edited);
        assertEquals(0, doctor().code(), doctor()::out);
    }

    @Test
    void doctor_envelopesUnderKnownKeys_areCountedAndOthersAreNot() throws IOException {
        byte[] value = Copies.sealed(NODE, "a value");
        byte[] ofNobody = ByteBuffer.wrap(value.clone()).putInt(2, 7).array();
        byte[] flagged = value.clone();
        flagged[1] = 1;
        ByteBuffer file = ByteBuffer.allocate(3 * value.length);
        Path unused =
                Copies.store(copy(), file.put(value).put(ofNobody).put(flagged).array());
        Ran ran = doctor();
        assertEquals(0, ran.code(), ran::out);
        says(ran, new DekId(ByteBuffer.wrap(value).getInt(2)) + " +live +1 +.*000012\\.sst");
        assertFalse(ran.out().contains("unknown  1"), ran::out);
    }

    @Test
    void doctor_foldersOfSealedFiles_areCountedByKeyAndNotConfusedWithValues() throws IOException {
        Path node = copy();
        Copies.remember(node, "\"/no/such/folder\": true, \"backups\": false");
        Path folder = Files.createDirectories(node.resolve("backups/monday"));
        Path first = Files.write(folder.resolve("a"), Copies.sealedFile(NODE, "backup", "a file"));
        Path second = Files.write(folder.resolve("b"), Copies.sealedFile(NODE, "backup", ""));
        Path clear = Files.writeString(folder.resolve("c"), "QSF\0in clear");
        Path other = Files.writeString(folder.resolve("d"), "no sealed file");
        assertEquals(4, List.of(first, second, clear, other).size());
        Ran unmarked = doctor();
        assertEquals(ExitCode.FINDINGS.code(), unmarked.code(), unmarked::out);
        assertTrue(unmarked.out().contains("backups has lost its mark"), unmarked::out);
        Path mark = Files.createFile(node.resolve("backups").resolve(Folders.MARK));
        Ran ran = doctor();
        assertEquals(0, ran.code(), mark + ran.out());
        says(ran, "/no/such/folder +no +- +- +- +- +-");
        says(ran, "backups +yes +2 +1 +no +1 +0");
        says(
                ran,
                "backups +"
                        + new DekId(ByteBuffer.wrap(Files.readAllBytes(first)).getInt(4)) + " +live +2 +" + first);
        assertTrue(ran.out().contains("envelopes: none"), ran::out);
    }

    @Test
    void doctor_envelopeUnderARetiredKey_isFound() throws IOException {
        KeyState keys = NODE.runtime().status().keys();
        Path node = copy();
        DekId gone = new DekId(7);
        Path file = node.resolve("encryption/keys.json");
        assertTrue(keys.retired().isEmpty());
        Files.writeString(
                file, Files.readString(file).replaceFirst("\"retired\": \\[\\s*\\]", "\"retired\": [" + gone + "]"));
        byte[] value = ByteBuffer.wrap(Copies.sealed(NODE, "a value"))
                .putInt(2, gone.bits())
                .array();
        Path unused = Copies.store(node, value);
        Ran ran = doctor();
        assertEquals(ExitCode.FINDINGS.code(), ran.code(), ran::out);
        assertTrue(ran.out().contains("RETIRED_KEY_NAMED"), ran::out);
    }
}
