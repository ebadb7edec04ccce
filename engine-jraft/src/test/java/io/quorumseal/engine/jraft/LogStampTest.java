package io.quorumseal.engine.jraft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.option.NodeOptions;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogStampTest {
    private static final GroupId GROUP = new GroupId("orders");

    @TempDir
    Path directory;

    private Path log;
    private Path meta;

    @BeforeEach
    void twoDirectories() {
        log = directory.resolve("log");
        meta = directory.resolve("meta");
    }

    private LogStamp stamp(String identity) {
        return new LogStamp(GROUP, identity, log, meta);
    }

    @Test
    void identity_ofANewLog_isTheConfiguredOneFromTheBeginning() throws IOException {
        assertEquals("a", stamp("a").identity());
        stamp("a").write();
        assertEquals("a", stamp("a").identity());
        stamp("a").write();
        assertEquals(Files.readString(log.resolve(LogStamp.FILE)), Files.readString(meta.resolve(LogStamp.FILE)));
    }

    @Test
    void identity_ofALogThatWasThereBefore_isUnknownUntilItsNodeStarts() throws IOException {
        Files.createDirectories(log);
        Files.createFile(log.resolve("CURRENT"));
        assertEquals("", stamp("a").identity());
        stamp("a").write();
        assertEquals("a", stamp("a").identity());
    }

    @Test
    void identity_otherThanConfigured_isRefused() throws IOException {
        stamp("a").write();
        String refusal = refusal(stamp("b"));
        assertTrue(refusal.contains("has the identity \"a\"") && refusal.contains("\"b\""), refusal);
    }

    @Test
    void log_thatWasRemovedWhileRaftsOwnStateStayed_isRefused() throws IOException {
        stamp("a").write();
        Files.delete(log.resolve(LogStamp.FILE));
        Files.delete(log);
        assertTrue(refusal(stamp("a")).contains("the log was removed"));
        assertThrows(StartupRefusedException.class, () -> stamp("a").write());
    }

    @Test
    void log_ofAnotherNode_isRefused() throws IOException {
        stamp("a").write();
        Files.writeString(log.resolve(LogStamp.FILE), "a\nof another node\n");
        assertTrue(refusal(stamp("a")).contains("not of one node"));
    }

    @Test
    void stamp_thatIsDamaged_isRefused() throws IOException {
        stamp("a").write();
        Files.writeString(log.resolve(LogStamp.FILE), "a");
        assertTrue(refusal(stamp("a")).contains("is damaged"));
    }

    /** Power may be lost between the two files. */
    @Test
    void stamp_thatOnlyTheLogHas_isWrittenBesideRaftsOwnState() throws IOException {
        stamp("a").write();
        Files.delete(meta.resolve(LogStamp.FILE));
        assertEquals("a", stamp("a").identity());
        stamp("a").write();
        assertEquals(Files.readString(log.resolve(LogStamp.FILE)), Files.readString(meta.resolve(LogStamp.FILE)));
    }

    @Test
    void group_withAnIdentityThatIsNone_isRefused() {
        NodeOptions options = new NodeOptions();
        options.setLogUri("log");
        options.setRaftMetaUri("meta");
        options.setSnapshotUri("snapshot");
        assertThrows(IllegalArgumentException.class, () -> new JRaftGroup("g", "", options));
        assertThrows(IllegalArgumentException.class, () -> new JRaftGroup("g", "a\nb", options));
        assertThrows(
                IllegalArgumentException.class,
                () -> new JRaftGroup("g", "x".repeat(JRaftGroup.MAX_LOG_IDENTITY + 1), options));
        options.setSnapshotUri(null);
        assertThrows(IllegalArgumentException.class, () -> new JRaftGroup("g", "a", options));
    }

    private static String refusal(LogStamp stamp) {
        StartupRefusedException refused = assertThrows(StartupRefusedException.class, stamp::identity);
        assertEquals(Refusal.CONFIGURATION, refused.refusal());
        return String.valueOf(refused.getMessage());
    }

    /** On a node that has keys: without the file beside its log, or without any. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void start_withoutTheIdentityBesideALogThatPayloadsAreBoundTo_isRefused(boolean removeBoth) throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing()) {
            TestNode node = cluster.other(cluster.leader(TestCluster.CONTROL));
            cluster.put(TestCluster.CONTROL, "a=1");
            node.close();
            Path beside = node.folder(TestCluster.CONTROL, "meta").resolve(LogStamp.FILE);
            Path within = node.folder(TestCluster.CONTROL, "log").resolve(LogStamp.FILE);
            String stamp = Files.readString(within);
            Files.delete(within);
            if (removeBoth) {
                Files.delete(beside);
            }
            StartupRefusedException refused = assertThrows(StartupRefusedException.class, node::start);
            assertEquals(Refusal.CONFIGURATION, refused.refusal());
            assertTrue(String.valueOf(refused.getMessage()).contains("identity"), refused.getMessage());
            Files.writeString(within, stamp);
            node.start();
            cluster.awaitEqual(TestCluster.CONTROL);
        }
    }
}
