package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.core.Admin;
import io.quorumseal.core.SealListener.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A raft DEK's end: segments that hold it are closed and purged, and it is retired. */
class RetireTest {
    @TempDir
    Path directory;

    @Test
    void retire_afterPurge_noFileHoldsCleartextOrNamesTheDek() throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).start()) {
            cluster.put(TestCluster.CONTROL, "cleartext=canary");
            Admin admin = cluster.admin();
            admin.bootstrap();
            admin.enableRaftEnvelope(new GroupId(TestCluster.CONTROL));
            cluster.put(TestCluster.CONTROL, "sealed=under the first");
            DekId first = keys(cluster).activeDek(Purpose.RAFT).orElseThrow();
            assertFalse(logsWith(header(first)).isEmpty());
            admin.rotate(Purpose.RAFT);
            cluster.awaitEqual(TestCluster.CONTROL);
            RejectedException tooEarly = assertThrows(RejectedException.class, () -> admin.retire(first));
            assertEquals(RejectedException.Reason.STILL_NEEDED, tooEarly.reason(), tooEarly::getMessage);
            assertTrue(String.valueOf(tooEarly.getMessage()).contains("payloads of the log are under DEK " + first));
            assertFalse(admin.purge().already());
            for (TestNode node : cluster.nodes) {
                node.awaitEvent(Event.PURGED);
            }
            assertTrue(admin.purge().already());
            assertFalse(admin.retire(first).already());
            cluster.awaitEqual(TestCluster.CONTROL);
            assertEquals(List.of(), logsWith("cleartext=canary".getBytes(StandardCharsets.US_ASCII)));
            assertEquals(List.of(), logsWith(header(first)));
        }
    }

    private static KeyState keys(TestCluster cluster) {
        return cluster.nodes.get(0).seal().status().keys();
    }

    /** Version, flag, DEK. */
    private static byte[] header(DekId dek) {
        return ByteBuffer.allocate(6)
                .putShort((short) 0x0200)
                .putInt(dek.bits())
                .array();
    }

    private List<Path> logsWith(byte[] bytes) throws IOException {
        String wanted = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith("log_"))
                    .toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(wanted)) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
