package io.quorumseal.provider.kms.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.Purpose;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.Admin;
import io.quorumseal.testkit.proxy.Fault;
import io.quorumseal.testkit.proxy.FaultProxy;
import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.testkit.sim.SimNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Three nodes whose KEK is in a KMS that is far away, or gone. */
@Tag("server")
class ClusterTest {
    private static final Duration FAR_AWAY = Duration.ofMillis(500);

    TestKms kms;
    FaultProxy proxy;
    SimCluster cluster;

    @BeforeEach
    void start() {
        kms = TestKms.named();
        proxy = FaultProxy.before(kms.endpoint());
        cluster = new SimCluster(Engine.Append.INDEX_KNOWN, "n1", "n2", "n3");
        String uri = TestKms.uri(kms.newKey(), proxy.uri());
        cluster.nodes().forEach(node -> node.kek(uri));
        cluster.start();
    }

    @AfterEach
    void close() {
        if (kms != null) {
            cluster.close();
            proxy.close();
            kms.close();
        }
    }

    private Admin admin() {
        return cluster.node("n1").runtime().admin();
    }

    private static void done(Admin.Result result) {
        assertFalse(result.already(), result::text);
    }

    @Test
    void rotate_kmsHalfASecondAway_isAskedByNoApplyThread() {
        proxy.always(Fault.delay(FAR_AWAY));
        cluster.cutOver();
        done(admin().rotate(Purpose.RAFT));
        done(admin().rotate(Purpose.STORAGE));
        cluster.settle();
        for (SimNode node : cluster.nodes()) {
            assertEquals(4, node.runtime().status().keys().keys().size(), node::name);
            assertEquals(0, node.runtime().status().counters().kekCallsOnApply(), node::name);
        }
        assertTrue(proxy.calls().size() >= 4 * cluster.nodes().size(), () -> "calls: " + proxy.calls());
    }

    @Test
    void kmsGone_runningNodesServeOn_andAStartIsRefusedAsUnreachable() {
        cluster.cutOver();
        proxy.always(Fault.reset());
        cluster.node("n1").write(SimCluster.DATA, "a", "1");
        cluster.settle();
        assertEquals("1", cluster.node("n3").values(SimCluster.DATA).get("a"));
        RetryableException rotation = assertThrows(RetryableException.class, () -> admin().rotate(Purpose.RAFT));
        assertEquals(RetryableException.Reason.KEK_UNREACHABLE, rotation.reason());
        SimNode restarted = cluster.node("n3");
        restarted.stop();
        StartupRefusedException start = assertThrows(StartupRefusedException.class, restarted::start);
        assertEquals(Refusal.KEK_UNREACHABLE, start.refusal(), start::getMessage);

        proxy.clear();
        restarted.start();
        cluster.settle();
        assertEquals("1", restarted.values(SimCluster.DATA).get("a"));
        done(admin().rotate(Purpose.RAFT));
    }
}
