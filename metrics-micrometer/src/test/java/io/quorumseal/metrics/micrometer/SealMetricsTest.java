package io.quorumseal.metrics.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.search.RequiredSearch;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.Admin;
import io.quorumseal.core.KekListener.Call;
import io.quorumseal.core.KekListener.Operation;
import io.quorumseal.core.KekListener.Outcome;
import io.quorumseal.core.RotationPolicy;
import io.quorumseal.core.Status;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimNode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The meters of nodes of a simulated cluster. */
class SealMetricsTest {
    private static final String CLUSTER = Readings.setting(
            new SimCluster(Engine.Append.INDEX_KNOWN, "n1")
                    .start()
                    .node("n1")
                    .runtime()
                    .status(),
            "cluster");

    private final MeterRegistry registry = new SimpleMeterRegistry();

    private RequiredSearch meter(String name, String... tags) {
        return registry.get("quorumseal." + name).tags(tags);
    }

    private double gauge(String name, String... tags) {
        return meter(name, tags).gauge().value();
    }

    private double count(String name) {
        return meter(name).functionCounter().count();
    }

    @Test
    void meters_ofANodeThatSeals_tellItsStatus() {
        SimCluster cluster = Nodes.sealing();
        SimNode node = cluster.node("n1");
        node.runtime().values().seal(ByteBuffer.wrap(new byte[1]), ByteBuffer.wrap(new byte[1]));
        cluster.tick(Duration.ofHours(1));
        try (SealMetrics metrics = Nodes.metrics(node)) {
            metrics.bindTo(registry);
            assertEquals(1, gauge("node.health", "word", "WELL", "node", "n1", "cluster", CLUSTER));
            assertEquals(0, gauge("node.health", "word", "HALTED"));
            assertEquals(1, gauge("node.ready"));
            assertEquals(1, gauge("node.registered"));
            assertEquals(1 / 65_535.0, gauge("node.openings.ratio"));
            assertEquals(0, gauge("node.warnings"));
            assertEquals(2, gauge("deks.live"));
            assertEquals(0, gauge("deks.kept"));
            assertEquals(3_600, gauge("dek.age", "purpose", "RAFT"), 10);
            assertEquals("seconds", meter("dek.age").timeGauge().getId().getBaseUnit());
            assertTrue(gauge("dek.seals", "purpose", "STORAGE") > 0);
            assertEquals(Double.NaN, gauge("dek.seals.ratio", "purpose", "STORAGE", "limit", "soft"));
            assertEquals(Double.NaN, gauge("dek.seals.ratio", "purpose", "STORAGE", "limit", "hard"));
            assertEquals(2, gauge("groups", "mode", "SEALING"));
            assertEquals(0, gauge("groups", "mode", "HALTED"));
            assertEquals(1, gauge("storage.sealing"));
            assertEquals(0, gauge("cleartext.refused"));
            assertEquals(Double.NaN, gauge("values", "state", "active"));
            assertEquals((double) node.runtime().status().counters().sealed(), count("envelopes.sealed"));
            assertTrue(count("envelopes.sealed") > 0);
            assertEquals((double) node.runtime().status().counters().opened(), count("envelopes.opened"));
            assertEquals((double) node.runtime().status().counters().cleartext(), count("cleartext"));
            assertEquals(0, count("strangers"));
            assertEquals(0, count("kek.waits"));
        }
    }

    @Test
    void meters_ofARefusedProposalAndAHalt_tellBoth() {
        SimCluster cluster = Nodes.sealing();
        SimNode node = cluster.node("n2");
        assertThrows(RuntimeException.class, () -> node.begin(SimCluster.DATA, "k", "v"));
        node.runtime().halted(new GroupId(SimCluster.DATA), "a disk is full");
        try (SealMetrics metrics = Nodes.metrics(node)) {
            metrics.bindTo(registry);
            assertEquals(1, count("proposals.refused"));
            assertEquals(1, gauge("groups", "mode", "HALTED"));
            assertEquals(1, gauge("groups", "mode", "SEALING"));
            assertEquals(1, gauge("node.health", "word", "HALTED"));
            assertEquals(0, gauge("node.health", "word", "WELL"));
            assertEquals(0, gauge("node.ready"));
        }
    }

    @Test
    void meters_ofAKekThatFails_tellForHowLong() {
        SimCluster cluster = Nodes.sealing();
        SimNode node = cluster.node("n1");
        node.kek().fail(KekException.Kind.UNREACHABLE);
        cluster.tick(Duration.ofSeconds(61));
        cluster.tick(Duration.ofMinutes(10));
        try (SealMetrics metrics = Nodes.metrics(node)) {
            metrics.bindTo(registry);
            assertEquals(1, gauge("kek.health", "state", "ILL"));
            assertEquals(0, gauge("kek.health", "state", "WELL"));
            assertEquals(600, gauge("kek.ill"), 70);
            assertEquals(1, gauge("node.health", "word", "ILL"));
        }
    }

    @Test
    void ratio_whereAPolicyIsSet_isThePartThatIsUsed() {
        SimCluster cluster = Nodes.sealing();
        SimNode node = cluster.node("n3");
        node.stop();
        node.rotation(new RotationPolicy(Duration.ZERO, 512, 0));
        node.start();
        cluster.settle();
        node.runtime().values().seal(ByteBuffer.wrap(new byte[1]), ByteBuffer.wrap(new byte[1]));
        try (SealMetrics metrics = Nodes.metrics(node)) {
            metrics.bindTo(registry);
            assertEquals(
                    gauge("dek.seals", "purpose", "STORAGE") / 512,
                    gauge("dek.seals.ratio", "purpose", "STORAGE", "limit", "soft"));
            assertTrue(gauge("dek.seals.ratio", "purpose", "STORAGE", "limit", "soft") > 0);
            assertEquals(Double.NaN, gauge("dek.seals.ratio", "purpose", "STORAGE", "limit", "hard"));
        }
    }

    @Test
    void values_onceCounted_areToldByTheirState() {
        SimCluster cluster = Nodes.sealing();
        cluster.node("n1").write(SimCluster.DATA, "a", "1");
        cluster.node("n1").write(SimCluster.DATA, "b", "2");
        cluster.settle();
        Admin admin = cluster.node("n1").runtime().admin();
        Admin.Result rotated = admin.rotate(Purpose.STORAGE);
        cluster.settle();
        Admin.Result rewritten = admin.rewrite();
        for (int i = 0; i < 50 && !rewritten.already(); i++) {
            cluster.tick(Duration.ofSeconds(10));
            rewritten = admin.rewrite();
        }
        assertTrue(rewritten.already() && !rotated.already(), rewritten.text());
        try (SealMetrics metrics = Nodes.metrics(cluster.node("n2"))) {
            metrics.bindTo(registry);
            assertEquals(2, gauge("values", "state", "active"));
            assertEquals(0, gauge("values", "state", "old"));
            assertEquals(0, gauge("values", "state", "cleartext"));
            assertEquals(0, gauge("values", "state", "unreadable"));
            assertEquals(3, gauge("deks.live"));
        }
    }

    @Test
    void members_andLogs_areToldAsTheNodeHeardAndLookedLast() {
        SimCluster cluster = Nodes.sealing();
        SimNode node = cluster.node("n1");
        node.write(SimCluster.DATA, "a", "1");
        cluster.settle();
        Admin.Result rotated = node.runtime().admin().rotate(Purpose.RAFT);
        node.write(SimCluster.DATA, "b", "2");
        cluster.settle();
        assertTrue(!rotated.already());
        readTwice(cluster, node);
        try (SealMetrics metrics = Nodes.metrics(node)) {
            metrics.bindTo(registry);
            assertEquals(3, gauge("members", "word", "CURRENT"));
            assertEquals(0, gauge("members", "word", "SILENT"));
            assertEquals(61, gauge("members.heard.age"), 1);
            assertEquals(
                    "seconds", meter("members.heard.age").timeGauge().getId().getBaseUnit());
            assertTrue(gauge("kek.success.age") <= 61);
            assertTrue(gauge("log.payloads", "state", "active") >= 1);
            assertTrue(gauge("log.payloads", "state", "old") >= 1);
            assertEquals(0, gauge("log.payloads", "state", "unreadable"));
            assertEquals(0, gauge("files", "state", "active"));
        }
        cluster.node("n3").connected(false);
        SimNode other = cluster.node("n2"); // What the first one said stays good for a second.
        readTwice(cluster, other);
        registry.clear();
        try (SealMetrics metrics = Nodes.metrics(other)) {
            metrics.bindTo(registry);
            assertEquals(2, gauge("members", "word", "CURRENT"));
            assertEquals(1, gauge("members", "word", "SILENT"));
            assertTrue(gauge("members.heard.age") > 61);
        }
    }

    /** Reading a status has the members asked, and the logs looked at. */
    private static void readTwice(SimCluster cluster, SimNode node) {
        cluster.tick(Duration.ofSeconds(61));
        Status unused = node.runtime().status();
        cluster.settle().tick(Duration.ofSeconds(61));
    }

    @Test
    void close_takesTheMetersAway_andNoOthers() {
        SimCluster cluster = Nodes.sealing();
        SealMetrics first = Nodes.metrics(cluster.node("n1"));
        first.bindTo(registry);
        int ofOne = registry.getMeters().size();
        try (SealMetrics second = Nodes.metrics(cluster.node("n2"))) {
            second.bindTo(registry);
            assertEquals(2 * ofOne, registry.getMeters().size());
            first.close();
            assertEquals(ofOne, registry.getMeters().size());
            assertEquals(1, gauge("node.ready", "node", "n2"));
        }
        assertEquals(0, registry.getMeters().size());
    }

    @Test
    void bind_ofTwoWithTheSameTags_isRefused() {
        SimCluster cluster = Nodes.sealing();
        try (SealMetrics first = Nodes.metrics(cluster.node("n1"));
                SealMetrics second = Nodes.metrics(cluster.node("n1"))) {
            first.bindTo(registry);
            assertThrows(IllegalStateException.class, () -> second.bindTo(registry));
        }
    }

    @Test
    void kekCalls_ofEachOutcome_areTimed() {
        KekCallTimer timer = new KekCallTimer(registry, Tags.of("node", "n1"));
        timer.on(new Call("k", Operation.UNWRAP, new Outcome.Ok(), Duration.ofMillis(40), 1));
        timer.on(new Call("k", Operation.UNWRAP, new Outcome.Ok(), Duration.ofMillis(20), 1));
        timer.on(new Call(
                "k", Operation.WRAP, new Outcome.Failed(KekException.Kind.UNREACHABLE), Duration.ofSeconds(10), 2));
        timer.on(new Call("k", Operation.PROBE, new Outcome.Threw("x.Y"), Duration.ofMillis(1), 1));
        Timer unwraps = meter("kek.calls", "operation", "UNWRAP", "outcome", "OK", "node", "n1")
                .timer();
        assertEquals(2, unwraps.count());
        assertEquals((double) Duration.ofMillis(60).toNanos(), unwraps.totalTime(TimeUnit.NANOSECONDS));
        assertEquals(
                1,
                meter("kek.calls", "operation", "WRAP", "outcome", "UNREACHABLE")
                        .timer()
                        .count());
        assertEquals(
                1,
                meter("kek.calls", "operation", "PROBE", "outcome", "THREW")
                        .timer()
                        .count());
        assertEquals(
                0,
                meter("kek.calls", "operation", "REWRAP", "outcome", "OK")
                        .timer()
                        .count());
    }
}
