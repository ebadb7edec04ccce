package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static io.quorumseal.testkit.sim.Sims.last;
import static io.quorumseal.testkit.sim.Sims.readable;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.Applier;
import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.DekId;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Status;
import io.quorumseal.core.internal.format.AuditFormat;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Somebody who can write one disk, and has no key, replaces keys.json by one without keys, hence without a MAC. */
class KeylessSidecarTest {
    private static final long FAR = Long.MAX_VALUE - 1;
    private static final int OPENING = 7;

    private static byte[] forged(long applied, String audit) {
        return Disks.sidecarWithoutKeys("n3", OPENING, applied, audit);
    }

    private static void startForged(SimCluster cluster, byte[] sidecar) {
        SimNode n3 = cluster.node("n3");
        n3.stop();
        Disks.replaceSidecar(n3, sidecar);
        n3.start();
        cluster.settle();
    }

    private static void restart(SimCluster cluster, String... names) {
        for (String name : names) {
            cluster.node(name).stop();
            cluster.node(name).start();
            cluster.settle();
        }
    }

    @Test
    void start_withAForgedAppliedIndex_followsTheCutoversAllTheSame() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        startForged(cluster, forged(FAR, ""));
        assertTrue(cluster.node("n3").runtime().status().opening().value() > OPENING);
        assertFalse(admin(cluster, "n1").enableStorageEnvelope().already());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(CONTROL_ID).already());
        cluster.settle();
        assertEquals(
                Status.Mode.SEALING,
                cluster.node("n3").runtime().status().storage().mode());
        cluster.lead("n3");
        cluster.node("n3").write(CONTROL, "secret", CANARY);
        cluster.settle();
        assertFalse(readable(last(cluster.node("n1"), CONTROL)));
    }

    @Test
    void start_withAForgedAppliedIndex_spreadsItToNobody() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.node("n1").write(DATA, "k", CANARY);
        startForged(cluster.settle(), forged(FAR, ""));
        cluster.lead("n3");
        restart(cluster, "n1", "n2");
        Map<Purpose, DekId> before =
                cluster.node("n1").runtime().status().keys().active();
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        assertNotEquals(before, cluster.node("n1").runtime().status().keys().active());
    }

    @Test
    void start_withAForgedAuditTrail_spreadsItToNobody() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        startForged(cluster, forged(0, ", \"audit\": {\"count\": 1000, \"recent\": [" + madeUp(985, 16) + "]}"));
        cluster.lead("n3");
        restart(cluster, "n2");
        assertEquals(
                1,
                cluster.node("n2")
                        .runtime()
                        .status()
                        .keys()
                        .group(CONTROL_ID)
                        .audit()
                        .count());
    }

    private static String madeUp(long first, int count) {
        StringBuilder records = new StringBuilder();
        String previous = "ab".repeat(32);
        for (int i = 0; i < count; i++) {
            AuditRecord made = new AuditRecord(
                    CONTROL_ID,
                    first + i,
                    1,
                    1,
                    AuditRecord.Event.ROTATE_DEK,
                    "a record that never was",
                    new NodeId(42),
                    Applier.Outcome.FRESH,
                    previous);
            records.append(i == 0 ? "\"" : ", \"")
                    .append(Base64.getEncoder().encodeToString(AuditFormat.encode(made)))
                    .append('"');
            previous = AuditFormat.hash(made);
        }
        return records.toString();
    }
}
