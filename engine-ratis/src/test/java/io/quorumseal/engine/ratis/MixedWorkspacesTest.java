package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.Admin;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.workspace.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots that members send each other of whom only some have a workspace, or that were changed on the way. */
class MixedWorkspacesTest {
    private static final MachineOfOthers MACHINE = MachineOfOthers.ARITHMETIC;
    private static final int MANY = 150;

    @TempDir
    Path directory;

    private int written;

    /** What is done to a snapshot before it is sent. */
    private interface Change {
        void of(TestNode leader) throws IOException;
    }

    /** A cluster the last member of which is wiped, and gets a snapshot of the others. */
    private TestCluster wiped(boolean othersHaveOne, boolean wipedHasOne, Change change) throws Exception {
        TestCluster cluster = new TestCluster(directory.resolve("data"), TestCluster.CONTROL);
        UnaryOperator<RatisEngine.Builder> with = builder -> builder.workspaceOnDisk(memory());
        for (TestNode node : cluster.nodes) {
            node.vendor = MACHINE::make;
            node.engineAlso = othersHaveOne ? with : builder -> builder;
            node.also = MixedWorkspacesTest::small;
        }
        TestNode last = cluster.nodes.get(2);
        last.engineAlso = wipedHasOne ? with : builder -> builder;
        cluster.start();
        Admin admin = cluster.nodes.get(0).admin();
        admin.bootstrap();
        admin.enableStorageEnvelope();
        admin.enableRaftEnvelope(new GroupId(TestCluster.CONTROL));
        RaftClient client = cluster.client(TestCluster.CONTROL);
        TestCluster.transfer(client, cluster.nodes.get(0).id());
        last.close();
        Workspace.remove(last.directory);
        for (int i = 0; i < MANY; i++) {
            client.io().send(MACHINE.write(++written));
        }
        SnapshotTest.snapshotAndPurge(cluster);
        client.io().send(MACHINE.write(++written));
        change.of(cluster.nodes.get(0));
        last.events.clear();
        last.start();
        return cluster;
    }

    private Path memory() {
        try {
            return Files.createDirectories(directory.resolve("memory"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void small(RaftProperties properties) {
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf("4KB"));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf("1KB"));
    }

    private void serves(TestCluster cluster, TestNode node) throws IOException {
        TestCluster.transfer(cluster.client(TestCluster.CONTROL), node.id());
        MACHINE.check(cluster.client(TestCluster.CONTROL), written);
    }

    private static List<Path> readable(TestNode node) throws IOException {
        return DiskScan.of(node.directory, MACHINE.readable()).readable();
    }

    @Test
    void install_clearSnapshotOfAMemberWithoutWorkspace_isSealedAtOnce() throws Exception {
        try (TestCluster cluster = wiped(false, true, leader -> {})) {
            TestNode last = cluster.nodes.get(2);
            serves(cluster, last);
            assertEquals(List.of(), readable(last));
            assertTrue(last.snapshotDirectory(cluster.group(TestCluster.CONTROL))
                    .newest()
                    .isPresent());
            last.close();
            last.start();
            serves(cluster, last);
            assertEquals(List.of(), readable(last));
        }
    }

    @Test
    void install_sealedSnapshotOnAMemberWithoutWorkspace_isOpenedInPlaceAndSaidSo() throws Exception {
        try (TestCluster cluster = wiped(true, false, leader -> {})) {
            TestNode last = cluster.nodes.get(2);
            serves(cluster, last);
            last.awaitEvent(Event.UNSEALED, "is in clear now");
            assertEquals(1, readable(last).size());
            assertEquals(List.of(), readable(cluster.nodes.get(0)));
            last.close();
            last.start();
            serves(cluster, last);
        }
    }

    @Test
    void install_snapshotOfOtherBytes_halts() throws Exception {
        Change exchanged = leader -> {
            Path snapshot = HostedMachine.only(snapshots(leader), "snapshot.");
            Files.write(snapshot, new byte[Math.toIntExact(Files.size(snapshot))]);
        };
        try (TestCluster cluster = wiped(true, true, exchanged)) {
            cluster.nodes.get(2).awaitEvent(Event.HALTED, "");
            MACHINE.check(cluster.client(TestCluster.CONTROL), written);
        }
    }

    private static Path snapshots(TestNode node) throws IOException {
        try (var groups = Files.list(node.directory.resolve("raft"))) {
            return groups.findFirst().orElseThrow().resolve("sm");
        }
    }
}
