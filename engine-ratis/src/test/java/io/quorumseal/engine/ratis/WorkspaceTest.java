package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.Admin;
import io.quorumseal.core.workspace.Workspace;
import io.quorumseal.testkit.MemoryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** State machines that cannot be changed, and leave nothing of what they hold on a disk. */
class WorkspaceTest {
    private static final GroupId GROUP = new GroupId(TestCluster.CONTROL);
    private static final SizeInBytes CHUNK = SizeInBytes.valueOf(32);
    private static final int MANY_CHUNKS = 10_000;

    @TempDir
    Path directory;

    private int written;

    @ParameterizedTest
    @EnumSource
    void state_throughSnapshotsRestartsInstallationsAndLeaders_isReadableInNoFile(MachineOfOthers machine)
            throws Exception {
        try (MemoryDirectory memory = MemoryDirectory.make();
                TestCluster cluster = new TestCluster(directory, TestCluster.CONTROL);
                InstalledChunks chunks = new InstalledChunks()) {
            start(cluster, machine, memory);
            write(cluster, machine, 3);
            List<String> unwanted = new ArrayList<>(machine.readable());
            SnapshotTest.snapshotAndPurge(cluster);
            unwanted.addAll(hashes(memory.path()));
            assertFalse(
                    DiskScan.of(memory.path(), machine.readable()).readable().isEmpty(), "the scan finds nothing");
            write(cluster, machine, 2);
            cluster.stop();
            restart(cluster);
            leadInTurn(cluster, machine);

            TestNode wiped = follower(cluster);
            wiped.close();
            Workspace.remove(wiped.directory);
            write(cluster, machine, 150);
            SnapshotTest.snapshotAndPurge(cluster);
            unwanted.addAll(hashes(memory.path()));
            wiped.start();
            lead(cluster, wiped);
            machine.check(cluster.client(TestCluster.CONTROL), written);
            assertTrue(chunks.of("snapshot.") > 2, () -> "in " + chunks.of("snapshot.") + " chunks");
            assertEquals(0, chunks.of(".md5"));

            write(cluster, machine, 2);
            SnapshotTest.snapshotAndPurge(cluster);
            cluster.stop();
            restart(cluster);
            leadInTurn(cluster, machine);
            check(unwanted, "each disk, while the nodes run");
            cluster.stop();
            check(unwanted, "each disk");
            assertEquals(List.of(), Workspace.files(memory.path()));
            for (TestNode node : cluster.nodes) {
                assertEquals(
                        List.of(),
                        List.copyOf(node.events.stream()
                                .filter(event -> event.startsWith("UNSEALED"))
                                .toList()));
            }
        }
    }

    private void check(List<String> unwanted, String what) throws IOException {
        assertEquals(List.of(), DiskScan.of(directory, unwanted).print(what).readable());
    }

    /** The hashes of what the machines wrote. */
    private static List<String> hashes(Path memory) throws IOException {
        List<String> hashes = new ArrayList<>();
        for (Path file : Workspace.files(memory)) {
            if (file.toString().endsWith(".md5")) {
                DiskScan.read(file).ifPresent(hash -> hashes.add(hash.substring(0, 32)));
            }
        }
        assertFalse(hashes.isEmpty());
        return hashes;
    }

    private static void start(TestCluster cluster, MachineOfOthers machine, MemoryDirectory memory) throws IOException {
        for (TestNode node : cluster.nodes) {
            node.vendor = machine::make;
            node.engineAlso =
                    builder -> memory.in(builder, RatisEngine.Builder::workspace, RatisEngine.Builder::workspaceOnDisk);
            node.also = WorkspaceTest::small;
        }
        cluster.start();
        Admin admin = cluster.nodes.get(0).admin();
        admin.bootstrap();
        admin.enableStorageEnvelope();
        admin.enableRaftEnvelope(GROUP);
    }

    private static void restart(TestCluster cluster) throws IOException {
        cluster.start();
    }

    private static void small(RaftProperties properties) {
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf("4KB"));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf("1KB"));
        RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(properties, CHUNK);
        GrpcConfigKeys.Server.setInstallSnapshotRequestElementLimit(properties, MANY_CHUNKS);
    }

    private void write(TestCluster cluster, MachineOfOthers machine, int count) throws IOException {
        RaftClient client = cluster.client(TestCluster.CONTROL);
        for (int i = 0; i < count; i++) {
            Message message = machine.write(++written);
            assertTrue(client.io().send(message).isSuccess());
        }
    }

    private void leadInTurn(TestCluster cluster, MachineOfOthers machine) throws IOException {
        for (TestNode node : cluster.nodes) {
            lead(cluster, node);
            machine.check(cluster.client(TestCluster.CONTROL), written);
        }
    }

    private static void lead(TestCluster cluster, TestNode node) throws IOException {
        TestCluster.transfer(cluster.client(TestCluster.CONTROL), node.id());
    }

    private static TestNode follower(TestCluster cluster) {
        return cluster.nodes.stream()
                .filter(node -> !node.info(cluster.group(TestCluster.CONTROL)).isLeader())
                .findFirst()
                .orElseThrow();
    }
}
