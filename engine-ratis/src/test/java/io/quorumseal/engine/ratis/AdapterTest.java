package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.RejectedException;
import io.quorumseal.core.GroupSeal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.util.LifeCycle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterTest {
    private boolean exportFails;
    private CompletableFuture<Void> imported = new CompletableFuture<>();

    @Test
    void snapshot_withoutItsKeyState_staysHidden(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = faulty(directory)) {
            StateMachine adapter = adapter(cluster);
            cluster.put(TestCluster.CONTROL, "a=1");
            exportFails = true;
            assertThrows(IOException.class, adapter::takeSnapshot);
            assertEquals(null, adapter.getLatestSnapshot());
            exportFails = false;
            long index = adapter.takeSnapshot();
            assertEquals(index, adapter.getLatestSnapshot().getIndex());
            assertEquals(2, adapter.getLatestSnapshot().getFiles().size());
        }
    }

    @Test
    void installedSnapshot_isShownToTheVendorAfterItsKeyStateIsImported(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = faulty(directory)) {
            StateMachine adapter = adapter(cluster);
            cluster.put(TestCluster.CONTROL, "a=1");
            adapter.takeSnapshot();
            adapter.pause();
            CompletableFuture<Void> done = CompletableFuture.runAsync(() -> reinitialize(adapter));
            importing.get(20, TimeUnit.SECONDS);
            assertEquals(LifeCycle.State.PAUSED, adapter.getLifeCycleState());
            imported.complete(null);
            done.join();
            assertEquals(LifeCycle.State.RUNNING, adapter.getLifeCycleState());
        }
    }

    /** Ratis ends the group if there is none, and asks on several threads. */
    @Test
    void installedSnapshot_isThereForAllWhoAskAtATime(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = faulty(directory)) {
            imported.complete(null);
            StateMachine adapter = adapter(cluster);
            cluster.put(TestCluster.CONTROL, "a=1");
            long index = adapter.takeSnapshot();
            adapter.pause();
            reinitialize(adapter);
            KvStateMachine machine = cluster.nodes.get(0).machine(cluster.group(TestCluster.CONTROL));
            CompletableFuture<SnapshotInfo> meanwhile = new CompletableFuture<>();
            machine.onAsked = () -> {
                machine.onAsked = () -> {};
                meanwhile.complete(CompletableFuture.supplyAsync(adapter::getLatestSnapshot)
                        .join());
            };
            assertEquals(index, adapter.getLatestSnapshot().getIndex());
            assertEquals(
                    index,
                    assertInstanceOf(SnapshotInfo.class, meanwhile.get(20, TimeUnit.SECONDS))
                            .getIndex());
        }
    }

    @Test
    void oldKeyFiles_goWithTheVendorsSnapshots(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = faulty(directory)) {
            StateMachine adapter = adapter(cluster);
            for (int i = 0; i < 4; i++) {
                cluster.put(TestCluster.CONTROL, "a" + i + "=1");
                adapter.takeSnapshot();
            }
            adapter.getStateMachineStorage().cleanupOldSnapshots(keepTwo());
            Path keys = adapter.getLatestSnapshot().getFiles().get(1).getPath();
            try (var files = Files.list(keys.getParent())) {
                assertEquals(
                        2, files.filter(f -> f.toString().endsWith(".keys")).count());
            }
            assertTrue(Files.exists(keys));
        }
    }

    @Test
    void entryOfOurs_movesTheVendorsPosition(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = faulty(directory)) {
            long index = cluster.admin().bootstrap().index();
            assertTrue(index > 0);
            KvStateMachine machine = cluster.nodes.get(0).machine(cluster.group(TestCluster.CONTROL));
            machine.awaitApplied(index);
            assertTrue(machine.passed(index));
        }
    }

    @Test
    void stateMachineData_isRefused(@TempDir Path directory) throws Exception {
        try (TestCluster cluster = TestCluster.single(directory)) {
            cluster.nodes.get(0).vendor = DataBesideMachine::new;
            cluster.start();
            var error = assertThrows(StateMachineException.class, () -> cluster.put(TestCluster.CONTROL, "a=1"));
            var refusal = assertInstanceOf(WriteRefusedException.class, error.getCause())
                    .refusal();
            assertEquals(
                    RejectedException.Reason.BAD_REQUEST,
                    assertInstanceOf(RejectedException.class, refusal).reason());
        }
    }

    private final CompletableFuture<Void> importing = new CompletableFuture<>();

    private static void reinitialize(StateMachine adapter) {
        try {
            adapter.reinitialize();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private TestCluster faulty(Path directory) throws IOException {
        TestCluster cluster = TestCluster.single(directory);
        cluster.nodes.get(0).around = good -> new FaultyRuntime(good, Faulty::new);
        return cluster.start();
    }

    private static SnapshotRetentionPolicy keepTwo() {
        return new SnapshotRetentionPolicy() {
            @Override
            public int getNumSnapshotsRetained() {
                return 2;
            }
        };
    }

    private static StateMachine adapter(TestCluster cluster) throws IOException {
        return cluster.nodes
                .get(0)
                .server()
                .getDivision(cluster.group(TestCluster.CONTROL).getGroupId())
                .getStateMachine();
    }

    private final class Faulty extends FaultyRuntime.Group {
        Faulty(GroupSeal good) {
            super(good);
        }

        @Override
        public byte[] exportState(long snapshot) {
            if (exportFails) {
                throw new IllegalStateException("a test");
            }
            return super.exportState(snapshot);
        }

        @Override
        public CompletionStage<Void> importState(byte[] state, long snapshot) {
            importing.complete(null);
            return imported;
        }
    }
}
