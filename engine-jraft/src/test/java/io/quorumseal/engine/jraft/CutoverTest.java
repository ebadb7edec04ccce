package io.quorumseal.engine.jraft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Recovered;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CutoverTest {
    private static final String BEFORE = "canary-before-the-cutover";
    private static final String AFTER = "canary-after-the-cutover";

    @Test
    void enable_underWritesAndFailover_refusesAndLosesNoneAndSealsAllThatFollow(@TempDir Path directory)
            throws IOException {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL, TestCluster.SHARD)) {
            cluster.start();
            cluster.put(TestCluster.CONTROL, "c=" + BEFORE);
            cluster.put(TestCluster.SHARD, "s=" + BEFORE);
            try (Writers writers = new Writers(cluster, 2)) {
                writers.awaitWrites(20);
                cluster.bootstrap();
                cluster.admin().enableStorageEnvelope();
                cluster.admin().enableRaftEnvelope(new GroupId(TestCluster.CONTROL));
                cluster.admin().enableRaftEnvelope(new GroupId(TestCluster.SHARD));
                writers.awaitWrites(20);
                assertEquals(List.of(), writers.refusals());
                TestNode leader = cluster.leader(TestCluster.SHARD);
                leader.close();
                writers.awaitWrites(20);
                leader.start();
                writers.awaitWrites(20);
                writers.stop();
                assertEquals(List.of(), writers.failures());
                cluster.awaitEqual(TestCluster.CONTROL);
                cluster.awaitEqual(TestCluster.SHARD);
                assertEquals(List.of(), writers.lost());
                System.out.println("Writes around the cutovers and the failover: " + writers.acknowledged());
            }
            cluster.put(TestCluster.CONTROL, "c2=" + AFTER);
            cluster.put(TestCluster.SHARD, "s2=" + AFTER);
            checkSealed(cluster, directory);
            cluster.stop();
            cluster.start();
            cluster.nodes.forEach(CutoverTest::checkRecovered);
            cluster.put(TestCluster.CONTROL, "c3=" + AFTER);
            cluster.put(TestCluster.SHARD, "s3=" + AFTER);
            checkSealed(cluster, directory);
            TestNode any = cluster.nodes.get(0);
            assertEquals(BEFORE, any.machine(TestCluster.SHARD).get("s"));
            assertEquals(AFTER, any.machine(TestCluster.SHARD).get("s2"));
        }
    }

    private static void checkRecovered(TestNode node) {
        assertEquals(2, node.recoveredAtStart.size());
        for (Recovered group : node.recoveredAtStart) {
            List<String> payloads = StreamSupport.stream(group.entries().spliterator(), false)
                    .map(logged -> new String(logged.payload(), StandardCharsets.UTF_8))
                    .toList();
            assertTrue(payloads.stream().anyMatch(payload -> payload.endsWith("=" + BEFORE)));
            assertTrue(payloads.stream().noneMatch(payload -> payload.endsWith("=" + AFTER)));
        }
    }

    private static void checkSealed(TestCluster cluster, Path directory) throws IOException {
        for (String group : cluster.groups.keySet()) {
            cluster.awaitEqual(group);
            Map<String, String> first = cluster.nodes.get(0).machine(group).copy();
            for (TestNode node : cluster.nodes) {
                assertEquals(first, node.machine(group).copy());
                assertTrue(node.seal().group(group).cutover().isPresent());
            }
        }
        assertFalse(TestCluster.filesWith(directory, BEFORE).isEmpty(), "the scan finds nothing at all");
        assertEquals(List.of(), TestCluster.filesWith(directory, AFTER));
        assertTrue(cluster.nodes.stream()
                .allMatch(node -> node.seal().status().counters().opened() > 0));
    }
}
