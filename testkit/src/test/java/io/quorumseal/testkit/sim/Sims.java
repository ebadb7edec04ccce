package io.quorumseal.testkit.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Status;
import io.quorumseal.testkit.life.LifeCheck;
import io.quorumseal.testkit.life.RandomLife;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.function.Executable;

/** What the directed tests begin with, and how they look at a cluster. */
public final class Sims {
    static final String CONTROL = SimCluster.CONTROL;
    public static final String DATA = SimCluster.DATA;
    static final GroupId CONTROL_ID = new GroupId(CONTROL);
    static final GroupId DATA_ID = new GroupId(DATA);
    static final String CANARY = RandomLife.CANARY;

    private Sims() {}

    /** Three nodes in cleartext, led by n1. */
    public static SimCluster cleartext(Engine.Append append) {
        return new SimCluster(append, "n1", "n2", "n3").start();
    }

    static SimCluster bootstrapped(Engine.Append append) {
        return bootstrapped(cleartext(append));
    }

    static SimCluster bootstrapped(SimCluster cluster) {
        Admin.Result unused = cluster.node("n1").runtime().admin().bootstrap();
        return cluster.settle();
    }

    /** Everything is sealed. */
    static SimCluster sealing(Engine.Append append) {
        return sealing(bootstrapped(append));
    }

    static SimCluster sealing(SimCluster cluster) {
        Admin admin = cluster.node("n1").runtime().admin();
        Admin.Result storage = admin.enableStorageEnvelope();
        Admin.Result control = admin.enableRaftEnvelope(CONTROL_ID);
        Admin.Result data = admin.enableRaftEnvelope(DATA_ID);
        assertEquals(List.of(false, false, false), List.of(storage.already(), control.already(), data.already()));
        return cluster.settle();
    }

    static Admin admin(SimCluster cluster, String node) {
        return cluster.node(node).runtime().admin();
    }

    /** Asks again as an operator does, until there is nothing left to do. */
    static Admin.Result untilDone(SimCluster cluster, Supplier<Admin.Result> work) {
        for (int i = 0; i < 30; i++) {
            Admin.Result result = work.get();
            if (result.already()) {
                return result;
            }
            cluster.tick(Duration.ofSeconds(2));
        }
        throw new AssertionError("never done: " + work.get().text());
    }

    /** Rotates the storage DEK and seals all values anew; tells which DEK was replaced. */
    static DekId rewrittenFrom(SimCluster cluster) {
        DekId old = cluster.node("n1")
                .runtime()
                .status()
                .keys()
                .activeDek(Purpose.STORAGE)
                .orElseThrow();
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        Admin.Result done = untilDone(cluster, () -> admin(cluster, "n1").rewrite());
        assertTrue(done.already(), done::text);
        return old;
    }

    static RetryableException retryable(RetryableException.Reason reason, Executable call) {
        RetryableException thrown = assertThrows(RetryableException.class, call);
        assertEquals(reason, thrown.reason(), thrown::getMessage);
        return thrown;
    }

    static RejectedException rejected(RejectedException.Reason reason, Executable call) {
        RejectedException thrown = assertThrows(RejectedException.class, call);
        assertEquals(reason, thrown.reason(), thrown::getMessage);
        return thrown;
    }

    static Status.Group status(SimNode node, String group) {
        Status.Group status = node.runtime().status().groups().get(new GroupId(group));
        if (status == null) {
            throw new AssertionError("no status of " + group);
        }
        return status;
    }

    static SimEntry last(SimNode node, String group) {
        SimLog log = node.replica(group).log();
        return log.at(log.lastIndex());
    }

    static boolean readable(SimEntry entry) {
        return new String(entry.bytes(), StandardCharsets.ISO_8859_1).contains(CANARY);
    }

    /** Tells how many entries brought the first keys. */
    static long bootstraps(SimCluster cluster) {
        return cluster.group(CONTROL).ours().values().stream()
                .filter(Sims::bootstraps)
                .count();
    }

    private static boolean bootstraps(EncryptionEntry entry) {
        return entry instanceof EncryptionEntry.NewKeys keys
                ? keys.what() == EncryptionEntry.NewKeys.What.BOOTSTRAP
                : entry instanceof EncryptionEntry.Bootstrap;
    }

    /** Tells how many entries replaced a DEK. */
    static long rotations(SimCluster cluster) {
        return Purpose.ofDeks().stream()
                .mapToLong(purpose -> rotations(cluster, purpose))
                .sum();
    }

    static long rotations(SimCluster cluster, Purpose purpose) {
        return cluster.group(CONTROL).ours().values().stream()
                .filter(entry -> rotates(entry, purpose))
                .count();
    }

    private static boolean rotates(EncryptionEntry entry, Purpose purpose) {
        if (entry instanceof EncryptionEntry.RotateDek rotate) {
            return rotate.purpose() == purpose;
        }
        return entry instanceof EncryptionEntry.NewKeys keys
                && keys.what() == EncryptionEntry.NewKeys.What.ROTATE
                && keys.keys().get(0).purpose() == purpose;
    }

    /** Checks all that has to hold at rest. */
    static void check(SimCluster cluster, SimWrite... writes) {
        new LifeCheck(cluster.settle(), List.of(writes)).check();
    }
}
