package io.quorumseal.testkit.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.Engine.Recovered;
import io.quorumseal.core.Builder;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.testkit.startup.Refusals.Says;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot beside the sidecar, of the same node or of another history. */
abstract class SnapshotRefusals {
    private static final GroupId SHARD = new GroupId("shard-7");

    @TempDir
    Path parent;

    Life life;

    @BeforeEach
    void makeDirectory() {
        life = Life.in(parent, "n1", TestKek.withFingerprint("k"));
    }

    /** What a node of another history puts in its snapshot. */
    private byte[] elsewhere(long at, Consumer<TestEngine> before, Consumer<QuorumSeal> lived) {
        Life other = new Life(Life.in(parent, "elsewhere", life.kek()).directory(), "n1", life.kek());
        TestEngine engine = other.engine();
        try (QuorumSeal seal = other.leading(engine)) {
            before.accept(engine);
            lived.accept(seal);
            return seal.group("control").exportState(at);
        }
    }

    private void refused(Recovered recovered, String found, String danger, String remedy) {
        Refusals.refused(
                life,
                Refusal.SNAPSHOT_MISMATCH,
                new Says(found, danger, remedy),
                () -> life.alone(life.engine().recovering(recovered)).open());
    }

    private void contradicts(Recovered recovered, String found) {
        refused(recovered, found, "taken for cleartext", "replace the node by a new one under another name");
    }

    @Test
    void open_otherCutoverInTheSnapshot_isRefused() {
        life.livedThroughCutover();
        byte[] state = elsewhere(2, engine -> {}, seal -> {
            seal.admin().bootstrap();
            seal.admin().enableRaftEnvelope(Life.CONTROL);
        });
        contradicts(Life.snapshot(2, state), "the snapshot has the cutover at 2, the sidecar at 3");
    }

    @Test
    void open_noCutoverInTheSnapshotBehindIt_isRefused() {
        life.livedThroughCutover();
        byte[] state = elsewhere(3, engine -> {}, seal -> seal.admin().bootstrap());
        contradicts(Life.snapshot(3, state), "the snapshot at index 3 has no cutover, the sidecar has it at 3");
    }

    @Test
    void open_snapshotBeforeTheCutover_goesOn() {
        byte[] before;
        TestEngine engine = life.engine();
        try (QuorumSeal seal = life.leading(engine)) {
            seal.admin().bootstrap();
            before = seal.group("control").exportState(1);
            seal.admin().enableRaftEnvelope(Life.CONTROL);
        }
        Recovered recovered = new Recovered(
                Life.CONTROL,
                Life.LOG,
                2,
                1,
                Optional.of(new io.quorumseal.api.spi.Engine.SnapshotKeyState(1, before)),
                engine.control().after(1));
        life.alone(life.engine().recovering(recovered)).open().close();
    }

    @Test
    void open_controlSnapshotContradictsAnotherGroupsCutover_isRefused() {
        TestEngine engine = life.engine().hosting(SHARD);
        try (QuorumSeal seal = life.leading(engine)) {
            Life.cutOver(seal);
            seal.admin().enableRaftEnvelope(SHARD);
        }
        byte[] state = elsewhere(3, other -> other.log(SHARD).append(new byte[1]), seal -> {
            Life.cutOver(seal);
            seal.admin().enableRaftEnvelope(SHARD);
        });
        contradicts(Life.snapshot(3, state), "group shard-7 was cut over at 1 as applied here, and at 2 as imported");
    }

    @Test
    void open_snapshotThatDoesNotParse_isRefused() {
        life.livedThroughCutover();
        refused(
                Life.snapshot(3, new byte[] {9, 9, 9}),
                "cannot be used",
                "taken for cleartext",
                "get another one from the leader");
    }

    @Test
    void open_snapshotAheadOfTheSidecar_isAnImportToFinish() {
        byte[] old;
        byte[] state;
        DekId active;
        try (QuorumSeal seal = life.leading(life.engine())) {
            Life.cutOver(seal);
            old = life.bytes().orElseThrow();
            Life.rotate(seal);
            state = seal.group("control").exportState(4);
            active = seal.status().keys().activeDek(Purpose.RAFT).orElseThrow();
        }
        life.write(old);
        life.alone(life.engine().recovering(Life.snapshot(4, state))).open().close();
        assertEquals(Optional.of(active), life.sidecar().state().activeDek(Purpose.RAFT));
    }

    // ---- another log

    private Builder restored() {
        life.livedThroughCutover();
        Recovered anew = new Recovered(Life.CONTROL, "log-b", 0, 0, Optional.empty(), List.of());
        life.alone(life.engine().recovering(new Recovered(Life.CONTROL, Life.LOG, 0, 0, Optional.empty(), List.of())))
                .open()
                .close();
        return life.alone(life.engine().recovering(anew));
    }

    @Test
    void open_inAnotherLog_goesOnUndecided() {
        try (QuorumSeal seal = restored().open()) {
            assertEquals(true, seal.status().keys().group(Life.CONTROL).undecided());
            assertEquals(Optional.empty(), boxed(seal));
            RejectedException e = Assertions.assertThrows(
                    RejectedException.class, () -> seal.group("control").begin(ByteBuffer.allocate(3)));
            assertEquals(RejectedException.Reason.OTHER_LOG, e.reason());
        }
        assertEquals(true, life.sidecar().state().group(Life.CONTROL).undecided());
    }

    private static Optional<Long> boxed(QuorumSeal seal) {
        return seal.group("control").cutover().stream().boxed().findAny();
    }

    @Test
    void open_inAnotherLogAndCleartextAllowed_isDecided() {
        TestEngine engine = life.engine();
        Builder builder = restored().engine(engine).cleartextInNewLog("control");
        engine.recovering(new Recovered(Life.CONTROL, "log-b", 0, 0, Optional.empty(), List.of()));
        try (QuorumSeal seal = builder.open()) {
            engine.lead(seal);
            LogPosition at =
                    engine.append(Life.CONTROL, seal.group("control").begin(ByteBuffer.wrap(new byte[] {7, 7, 7})));
            Assertions.assertArrayEquals(new byte[] {7, 7, 7}, engine.control().at(at.index()));
        }
    }
}
