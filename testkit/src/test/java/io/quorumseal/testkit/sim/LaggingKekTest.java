package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static io.quorumseal.testkit.sim.Sims.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Status.Mode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A KEK that refuses what it will unwrap later, as one that has not the newest version of its key yet. */
class LaggingKekTest {
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int RETRIES = 60;

    private static void retry(SimCluster cluster, int times) {
        for (int i = 0; i < times; i++) {
            cluster.tick(RETRY);
        }
    }

    private static long told(SimNode node, String beginning) {
        return node.events().stream().filter(e -> e.startsWith(beginning)).count();
    }

    private static SimCluster rotatedWhileN3Fails(Kind kind) {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.node("n3").kek().fail(kind);
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        return cluster.settle();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void apply_kekUnwrapsLater_stallsSaysWhyAndGoesOnByItself(Kind kind) {
        SimCluster cluster = rotatedWhileN3Fails(kind);
        SimNode node = cluster.node("n3");
        assertEquals(Mode.STALLED, status(node, CONTROL).mode());
        String why = status(node, CONTROL).why();
        assertTrue(why.contains("does not unwrap DEK") && why.contains("(" + kind + ")"), why);
        assertEquals(1, told(node, "STALLED control"));
        SimWrite meanwhile = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        node.kek().heal();
        cluster.tick(RETRY);
        assertEquals(Mode.SEALING, status(node, CONTROL).mode());
        assertEquals(1, told(node, "RESUMED control"));
        assertEquals(0, told(node, "KEY_UNREADABLE"));
        check(cluster, meanwhile);
    }

    /** What a provider throws that is no KEK's error tells nothing of the key. */
    @Test
    void apply_providerHasABug_stallsAndGoesOnWhenItIsPast() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n3");
        node.kek().breakWith(new IllegalStateException("a bug"));
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        cluster.settle();
        assertEquals(Mode.STALLED, status(node, CONTROL).mode());
        String why = status(node, CONTROL).why();
        assertTrue(why.contains("(IllegalStateException): a bug"), why);
        node.kek().heal();
        check(cluster.tick(RETRY));
    }

    @Test
    void apply_wrappedDekIsDamagedHere_isToldOnceWithItsSeverityAndAskedForNoMoreThanOnceInARetry() {
        SimCluster cluster = rotatedWhileN3Fails(Kind.CORRUPT);
        SimNode node = cluster.node("n3");
        long before = node.kek().unwraps();
        retry(cluster, RETRIES);
        assertTrue(
                node.kek().unwraps() - before <= RETRIES,
                () -> "asked " + (node.kek().unwraps() - before));
        assertEquals(Mode.STALLED, status(node, CONTROL).mode());
        assertEquals(1, told(node, "STALLED control"));
        assertEquals(1, told(node, "KEY_UNREADABLE control"));
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        node.kek().heal();
        check(cluster.tick(RETRY), write);
    }
}
