package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MembershipTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void members_exchangedUnderWrites_loseNothingAndSealAll(int suite, @TempDir Path directory) throws Exception {
        TestCluster started = new TestCluster(directory, TestCluster.CONTROL);
        started.nodes.forEach(node -> node.suite = suite);
        try (TestCluster cluster = started.startSealing()) {
            try (Writers writers = new Writers(cluster, 3)) {
                writers.awaitWrites(20);
                TestNode joining = join(cluster, directory);
                writers.awaitWrites(20);
                TestNode leaving = cluster.leader(TestCluster.CONTROL);
                leave(cluster, leaving);
                writers.awaitWrites(20);
                cluster.lead(joining);
                writers.awaitWrites(20);
                writers.stop();
                assertEquals(List.of(), writers.failures());
                checkComplete(cluster, writers);
                assertTrue(joining.seal().status().counters().sealed() > 0, "the new node has sealed nothing");
            }
            assertEquals(List.of(), TestCluster.filesWith(directory, Writers.VALUE));
        }
    }

    private static TestNode join(TestCluster cluster, Path directory) throws Exception {
        TestNode joining = cluster.newNode(directory);
        joining.registerTimeout = Duration.ofSeconds(20);
        joining.start();
        assertTrue(joining.hadKeysBeforeTheServer, "no keys when its server started");
        boolean counted = cluster.nodes.get(0).suite == 1;
        assertEquals(counted, joining.registeredBeforeTheServer > 0, "registered when its server started");
        cluster.setMembers(cluster.nodes);
        return joining;
    }

    private static void leave(TestCluster cluster, TestNode leaving) throws Exception {
        cluster.setMembers(
                cluster.nodes.stream().filter(node -> node != leaving).toList());
        leaving.close();
    }

    @Test
    void leadership_goingRoundUnderWrites_losesNothing(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL).startSealing();
                Writers writers = new Writers(cluster, 3)) {
            writers.awaitWrites(20);
            for (TestNode next : cluster.nodes) {
                cluster.lead(next);
                writers.awaitWrites(20);
            }
            writers.stop();
            assertEquals(List.of(), writers.failures());
            checkComplete(cluster, writers);
        }
    }

    private static void checkComplete(TestCluster cluster, Writers writers) throws Exception {
        cluster.awaitEqual(TestCluster.CONTROL);
        for (TestNode node : cluster.running()) {
            KvStateMachine machine = node.machine(cluster.group(TestCluster.CONTROL));
            assertEquals(0, machine.overwritten());
            assertTrue(machine.copy().keySet().containsAll(writers.acknowledgedKeys()), "a write is lost");
            int more = machine.copy().size() - cluster.barriers() - writers.acknowledged();
            assertTrue(more <= writers.unclear(), () -> more + " writes that nobody made");
        }
    }
}
