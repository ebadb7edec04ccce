package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.rotations;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.RotationPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** DEKs that are rotated without anybody asking. */
class RotationPolicyTest {
    private static final Duration LOOK = Duration.ofSeconds(61);

    private static SimCluster sealing(RotationPolicy policy) {
        SimCluster cluster = new SimCluster(Append.INDEX_KNOWN, "n1", "n2", "n3");
        cluster.nodes().forEach(node -> node.rotation(policy));
        return cluster.start().cutOver();
    }

    private static DekId active(SimCluster cluster, Purpose purpose) {
        return cluster.node("n1").runtime().status().keys().activeDek(purpose).orElseThrow();
    }

    @Test
    void age_reached_rotatesEachDekOnceInEachPeriod() {
        SimCluster cluster = sealing(new RotationPolicy(Duration.ofHours(1), 0, 0));
        cluster.tick(Duration.ofMinutes(59));
        assertEquals(0, rotations(cluster));
        for (int minute = 0; minute < 30; minute++) {
            cluster.tick(LOOK);
        }
        assertEquals(2, rotations(cluster));
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }

    @Test
    void seals_reachedOnEveryNode_rotateOnce() {
        SimCluster cluster = sealing(new RotationPolicy(Duration.ZERO, 10, 0));
        DekId storage = active(cluster, Purpose.STORAGE);
        for (int i = 0; i < 12; i++) {
            SimWrite unused = cluster.node("n1").write(DATA, "k" + i, CANARY);
        }
        cluster.settle();
        assertEquals(0, rotations(cluster));
        cluster.tick(LOOK);
        assertNotEquals(storage, active(cluster, Purpose.STORAGE));
        assertEquals(1, rotations(cluster, Purpose.STORAGE));
        check(cluster);
    }

    @Test
    void bytes_reached_rotateTheDekThatSealedThem() {
        SimCluster cluster = sealing(new RotationPolicy(Duration.ZERO, 0, 100_000));
        DekId storage = active(cluster, Purpose.STORAGE);
        String value = "v".repeat(2_000);
        for (int i = 0; i < 30; i++) {
            SimWrite unused = cluster.node("n1").write(DATA, "k" + i, value);
        }
        cluster.settle().tick(LOOK);
        assertEquals(0, rotations(cluster));
        for (int i = 30; i < 120; i++) {
            SimWrite unused = cluster.node("n1").write(DATA, "k" + i, value);
        }
        cluster.settle().tick(LOOK);
        assertNotEquals(storage, active(cluster, Purpose.STORAGE));
        check(cluster);
    }

    @Test
    void rotation_kekAway_isTriedAgainAndTold() {
        SimCluster cluster = sealing(new RotationPolicy(Duration.ofHours(1), 0, 0));
        cluster.nodes().forEach(node -> node.kek().fail(KekException.Kind.UNREACHABLE));
        cluster.tick(Duration.ofMinutes(62));
        cluster.tick(LOOK);
        assertEquals(0, rotations(cluster));
        assertTrue(
                cluster.node("n1").events().stream().anyMatch(event -> event.contains("is due and not rotated yet")));
        cluster.nodes().forEach(node -> node.kek().heal());
        cluster.tick(LOOK);
        cluster.tick(LOOK);
        assertEquals(2, rotations(cluster));
        check(cluster);
    }

    @Test
    void noPolicy_rotatesNothing() {
        SimCluster cluster = sealing(RotationPolicy.NEVER);
        cluster.tick(Duration.ofDays(400));
        assertEquals(0, rotations(cluster));
    }

    @Test
    void negativeNumbers_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> new RotationPolicy(Duration.ofDays(-1), 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new RotationPolicy(Duration.ZERO, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> new RotationPolicy(Duration.ZERO, 0, -1));
    }
}
