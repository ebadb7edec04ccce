package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Admin.OnMember;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.core.SealListener.Event;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By its defaults, Ratis keeps old entries and snapshots for good: an operator is told which property does. */
class PurgePropertiesTest {
    /** One for the log, one for values. */
    private static final String GAP = "raft.server.log.purge.gap=1024 (";

    private static final String RETENTION = "raft.server.snapshot.retention.file.num=-1 (";

    @TempDir
    Path directory;

    @Test
    void purge_gapOfManyEntries_namesItAndGivesUpNoLeadership() throws Exception {
        try (TestCluster cluster = kept(properties -> Log.setPurgeGap(properties, 1024))) {
            TestNode leader = cluster.leader(TestCluster.CONTROL);
            long term = leader.info(cluster.group(TestCluster.CONTROL)).getCurrentTerm();
            stays(cluster, GAP, "payloads of the log are under older DEKs");
            assertEquals(term, leader.info(cluster.group(TestCluster.CONTROL)).getCurrentTerm());
            goesOnceSet(cluster);
        }
    }

    @Test
    void purge_allSnapshotsAreRetained_namesThatAndRemovesTheEntries() throws Exception {
        try (TestCluster cluster =
                kept(properties -> RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, -1))) {
            Admin.Result left = stays(cluster, RETENTION, "is older than the active raft DEK");
            assertTrue(left.members().stream().noneMatch(member -> member.text().contains("payloads of the log")));
            goesOnceSet(cluster);
        }
    }

    /** Every property that is not as purging wants it, and no other. */
    @Test
    void start_onDefaults_warnsOfEachPropertyAndTheValueThatHelps() throws Exception {
        try (TestCluster cluster = TestCluster.single(directory)) {
            TestNode node = cluster.nodes.get(0);
            node.also = properties -> {
                properties.unset(Log.PURGE_GAP_KEY);
                properties.unset(Log.PURGE_UPTO_SNAPSHOT_INDEX_KEY);
                properties.unset(RaftServerConfigKeys.Snapshot.RETENTION_FILE_NUM_KEY);
            };
            cluster.start();
            assertEquals(3, node.count(Event.TROUBLE), node.events::toString);
            node.awaitEvent(Event.TROUBLE, GAP + "fewer old entries than that stay; set it to 1)");
            node.awaitEvent(Event.TROUBLE, "raft.server.log.purge.upto.snapshot.index=false (");
            node.awaitEvent(Event.TROUBLE, RETENTION + "all snapshots stay; set it to 1)");
        }
    }

    @Test
    void start_withAllThatPurgingNeeds_warnsOfNothing() throws Exception {
        try (TestCluster cluster = TestCluster.single(directory).start()) {
            TestNode node = cluster.nodes.get(0);
            assertEquals(0, node.count(Event.TROUBLE), node.events::toString);
            assertEquals(1, node.count(Event.OPENED));
        }
    }

    @Test
    void hindrances_entriesPreserved_areSureOnlyWhereTheLogHasNoMore() {
        RaftProperties properties = new RaftProperties();
        Log.setPurgeGap(properties, 1);
        Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, 1);
        PurgeSettings settings = new PurgeSettings(properties);
        assertEquals(List.of(), settings.hindrances(Optional.of(10L)));
        Log.setPurgePreservationLogNum(properties, 10);
        PurgeSettings preserving = new PurgeSettings(properties);
        assertTrue(preserving.hindrances(Optional.of(10L)).get(0).surely());
        assertTrue(!preserving.hindrances(Optional.of(11L)).get(0).surely());
        assertTrue(!preserving.hindrances(Optional.empty()).get(0).surely());
    }

    /** A cluster with old entries and an old snapshot on each node. */
    private TestCluster kept(Consumer<RaftProperties> also) throws Exception {
        TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL);
        cluster.nodes.forEach(node -> node.also = also);
        cluster.startSealing();
        cluster.awaitEqual(TestCluster.CONTROL);
        for (TestNode node : cluster.nodes) {
            node.engine()
                    .compact(new GroupId(TestCluster.CONTROL))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        }
        cluster.admin().rotate(Purpose.RAFT);
        cluster.awaitEqual(TestCluster.CONTROL);
        return cluster;
    }

    private static Admin.Result stays(TestCluster cluster, String property, String what) throws Exception {
        Admin.Result begun = cluster.admin().purge();
        assertTrue(begun.members().stream().allMatch(member -> member.text().contains(property)), begun::text);
        for (TestNode node : cluster.nodes) {
            node.awaitEvent(Event.TROUBLE, "old entries are not purged: ");
        }
        Admin.Result left = cluster.admin().purge();
        for (OnMember member : left.members()) {
            assertEquals(Outcome.REFUSED, member.outcome(), left::text);
            assertTrue(member.text().contains(property), left::text);
            assertTrue(member.text().contains(what), left::text);
        }
        return left;
    }

    private static void goesOnceSet(TestCluster cluster) throws Exception {
        cluster.stop();
        cluster.nodes.forEach(node -> node.also = properties -> {});
        cluster.start();
        cluster.awaitEqual(TestCluster.CONTROL);
        Admin.Result begun = cluster.admin().purge();
        for (OnMember member : begun.members()) {
            TestNode node = cluster.nodes.stream()
                    .filter(one -> one.id().toString().equals(member.node()))
                    .findFirst()
                    .orElseThrow();
            node.awaitEvents(Event.PURGED, member.outcome() == Outcome.DONE ? 0 : 1);
        }
        Admin.Result again = cluster.admin().purge();
        assertTrue(again.already(), again::text);
    }
}
