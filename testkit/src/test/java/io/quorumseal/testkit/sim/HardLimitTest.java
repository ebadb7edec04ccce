package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static io.quorumseal.testkit.sim.Sims.retryable;
import static io.quorumseal.testkit.sim.Sims.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Admin;
import io.quorumseal.core.DekStatus;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.RotationPolicy;
import io.quorumseal.core.Status;
import io.quorumseal.core.StoredValue;
import io.quorumseal.testkit.disk.StrictFileSystem;
import io.quorumseal.testkit.disk.Survival;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A number of seals under a DEK that no node exceeds, however often it is started. */
class HardLimitTest {
    private static final long MOST = RotationPolicy.LEAST_HARD_SEALS;
    private static final long BLOCK = 256;
    private static final Duration LOOK = Duration.ofSeconds(61);
    private static final Survival LOST = new Survival(Survival.Data.LOST, Survival.Names.LOST);

    private static SimCluster sealing(long most) {
        SimCluster cluster = FirstSuite.nodes(Append.INDEX_KNOWN, "n1", "n2", "n3");
        limit(cluster, most);
        return cluster.start().cutOver();
    }

    private static void limit(SimCluster cluster, long most) {
        cluster.nodes().forEach(node -> node.rotation(RotationPolicy.NEVER.withHardSeals(most)));
    }

    /** Nothing rotates, whoever asks. */
    private static SimCluster kekAway(SimCluster cluster) {
        cluster.nodes().forEach(node -> node.kek().fail(KekException.Kind.UNREACHABLE));
        return cluster;
    }

    private static SimCluster kekThere(SimCluster cluster) {
        cluster.nodes().forEach(node -> node.kek().heal());
        return cluster;
    }

    private static DekId active(SimNode node, Purpose purpose) {
        return node.runtime().status().keys().activeDek(purpose).orElseThrow();
    }

    private static void sealValues(SimNode node, long values) {
        for (long i = 0; i < values; i++) {
            sealValue(node);
        }
    }

    private static void sealValue(SimNode node) {
        StoredValue sealed = node.runtime().values().seal(ByteBuffer.wrap(new byte[] {1}), ByteBuffer.allocate(4));
        assertTrue(sealed.sealed());
    }

    /** Seals, in a node's first opening, until no more than so many seals are left under the storage DEK. */
    private static void sealValuesUntilLeft(SimNode node, long left) {
        DekId dek = active(node, Purpose.STORAGE);
        while (dek(node, dek).seals() < MOST - left) {
            sealValue(node);
        }
    }

    private static DekStatus dek(SimNode node, DekId id) {
        return Objects.requireNonNull(node.runtime().status().deks().get(id));
    }

    private static void beginUntilRefused(SimNode node) {
        for (int i = 0; i < MOST; i++) {
            try {
                node.begin(DATA, "k", CANARY).drop();
            } catch (RetryableException refused) {
                assertEquals(RetryableException.Reason.SEAL_LIMIT, refused.reason(), refused::getMessage);
                return;
            }
        }
        throw new AssertionError("never refused");
    }

    private static long granted(SimNode node, Purpose purpose) {
        return dek(node, active(node, purpose)).sealsGranted();
    }

    private static long made(SimCluster cluster, String node) {
        return Collections.max(cluster.journal().sealsOf(node));
    }

    /** The journal knows keys and no DEKs: if each was granted what it made, so it is in the order of size. */
    private static void requireGranted(SimNode node) {
        List<Long> made = new ArrayList<>(node.cluster().journal().sealsOf(node.name()));
        List<Long> granted = new ArrayList<>();
        node.runtime().status().deks().values().forEach(dek -> granted.add(dek.sealsGranted()));
        assertTrue(made.size() <= granted.size(), () -> made + " made, granted " + granted);
        made.sort(Collections.reverseOrder());
        granted.sort(Collections.reverseOrder());
        for (int i = 0; i < made.size(); i++) {
            assertTrue(made.get(i) <= granted.get(i), () -> made + " made, granted " + granted);
        }
    }

    // ---- over all openings

    @Test
    void seals_overManyStopsAndCrashes_neverExceedTheLimit() {
        SimCluster cluster = kekAway(sealing(MOST));
        SimNode node = cluster.node("n2");
        long sealed = 0;
        for (int life = 0; life < 30; life++) {
            sealed += sealedInOneLife(cluster, node);
            if (life % 2 == 0) {
                node.stop();
            } else {
                node.crash(LOST);
            }
            kekThere(cluster);
            node.start();
            kekAway(cluster.settle());
        }
        long total = sealed;
        assertTrue(total > MOST / 2 && total <= MOST, () -> "sealed: " + total);
        assertTrue(made(cluster, "n2") <= MOST, () -> "made: " + made(cluster, "n2"));
        assertTrue(granted(node, Purpose.STORAGE) <= MOST);
        requireGranted(node);
    }

    private static long sealedInOneLife(SimCluster cluster, SimNode node) {
        for (int i = 0; i < 250; i++) {
            try {
                sealValue(node);
            } catch (RejectedException used) {
                assertEquals(RejectedException.Reason.EXHAUSTED, used.reason());
                return i;
            }
        }
        cluster.settle();
        return 250;
    }

    @Test
    void seals_whileTheWholeClusterRestarts_areCountedOnEveryNode() {
        SimCluster cluster = sealing(MOST);
        for (int life = 0; life < 12; life++) {
            for (int i = 0; i < 30; i++) {
                SimWrite unused = cluster.node("n1").write(life % 2 == 0 ? DATA : CONTROL, "k" + i, CANARY);
            }
            cluster.settle();
            cluster.nodes().forEach(node -> node.crash(LOST));
            cluster.start();
            cluster.tick(LOOK);
            cluster.nodes().forEach(HardLimitTest::requireGranted);
        }
        check(cluster);
    }

    @Test
    void crash_betweenGrantAndUse_losesOneBlockAtMost() {
        SimCluster cluster = sealing(MOST);
        SimNode node = cluster.node("n2");
        for (int life = 1; life <= 5; life++) {
            long before = granted(node, Purpose.STORAGE);
            sealValue(node);
            long after = granted(node, Purpose.STORAGE);
            assertTrue(after > before && after <= before + BLOCK, before + " before, " + after + " after");
            node.crash(LOST);
            node.start();
            cluster.settle();
            assertEquals(after, granted(node, Purpose.STORAGE), "what was granted is durable");
        }
    }

    @Test
    void crash_atEachOperationOfAGrant_sealsNothingThatIsForgotten() {
        SimCluster cluster = sealing(MOST);
        SimNode node = cluster.node("n2");
        long operations = 0;
        for (long cut = 1; operations == 0 || cut <= operations; cut++) {
            for (StrictFileSystem.Moment moment : StrictFileSystem.Moment.values()) {
                long before = node.disk().operations();
                beginAGrant(node);
                operations = node.disk().operations() - before;
                node.disk().cutPowerAt(node.disk().operations() + cut, moment);
                assertThrows(HaltApplyException.class, () -> beginAGrant(node));
                node.crash(LOST);
                node.start();
                cluster.settle();
                requireGranted(node);
            }
        }
        assertTrue(operations >= 5, "operations of a grant: " + operations);
    }

    /** Seals until the sidecar has to be written. */
    private static void beginAGrant(SimNode node) {
        for (long before = node.disk().operations(); node.disk().operations() == before; ) {
            sealValue(node);
        }
    }

    @Test
    void start_limitBelowWhatIsUsed_sealsNothing() {
        SimCluster cluster = sealing(2 * MOST);
        SimNode node = cluster.node("n2");
        sealValues(node, MOST + 1);
        node.stop();
        node.rotation(RotationPolicy.NEVER.withHardSeals(MOST));
        node.start();
        kekAway(cluster);
        rejected(RejectedException.Reason.EXHAUSTED, () -> sealValue(node));
        node.stop();
        kekThere(cluster);
        node.rotation(RotationPolicy.NEVER.withHardSeals(3 * MOST));
        node.start();
        sealValue(node);
    }

    @Test
    void start_withoutTheLimitForOnce_keepsTheCount() {
        SimCluster cluster = sealing(MOST);
        SimNode node = cluster.node("n2");
        sealValues(node, 1_000);
        long granted = granted(node, Purpose.STORAGE);
        assertTrue(granted >= 1_000);
        for (RotationPolicy policy :
                new RotationPolicy[] {RotationPolicy.NEVER, RotationPolicy.NEVER.withHardSeals(MOST)}) {
            node.stop();
            node.rotation(policy);
            node.start();
            assertEquals(granted, granted(node, Purpose.STORAGE));
        }
    }

    @Test
    void rotation_andRetirement_forgetTheCountOfTheOldDek() {
        SimCluster cluster = sealing(MOST);
        SimNode node = cluster.node("n1");
        DekId old = active(node, Purpose.STORAGE);
        sealValues(node, 10);
        Admin.Result rotated = admin(cluster, "n1").rotate(Purpose.STORAGE);
        assertFalse(rotated.already());
        sealValues(node, 10);
        assertTrue(dek(node, old).sealsGranted() > 0);
        Sims.untilDone(cluster, () -> admin(cluster, "n1").rewrite());
        Sims.untilDone(cluster, () -> admin(cluster, "n1").purge());
        Admin.Result retired = admin(cluster, "n1").retire(old);
        assertFalse(retired.already());
        cluster.settle();
        assertFalse(node.runtime().status().deks().containsKey(old));
        check(cluster);
    }

    // ---- the raft DEK

    @Test
    void begin_nearTheLimit_isRefusedUntilARotation() {
        SimCluster cluster = kekAway(sealing(MOST));
        SimNode leader = cluster.node("n1");
        DekId old = active(leader, Purpose.RAFT);
        beginUntilRefused(leader);
        long last = leader.replica(DATA).log().lastIndex();
        RetryableException refused =
                retryable(RetryableException.Reason.SEAL_LIMIT, () -> leader.write(DATA, "k", CANARY));
        assertTrue(String.valueOf(refused.getMessage()).contains("DEK " + old), refused::getMessage);
        retryable(RetryableException.Reason.SEAL_LIMIT, () -> leader.write(CONTROL, "k", CANARY));
        assertEquals(last, leader.replica(DATA).log().lastIndex(), "nothing was appended");
        kekThere(cluster).tick(LOOK);
        assertNotEquals(old, active(leader, Purpose.RAFT));
        check(cluster, leader.write(DATA, "k", CANARY));
    }

    @Test
    void seals_threeQuartersUsed_rotateAtOnce() {
        SimCluster cluster = sealing(MOST);
        SimNode node = cluster.node("n2");
        DekId storage = active(node, Purpose.STORAGE);
        DekId raft = active(node, Purpose.RAFT);
        sealValues(node, MOST / 2);
        cluster.settle();
        assertEquals(storage, active(node, Purpose.STORAGE));
        sealValues(node, MOST / 4 + 1);
        cluster.settle();
        assertNotEquals(storage, active(node, Purpose.STORAGE));
        assertEquals(raft, active(node, Purpose.RAFT));
        check(cluster);
    }

    @Test
    void start_threeQuartersUsed_rotatesAtTheNextLook() {
        SimCluster cluster = kekAway(sealing(MOST));
        SimNode node = cluster.node("n2");
        DekId storage = active(node, Purpose.STORAGE);
        sealValuesUntilLeft(node, MOST / 4 - 1);
        node.stop();
        kekThere(cluster);
        node.start();
        cluster.settle();
        assertEquals(storage, active(node, Purpose.STORAGE));
        cluster.tick(LOOK);
        assertNotEquals(storage, active(node, Purpose.STORAGE));
    }

    // ---- the storage DEK

    @Test
    void begin_leaderCouldNotApplyMore_isRefusedUntilARotation() {
        SimCluster cluster = kekAway(sealing(MOST));
        SimNode leader = cluster.node("n1");
        sealValuesUntilLeft(leader, MOST / 4 - 1);
        RetryableException refused =
                retryable(RetryableException.Reason.SEAL_LIMIT, () -> leader.write(DATA, "k", CANARY));
        assertTrue(String.valueOf(refused.getMessage()).contains("storage DEK"), refused::getMessage);
        kekThere(cluster).tick(LOOK);
        check(cluster, leader.write(DATA, "k", CANARY));
    }

    @Test
    void open_memberNearTheLimit_stallsUntilARotation() {
        SimCluster cluster = kekAway(sealing(MOST));
        SimNode member = cluster.node("n2");
        sealValuesUntilLeft(member, MOST / 8 - 1);
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        assertTrue(write.committed());
        assertEquals(Status.Mode.STALLED, status(member, DATA).mode());
        assertTrue(status(member, DATA).why().contains("rotate the storage DEK"), status(member, DATA)::why);
        assertEquals(0, member.replica(DATA).values().size());
        SimEntry entry = Sims.last(member, DATA);
        ByteBuffer out = ByteBuffer.allocate(entry.bytes().length);
        assertEquals(
                GroupSeal.Kind.NOT_YET,
                member.runtime().group(DATA).openInto(entry.term(), entry.index(), entry.payload(), out));
        assertEquals(0, out.position());
        kekThere(cluster).tick(LOOK);
        assertEquals(Status.Mode.SEALING, status(member, DATA).mode());
        check(cluster, write);
    }

    @Test
    void open_allMembersNearTheLimit_stallUntilItIsHigher() {
        SimCluster cluster = kekAway(sealing(MOST));
        SimWrite write = cluster.node("n1").begin(CONTROL, "k", CANARY);
        cluster.nodes().forEach(node -> sealValuesUntilLeft(node, MOST / 8 - 1));
        write.append();
        cluster.settle().lead("n2").lead("n3").tick(LOOK);
        cluster.nodes()
                .forEach(node ->
                        assertEquals(Status.Mode.STALLED, status(node, CONTROL).mode()));
        kekThere(cluster).nodes().forEach(SimNode::stop);
        limit(cluster, 2 * MOST);
        check(cluster.start(), write);
    }

    @Test
    void open_memberStallsInTheControlGroup_takesTheRotationOverFromTheLeader() {
        SimCluster cluster = kekAway(sealing(MOST));
        SimNode member = cluster.node("n2");
        sealValuesUntilLeft(member, MOST / 8 - 1);
        SimWrite write = cluster.node("n1").write(CONTROL, "k", CANARY);
        cluster.settle();
        assertEquals(Status.Mode.STALLED, status(member, CONTROL).mode());
        kekThere(cluster);
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        cluster.settle();
        assertEquals(Status.Mode.STALLED, status(member, CONTROL).mode());
        cluster.tick(LOOK);
        assertEquals(Status.Mode.SEALING, status(member, CONTROL).mode());
        check(cluster, write);
    }

    @Test
    void rewrite_threeQuartersUsed_endsAndIsDoneAfterARotation() {
        SimCluster cluster = sealing(MOST);
        for (int i = 0; i < 5; i++) {
            SimWrite unused = cluster.node("n1").write(DATA, "k" + i, CANARY);
        }
        cluster.settle();
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        kekAway(cluster.settle());
        SimNode member = cluster.node("n2");
        sealValuesUntilLeft(member, MOST / 4);
        long granted = granted(member, Purpose.STORAGE);
        for (int i = 0; i < 3; i++) {
            assertFalse(admin(cluster, "n1").rewrite().already());
            cluster.tick(Duration.ofSeconds(2));
        }
        assertTrue(
                member.events().stream()
                        .anyMatch(event -> event.contains("not rewritten") && event.contains("are left")),
                () -> member.events().toString());
        assertEquals(granted, granted(member, Purpose.STORAGE));
        kekThere(cluster).tick(LOOK);
        Sims.untilDone(cluster, () -> admin(cluster, "n1").rewrite());
        check(cluster);
    }

    // ---- the policy

    @Test
    void policy_limitTooLowToBeOfUse_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> RotationPolicy.NEVER.withHardSeals(-1));
        assertThrows(IllegalArgumentException.class, () -> RotationPolicy.NEVER.withHardSeals(MOST - 1));
        assertThrows(IllegalArgumentException.class, () -> new RotationPolicy(Duration.ZERO, MOST, 0, MOST));
        assertEquals(MOST, new RotationPolicy(Duration.ZERO, MOST - 1, 0, MOST).hardSeals());
        assertEquals(0, new RotationPolicy(Duration.ZERO, 5, 0).hardSeals());
    }
}
