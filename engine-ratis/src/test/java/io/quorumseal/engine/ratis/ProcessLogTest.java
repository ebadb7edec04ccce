package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Ratis prints of clients' requests into the log of the process, which nobody seals: the guide warns of it. */
class ProcessLogTest {
    private static final String REQUESTS = "org.apache.ratis.grpc.server.GrpcClientProtocolService";
    private static final String DIVISION = "org.apache.ratis.server.RaftServer$Division";
    /** Ratis prints so much of a message. */
    private static final String FIRST_TEN = "canary0123";

    private static final String REST = "456789";

    @Test
    void refusedWrite_atInfo_isPrintedWithItsFirstTenCharacters(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing();
                PrintedLog log = new PrintedLog(REQUESTS, PrintedLog.INFO)) {
            cluster.put(TestCluster.CONTROL, FIRST_TEN + REST + "=taken");
            assertFalse(log.has(FIRST_TEN));
            refusedWrite(cluster);
            assertTrue(log.has("Failed RaftClientRequest"));
            assertTrue(log.has(FIRST_TEN));
            assertFalse(log.has(REST));
        }
    }

    @Test
    void everyWrite_atDebug_isPrintedWithItsFirstTenCharacters(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing();
                PrintedLog log = new PrintedLog(DIVISION, PrintedLog.DEBUG)) {
            cluster.put(TestCluster.CONTROL, FIRST_TEN + REST + "=taken");
            assertTrue(log.has(FIRST_TEN));
            assertFalse(log.has(REST));
        }
    }

    @Test
    void writes_atWarn_leaveNothingInTheLog(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing();
                PrintedLog log = new PrintedLog("org.apache.ratis", PrintedLog.WARN)) {
            cluster.put(TestCluster.CONTROL, FIRST_TEN + REST + "=taken");
            refusedWrite(cluster);
            cluster.leadAway(cluster.leader(TestCluster.CONTROL));
            refusedWrite(cluster);
            cluster.put(TestCluster.CONTROL, FIRST_TEN + "=taken");
            System.err.println("printed by the test");
            assertTrue(log.has("printed by the test"));
            assertFalse(log.has(FIRST_TEN));
        }
    }

    private static void refusedWrite(TestCluster cluster) {
        String tooMuch = FIRST_TEN + REST + "=" + "x".repeat(TestNode.ENTRY_LIMIT);
        assertThrows(StateMachineException.class, () -> cluster.put(TestCluster.CONTROL, tooMuch));
    }
}
