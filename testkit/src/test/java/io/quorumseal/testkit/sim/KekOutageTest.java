package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.cleartext;
import static io.quorumseal.testkit.sim.Sims.retryable;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.KekHealth;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A KEK that is slow, or that nobody reaches. */
class KekOutageTest {
    private static final Duration FAR_AWAY = Duration.ofMillis(500);
    private static final Duration PROBE_WELL = Duration.ofSeconds(60);
    private static final Duration PROBE_ILL = Duration.ofSeconds(5);

    private static KekHealth health(SimNode node) {
        return node.runtime().status().kek().health();
    }

    private static long callsOnApply(SimNode node) {
        return node.runtime().status().counters().kekCallsOnApply();
    }

    // ---- slow

    @ParameterizedTest
    @EnumSource(Append.class)
    void apply_kekHalfASecondAway_isNotWaitedForByMembersThatWereReachable(Append append) {
        SimCluster cluster = cleartext(append);
        cluster.nodes().forEach(node -> node.kek().delay(FAR_AWAY));
        assertFalse(admin(cluster, "n1").bootstrap().already());
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        assertFalse(admin(cluster, "n2").rotate(Purpose.STORAGE).already());
        cluster.settle();
        for (SimNode node : cluster.nodes()) {
            assertEquals(0, callsOnApply(node), node::name);
            assertEquals(4, node.kek().unwraps(), "two for the bootstrap, one for each rotation, all ahead");
            assertEquals(4, node.runtime().status().keys().keys().size());
        }
        check(cluster);
    }

    @Test
    void apply_kekAwaitedByTheControlGroup_doesNotHoldUpAnotherGroup() throws Exception {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n3");
        node.connected(false);
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        node.holdApply(true);
        node.connected(true);
        cluster.settle();
        CountDownLatch asked = node.kek().hold();
        CompletableFuture<Boolean> control = CompletableFuture.supplyAsync(() -> applyAll(node, CONTROL));
        assertTrue(asked.await(30, TimeUnit.SECONDS));
        CompletableFuture<Boolean> data = CompletableFuture.supplyAsync(() -> applyAll(node, DATA));
        assertTrue(data.get(30, TimeUnit.SECONDS));
        assertFalse(control.isDone(), "the KEK has not answered");
        node.kek().heal();
        assertTrue(control.get(30, TimeUnit.SECONDS));
        assertEquals(1, callsOnApply(node));
        node.holdApply(false);
        check(cluster, write);
    }

    @Test
    void close_applyWaitsForTheKek_endsTheWaitAndHaltsNothing() throws Exception {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n3");
        node.connected(false);
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        node.holdApply(true);
        node.connected(true);
        cluster.settle();
        CountDownLatch asked = node.kek().hold();
        CompletableFuture<Boolean> control = CompletableFuture.supplyAsync(() -> applyAll(node, CONTROL));
        assertTrue(asked.await(30, TimeUnit.SECONDS));
        CompletableFuture.runAsync(node.runtime()::close).get(30, TimeUnit.SECONDS);
        boolean applied = control.get(30, TimeUnit.SECONDS);
        assertFalse(node.events().stream().anyMatch(e -> e.startsWith("HALTED")), () -> applied + " " + node.events());
        node.kek().heal();
        node.stop();
        node.holdApply(false);
        node.start();
        check(cluster);
    }

    private static boolean applyAll(SimNode node, String group) {
        boolean any = false;
        while (node.replica(group).applyNext()) {
            any = true;
        }
        return any;
    }

    // ---- out of reach

    @Test
    void kekOutOfReach_runningNodesServeOnAndARestartIsRefusedUntilItIsBack() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.nodes().forEach(node -> node.kek().fail(Kind.UNREACHABLE));
        SimWrite during = cluster.node("n1").write(DATA, "during", CANARY);
        cluster.settle();
        assertEquals(CANARY, cluster.node("n3").values(DATA).get("during"));
        retryable(
                RetryableException.Reason.KEK_UNREACHABLE,
                () -> admin(cluster, "n1").rotate(Purpose.RAFT));
        SimNode restarted = cluster.node("n3");
        restarted.stop();
        StartupRefusedException refused = assertThrows(StartupRefusedException.class, restarted::start);
        assertEquals(Refusal.KEK_UNREACHABLE, refused.refusal(), refused::getMessage);
        SimWrite later = cluster.node("n1").write(DATA, "later", CANARY);
        cluster.tick(PROBE_WELL);
        assertInstanceOf(KekHealth.Ill.class, health(cluster.node("n1")));

        cluster.nodes().forEach(node -> node.kek().heal());
        cluster.tick(PROBE_ILL);
        assertInstanceOf(KekHealth.Well.class, health(cluster.node("n1")));
        restarted.start();
        cluster.settle();
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        check(cluster, during, later);
    }

    // ---- health

    @Test
    void health_afterOpening_isWell() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        assertInstanceOf(KekHealth.Well.class, health(cluster.node("n1")));
    }

    @Test
    void health_encryptionOff_isOff() {
        SimCluster cluster = new SimCluster(Append.INDEX_KNOWN, "n1");
        cluster.node("n1").encrypted(false);
        cluster.start();
        assertEquals(new KekHealth.Off(), health(cluster.node("n1")));
    }

    @Test
    void health_kekFailsUnnoticed_isIllAtTheNextTestAndSaysSinceWhen() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n1");
        node.kek().fail(Kind.DENIED);
        cluster.tick(PROBE_WELL.minusSeconds(1));
        assertInstanceOf(KekHealth.Well.class, health(node));
        cluster.tick(Duration.ofSeconds(1));
        KekHealth.Ill first = assertInstanceOf(KekHealth.Ill.class, health(node));
        assertEquals(Optional.of(Kind.DENIED), first.kind());
        node.kek().fail(Kind.KEY_DISABLED);
        cluster.tick(PROBE_ILL);
        KekHealth.Ill second = assertInstanceOf(KekHealth.Ill.class, health(node));
        assertEquals(Optional.of(Kind.KEY_DISABLED), second.kind());
        assertEquals(first.since(), second.since());
    }

    @Test
    void health_aCallFails_isTestedAtOnce() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n1");
        node.kek().fail(Kind.THROTTLED);
        retryable(
                RetryableException.Reason.KEK_UNREACHABLE,
                () -> admin(cluster, "n1").rotate(Purpose.RAFT));
        cluster.settle();
        assertInstanceOf(KekHealth.Ill.class, health(node));
    }

    @Test
    void health_changes_areEventsOnceEach() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n1");
        node.kek().fail(Kind.UNREACHABLE);
        cluster.tick(PROBE_WELL).tick(PROBE_ILL).tick(PROBE_ILL);
        node.kek().heal();
        cluster.tick(PROBE_ILL).tick(PROBE_WELL);
        assertEquals(
                1,
                node.events().stream()
                        .filter(e -> e.startsWith("KEK_ILL control"))
                        .count());
        assertEquals(
                1,
                node.events().stream()
                        .filter(e -> e.startsWith("KEK_WELL control"))
                        .count());
    }
}
