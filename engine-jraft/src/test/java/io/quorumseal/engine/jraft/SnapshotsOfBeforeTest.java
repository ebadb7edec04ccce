package io.quorumseal.engine.jraft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import io.quorumseal.core.Admin;
import io.quorumseal.testkit.NoValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that had snapshots before it had this library, and the log of which JRaft has cut up to them. */
class SnapshotsOfBeforeTest {
    private static final String CLEAR = "of-a-time-before";

    @TempDir
    Path directory;

    private static void takeOne(LoneNode hosted) throws IOException {
        hosted.node.engineAlso = builder -> builder;
        hosted.cluster.start();
        hosted.put("a=" + CLEAR);
        assertTrue(hosted.snapshot().isOk());
        hosted.node.engine().compact(LoneNode.CONTROL).toCompletableFuture().join();
        hosted.cluster.signal.await(
                () -> !hosted.node
                        .engine()
                        .holding(LoneNode.CONTROL)
                        .entries()
                        .iterator()
                        .hasNext(),
                () -> "the log is not cut");
        hosted.cluster.stop();
        for (Path file : LoneNode.files(hosted.snapshots())) {
            if (file.toString().endsWith(".keys")) {
                Files.delete(file);
            }
        }
    }

    private static Admin adopt(LoneNode hosted) {
        hosted.node.engineAlso = builder -> builder.workspaceOnDisk(hosted.memory);
        hosted.node.sealAlso = builder -> builder.valueStore(new NoValues());
        hosted.cluster.start();
        Admin admin = hosted.node.admin();
        admin.bootstrap();
        admin.enableStorageEnvelope();
        admin.enableRaftEnvelope(LoneNode.CONTROL);
        return admin;
    }

    private static void done(LoneNode hosted, Supplier<Admin.Result> work) {
        hosted.cluster.signal.await(() -> work.get().already(), () -> work.get().toString());
    }

    @Test
    void purge_replacesIt() throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            takeOne(hosted);
            Admin admin = adopt(hosted);
            List<SnapshotKeyState> told =
                    hosted.node.engine().holding(LoneNode.CONTROL).snapshots();
            assertEquals(1, told.stream().filter(one -> !one.hasState()).count(), told::toString);
            done(hosted, admin::purge);
            assertEquals(List.of(), TestCluster.filesWith(hosted.snapshots(), CLEAR));
        }
    }

    @Test
    void cleartextRefused_withoutOne_startsAgain() throws IOException {
        try (LoneNode hosted = new LoneNode(directory)) {
            takeOne(hosted);
            Admin admin = adopt(hosted);
            done(hosted, admin::rewrite);
            assertFalse(hosted.node.seal().status().storage().cleartextRefused());
            done(hosted, admin::purge);
            hosted.cluster.stop();
            hosted.cluster.start();
            assertEquals(CLEAR, hosted.machine().get("a"));
        }
    }
}
