package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Recovered;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CutoverTest {
    private static final String BEFORE = "canary-before-the-cutover";
    private static final String AFTER = "canary-after-the-cutover";

    /** Also of a vendor whose futures complete later: what was handed over before the marker may be applied behind it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void enable_underWrites_refusesNoneAndSealsAllThatFollow(boolean appliesLater, @TempDir Path directory)
            throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL, TestCluster.SHARD)) {
            // Who comes to lead refuses until it has heard from the control group; here nobody else is to come.
            cluster.nodes.forEach(node -> node.also = TestNode::leadersStay);
            cluster.start();
            for (TestNode node : cluster.nodes) {
                node.machine(cluster.group(TestCluster.CONTROL)).appliesLater = appliesLater;
                node.machine(cluster.group(TestCluster.SHARD)).appliesLater = appliesLater;
            }
            cluster.put(TestCluster.CONTROL, "c=" + BEFORE);
            cluster.put(TestCluster.SHARD, "s=" + BEFORE);
            try (Writers writers = new Writers(cluster, 3)) {
                writers.awaitWrites(20);
                cluster.admin().bootstrap();
                cluster.admin().enableStorageEnvelope();
                cluster.admin().enableRaftEnvelope(new GroupId(TestCluster.CONTROL));
                cluster.admin().enableRaftEnvelope(new GroupId(TestCluster.SHARD));
                writers.awaitWrites(20);
                writers.stop();
                assertEquals(List.of(), writers.failures());
            }
            cluster.put(TestCluster.CONTROL, "c2=" + AFTER);
            cluster.put(TestCluster.SHARD, "s2=" + AFTER);
            checkSealed(cluster, directory);
            cluster.stop();
            cluster.start();
            for (TestNode node : cluster.nodes) {
                checkRecovered(node);
            }
            cluster.put(TestCluster.CONTROL, "c3=" + AFTER);
            cluster.put(TestCluster.SHARD, "s3=" + AFTER);
            checkSealed(cluster, directory);
            assertEquals(
                    BEFORE,
                    cluster.nodes
                            .get(0)
                            .machine(cluster.group(TestCluster.SHARD))
                            .copy()
                            .get("s"));
            assertEquals(
                    AFTER,
                    cluster.nodes
                            .get(1)
                            .machine(cluster.group(TestCluster.SHARD))
                            .copy()
                            .get("s2"));
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

    private static void checkSealed(TestCluster cluster, Path directory) throws IOException, InterruptedException {
        cluster.awaitEqual(TestCluster.CONTROL);
        cluster.awaitEqual(TestCluster.SHARD);
        for (String name : cluster.groups.keySet()) {
            var first = cluster.nodes.get(0).machine(cluster.group(name)).copy();
            for (TestNode node : cluster.nodes) {
                assertEquals(first, node.machine(cluster.group(name)).copy());
                assertTrue(node.seal().group(name).cutover().isPresent());
            }
        }
        assertFalse(TestCluster.filesWith(directory, BEFORE).isEmpty(), "the scan finds nothing at all");
        assertEquals(List.of(), TestCluster.filesWith(directory, AFTER));
        assertTrue(cluster.nodes.stream()
                .allMatch(node -> node.seal().status().counters().opened() > 0));
    }
}
