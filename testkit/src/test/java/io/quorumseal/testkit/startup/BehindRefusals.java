package io.quorumseal.testkit.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.Engine.Recovered;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.testkit.startup.Refusals.Says;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An old copy of the sidecar was put back. The cluster could repair it, so the opening number is raised to ask. */
abstract class BehindRefusals {
    private static final GroupId SHARD = new GroupId("shard-7");

    @TempDir
    Path parent;

    Life life;
    TestEngine engine;

    @BeforeEach
    void makeDirectory() {
        life = Life.in(parent, "n1", TestKek.withFingerprint("k"));
        engine = life.engine();
    }

    /** Lives, and puts back the sidecar as it was before the last thing that happened. */
    private void forget(Consumer<QuorumSeal> before, Consumer<QuorumSeal> forgotten) {
        byte[] old;
        try (QuorumSeal seal = life.leading(engine)) {
            before.accept(seal);
            old = life.bytes().orElseThrow();
            forgotten.accept(seal);
        }
        life.write(old);
    }

    private void refused(Recovered recovered, String found) {
        Refusals.refusedByPeer(
                life,
                Refusal.SIDECAR_BEHIND,
                new Says(found, "would seal under old keys", "Start the node while the cluster answers"),
                () -> life.alone(life.engine().recovering(recovered)).open());
        assertEquals(2, life.opening());
    }

    private void goesOn(Recovered recovered) {
        life.alone(life.engine().recovering(recovered)).open().close();
    }

    @Test
    void open_readableRotationInTheGap_isRefused() {
        forget(seal -> seal.admin().bootstrap(), seal -> seal.admin().rotate(Purpose.STORAGE));
        refused(Life.applied(engine.control()), "an entry at index 2 changed keys");
    }

    @Test
    void open_bootstrapInTheGap_isRefused() {
        forget(seal -> {}, seal -> seal.admin().bootstrap());
        refused(Life.applied(engine.control()), "an entry at index 1 changed keys");
    }

    @Test
    void open_storageCutoverInTheGap_isRefused() {
        forget(seal -> seal.admin().bootstrap(), seal -> seal.admin().enableStorageEnvelope());
        refused(Life.applied(engine.control()), "an entry at index 2 changed keys");
    }

    @Test
    void open_sealedRotationInTheGap_isRefused() {
        forget(Life::cutOver, Life::rotate);
        refused(Life.applied(engine.control()), "an entry at index 4 changed keys");
    }

    @Test
    void open_payloadUnderAnUnknownDekInTheGap_isRefused() {
        forget(Life::cutOver, seal -> {
            Life.rotate(seal);
            propose(seal, Life.CONTROL);
        });
        TestLog log = engine.control();
        refused(
                new Recovered(Life.CONTROL, Life.LOG, log.last(), 0, Optional.empty(), log.after(4)),
                "or cannot be read");
    }

    @Test
    void open_anotherGroupsMarkerInTheGap_isRefused() {
        engine.hosting(SHARD);
        forget(seal -> seal.admin().bootstrap(), seal -> seal.admin().enableRaftEnvelope(SHARD));
        TestLog log = engine.log(SHARD);
        refused(
                new Recovered(SHARD, Life.LOG, log.last(), 0, Optional.empty(), log.after(0)),
                "an entry at index 1 changed keys");
    }

    @Test
    void open_gapPurged_isRefused() {
        forget(Life::cutOver, Life::rotate);
        refused(new Recovered(Life.CONTROL, Life.LOG, 4, 4, Optional.empty(), List.of()), "cut off through index 4");
    }

    @Test
    void open_onlyPayloadsInTheGap_goesOn() {
        forget(Life::cutOver, seal -> propose(seal, Life.CONTROL));
        goesOn(Life.applied(engine.control()));
    }

    @Test
    void open_gapNotAppliedYet_goesOn() {
        forget(Life::cutOver, Life::rotate);
        TestLog log = engine.control();
        goesOn(new Recovered(Life.CONTROL, Life.LOG, 3, 0, Optional.empty(), log.after(0)));
    }

    private void propose(QuorumSeal seal, GroupId group) {
        engine.append(group, seal.group(group.name()).begin(ByteBuffer.wrap(new byte[] {1, 2, 3})));
    }

    @Test
    void open_behindAndTheLeaderAnswers_isRepaired() {
        Life other = Life.in(parent, "n2", life.kek());
        try (QuorumSeal leader = life.leading(engine)) {
            Life.cutOver(leader);
            other.answeredBy(leader).open().close();
            DekId old = leader.status().keys().activeDek(Purpose.RAFT).orElseThrow();
            Life.rotate(leader);
            assertEquals(Optional.of(old), other.sidecar().state().activeDek(Purpose.RAFT));
            try (QuorumSeal seal =
                    other.answeredBy(leader, Life.applied(engine.control())).open()) {
                DekId now = seal.status().keys().activeDek(Purpose.RAFT).orElseThrow();
                assertNotEquals(old, now);
                assertEquals(leader.status().keys().activeDek(Purpose.RAFT), Optional.of(now));
            }
        }
    }
}
