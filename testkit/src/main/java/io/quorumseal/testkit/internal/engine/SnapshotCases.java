package io.quorumseal.testkit.internal.engine;

import static io.quorumseal.testkit.internal.engine.EngineCase.alone;
import static io.quorumseal.testkit.internal.engine.EngineCase.among;
import static io.quorumseal.testkit.internal.engine.Sources.point;

import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine.Logged;
import io.quorumseal.api.spi.Engine.Recovered;
import io.quorumseal.api.spi.Engine.SnapshotKeyState;
import io.quorumseal.testkit.internal.engine.Heard.Export;
import io.quorumseal.testkit.internal.engine.Heard.Import;
import io.quorumseal.testkit.internal.engine.Heard.Open;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Snapshots, the key state in them, and logs that are cut. */
final class SnapshotCases {
    private static final int SEVERAL = 3;
    private static final int ROUNDS = 10;
    private static final int LARGE = 32 * 1024;

    static final List<EngineCase> ALL = List.of(
            alone(
                    "snapshots.position",
                    "key state is exported for the index that the snapshot has, before anything behind it is opened",
                    "docs/guide.md, \"Snapshot\", and GroupSeal.exportState",
                    SnapshotCases::position,
                    EngineNeeds.COMPACTION),
            alone(
                    "snapshots.held",
                    "holding tells the snapshots that are kept, with the key state that was exported for them",
                    point(12, "Engine.Holding"),
                    SnapshotCases::held,
                    EngineNeeds.COMPACTION),
            alone(
                    "snapshots.recovered",
                    "recovered tells the key state of the latest snapshot",
                    point(9, "Engine.Recovered"),
                    SnapshotCases::recovered,
                    EngineNeeds.COMPACTION,
                    EngineNeeds.DISK),
            among(
                    "snapshots.installed",
                    "a member that gets a snapshot in the place of entries has the key state imported that came with it",
                    "docs/guide.md, \"Snapshot\", and GroupSeal.importState",
                    SnapshotCases::installed,
                    EngineNeeds.COMPACTION,
                    EngineNeeds.DISK),
            among(
                    "snapshots.awaited",
                    "until the import is done the snapshot is not served, and nothing behind it is opened",
                    "docs/guide.md, \"Snapshot\", and GroupSeal.importState",
                    SnapshotCases::awaited,
                    EngineNeeds.COMPACTION,
                    EngineNeeds.DISK),
            alone(
                    "compaction.cuts",
                    "compact takes entries out of the log that a snapshot covers, if it is asked again behind some large entries",
                    point(12, "Engine.compact"),
                    SnapshotCases::cuts,
                    EngineNeeds.COMPACTION),
            alone(
                    "compaction.old-snapshots",
                    "compact removes older snapshots, if it is asked again behind later entries",
                    point(12, "Engine.compact"),
                    SnapshotCases::removesOld,
                    EngineNeeds.COMPACTION),
            among(
                    "compaction.installed",
                    "compact removes a snapshot that another member sent, if it is asked again behind later entries",
                    point(12, "Engine.compact"),
                    SnapshotCases::removesInstalled,
                    EngineNeeds.COMPACTION,
                    EngineNeeds.DISK),
            alone(
                    "compaction.keeps",
                    "when the log is cut the state machine has all payloads, also after a restart",
                    point(12, "Engine.compact"),
                    SnapshotCases::keeps,
                    EngineNeeds.COMPACTION,
                    EngineNeeds.DISK));

    private SnapshotCases() {}

    /** Asks again while the engine says that it may: it may be at another snapshot. */
    private static void compact(EngineScene scene, String node) throws Exception {
        scene.await("compact on node " + node, () -> isCompacted(scene, node));
    }

    private static boolean isCompacted(EngineScene scene, String node) throws Exception {
        try {
            Void unused = scene.get("compact", scene.engine(node).compact(scene.group()));
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RetryableException) {
                return false;
            }
            throw e;
        }
    }

    private static List<Export> exports(EngineScene scene) {
        return scene.heard().all(Export.class).stream()
                .filter(export -> export.group().equals(scene.group()))
                .toList();
    }

    private static List<SnapshotKeyState> snapshots(EngineScene scene) {
        return snapshots(scene, scene.first());
    }

    private static List<SnapshotKeyState> snapshots(EngineScene scene, String node) {
        return scene.engine(node).holding(scene.group()).snapshots();
    }

    private static boolean isExported(EngineScene scene, SnapshotKeyState state) {
        return exports(scene).stream()
                .anyMatch(export -> export.snapshot() == state.index() && Arrays.equals(export.state(), state.state()));
    }

    private static void position(EngineScene scene) throws Exception {
        scene.sealed().written(scene.first(), scene.group(), SEVERAL);
        compact(scene, scene.first());
        List<Export> exports = exports(scene);
        Expected.some(exports, "a call of exportState, though compact took a snapshot");
        for (Export export : exports) {
            Expected.that(
                    export.opened() <= export.snapshot(),
                    "key state was exported for a snapshot at " + export.snapshot() + ", and index " + export.opened()
                            + " had been opened");
        }
        scene.await(
                "the snapshot to be at the index that key state was exported for",
                () -> snapshots(scene).stream().anyMatch(one -> isExported(scene, one)));
    }

    private static void held(EngineScene scene) throws Exception {
        scene.sealed().written(scene.first(), scene.group(), SEVERAL);
        compact(scene, scene.first());
        scene.await("holding to tell a snapshot", () -> !snapshots(scene).isEmpty());
        for (SnapshotKeyState state : snapshots(scene)) {
            Expected.that(
                    isExported(scene, state),
                    "holding tells a snapshot at " + state.index() + " with key state that was not exported for it");
        }
    }

    private static void recovered(EngineScene scene) throws Exception {
        held(scene);
        AtomicBoolean told = new AtomicBoolean();
        scene.rules().starting = (node, engine) -> {
            isRecovered(scene, engine.recovered());
            told.set(true);
        };
        scene.stop(scene.first());
        scene.start(scene.first());
        Expected.that(told.get(), "the runtime was not opened by the contract");
    }

    private static void isRecovered(EngineScene scene, List<Recovered> recovered) {
        SnapshotKeyState state = recovered.stream()
                .filter(one -> one.group().equals(scene.group()))
                .flatMap(one -> one.keyState().stream())
                .findFirst()
                .orElseThrow(() -> new AssertionError("recovered() tells no key state, though there is a snapshot"));
        Expected.that(
                isExported(scene, state), "recovered() tells key state that was not exported for " + state.index());
    }

    /** Writes, and compacts on a node, until something is so. */
    private static void compactUntil(EngineScene scene, String node, String what, Callable<Boolean> condition)
            throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            compact(scene, node);
            scene.pass();
            if (condition.call()) {
                return;
            }
            String payload = large(scene);
            scene.written(scene.first(), scene.group(), payload);
            scene.awaitApplied(node, scene.group(), payload);
        }
        throw new AssertionError("after " + ROUNDS + " times of writing and compact, still not: " + what);
    }

    /** Some of them fill a segment: logs are cut by whole segments. */
    private static String large(EngineScene scene) {
        int size = Math.min(LARGE, scene.engine(scene.first()).maxEntrySize() / 2);
        return scene.payload("x".repeat(size));
    }

    private static long index(EngineScene scene, String payload) {
        return scene.heard().opened(scene.first(), payload).orElseThrow().at().index();
    }

    private static boolean isCut(EngineScene scene, String node, long index) {
        for (Logged logged : scene.engine(node).holding(scene.group()).entries()) {
            if (logged.index() <= index) {
                return false;
            }
        }
        return true;
    }

    private static List<String> cut(EngineScene scene) throws Exception {
        List<String> written = new ArrayList<>(scene.written(scene.first(), scene.group(), SEVERAL));
        long index = index(scene, written.get(SEVERAL - 1));
        cut(scene, scene.first(), index);
        return written;
    }

    private static void cut(EngineScene scene, String node, long index) throws Exception {
        compactUntil(
                scene,
                node,
                "the log of node " + node + " holds nothing up to index " + index,
                () -> isCut(scene, node, index));
    }

    private static void cuts(EngineScene scene) throws Exception {
        List<String> unused = cut(scene.sealed());
    }

    private static void removesOld(EngineScene scene) throws Exception {
        held(scene);
        scene.written(scene.first(), scene.group());
        removesOldest(scene, scene.first());
    }

    private static void removesOldest(EngineScene scene, String node) throws Exception {
        long oldest = snapshots(scene, node).get(0).index();
        compactUntil(
                scene,
                node,
                "the snapshot at " + oldest + " is gone",
                () -> snapshots(scene, node).stream().noneMatch(one -> one.index() == oldest));
    }

    private static void removesInstalled(EngineScene scene) throws Exception {
        List<String> written = behind(scene);
        scene.start(scene.third());
        hasFirst(scene, scene.third(), written);
        removesOldest(scene, scene.third());
    }

    private static void keeps(EngineScene scene) throws Exception {
        List<String> written = cut(scene.sealed());
        hasFirst(scene, scene.first(), written);
        scene.stop(scene.first());
        scene.start(scene.first());
        scene.leadAll(scene.first());
        hasFirst(scene, scene.first(), written);
    }

    private static void hasFirst(EngineScene scene, String node, List<String> written) throws Exception {
        scene.await("the state machine of node " + node + " to have " + written + " once, and first", () -> {
            List<String> all = scene.subject().applied(node, scene.group());
            return all.size() >= written.size()
                    && all.subList(0, written.size()).equals(written)
                    && all.stream().distinct().count() == all.size();
        });
    }

    /** The third node gets its entries cut off before it comes back, whoever leads then. */
    private static List<String> behind(EngineScene scene) throws Exception {
        scene.sealed().stop(scene.third());
        List<String> written = cut(scene);
        cut(scene, scene.second(), index(scene, written.get(SEVERAL - 1)));
        return written;
    }

    private static Optional<Import> imported(EngineScene scene) {
        return scene.heard().all(Import.class).stream()
                .filter(one -> one.node().equals(scene.third()) && one.group().equals(scene.group()))
                .findFirst();
    }

    private static void installed(EngineScene scene) throws Exception {
        List<String> written = behind(scene);
        scene.start(scene.third());
        hasFirst(scene, scene.third(), written);
        Import one = imported(scene)
                .orElseThrow(() -> new AssertionError("a snapshot was installed, and importState was not called"));
        Expected.that(
                isExported(scene, new SnapshotKeyState(one.snapshot(), one.state())),
                "imported was key state for a snapshot at " + one.snapshot() + " that nobody exported for it");
        String payload = scene.written(scene.first(), scene.group());
        scene.awaitApplied(scene.third(), scene.group(), payload);
    }

    private static void awaited(EngineScene scene) throws Exception {
        List<String> written = behind(scene);
        CompletableFuture<Void> held = new CompletableFuture<>();
        scene.rules().importing = (node, real) -> held.thenCompose(waited -> real);
        scene.start(scene.third());
        scene.await(
                "importState on the node that came back", () -> imported(scene).isPresent());
        scene.pass();
        List<String> applied = scene.subject().applied(scene.third(), scene.group());
        Expected.that(
                written.stream().noneMatch(applied::contains),
                "the snapshot is served, and its key state is not imported yet: " + applied);
        long snapshot = imported(scene).orElseThrow().snapshot();
        List<Open> opens = scene.heard().opens(scene.third(), scene.group());
        Expected.that(
                opens.stream().noneMatch(open -> open.at().index() > snapshot),
                "entries behind the snapshot at " + snapshot + " are opened, and its key state is not imported yet");
        held.complete(null);
        hasFirst(scene, scene.third(), written);
    }
}
