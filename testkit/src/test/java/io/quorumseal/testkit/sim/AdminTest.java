package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static io.quorumseal.testkit.sim.Sims.bootstraps;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.cleartext;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static io.quorumseal.testkit.sim.Sims.retryable;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Status;
import io.quorumseal.testkit.MemoryKek;
import java.util.Arrays;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes of key state: who has to be ready, who makes them, and what is refused. */
class AdminTest {

    private static void bootstrapRefused(Consumer<SimNode> defect) {
        SimCluster cluster = new SimCluster(Append.INDEX_KNOWN, "n1", "n2", "n3");
        defect.accept(cluster.node("n3"));
        cluster.start();
        defect.accept(cluster.node("n3"));
        RejectedException refused =
                rejected(Reason.MEMBER_NOT_READY, () -> admin(cluster, "n1").bootstrap());
        assertTrue(String.valueOf(refused.getMessage()).contains("n3 ("), refused::getMessage);
        assertFalse(cluster.node("n1").runtime().status().keys().bootstrapped());
        assertTrue(cluster.group(CONTROL).ours().isEmpty());
    }

    @Test
    void enableRaft_groupThatNobodyHosts_isRefusedByItsName() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        RejectedException unknown = rejected(
                RejectedException.Reason.BAD_REQUEST,
                () -> admin(cluster, "n2").enableRaftEnvelope(new GroupId("no-such-group")));
        assertTrue(String.valueOf(unknown.getMessage()).contains("no-such-group"), unknown::getMessage);
    }

    @Test
    void bootstrap_memberWithEncryptionOff_isRefusedWithItsName() {
        bootstrapRefused(node -> node.encrypted(false));
    }

    @Test
    void bootstrap_memberWithAnotherKek_isRefusedWithItsName() {
        bootstrapRefused(node -> node.kek(new MemoryKek(2)));
    }

    @Test
    void bootstrap_memberThatDoesNotAnswer_isRefusedWithItsName() {
        bootstrapRefused(node -> node.connected(false));
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void bootstrap_again_saysAlready(Append append) {
        SimCluster cluster = bootstrapped(append);
        Admin.Result again = admin(cluster, "n1").bootstrap();
        assertTrue(again.already());
        assertEquals(1, bootstraps(cluster));
    }

    @Test
    void bootstrap_askedTwiceAtATime_makesOneEntry() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        cluster.holdAppends(CONTROL, true);
        retryable(
                RetryableException.Reason.NO_ANSWER, () -> admin(cluster, "n1").bootstrap());
        retryable(
                RetryableException.Reason.NO_ANSWER, () -> admin(cluster, "n2").bootstrap());
        cluster.holdAppends(CONTROL, false);
        check(cluster);
        assertEquals(1, bootstraps(cluster));
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void change_askedOfAFollower_isMadeByTheLeader(Append append) {
        SimCluster cluster = cleartext(append);
        assertFalse(admin(cluster, "n2").bootstrap().already());
        assertFalse(admin(cluster, "n3").enableStorageEnvelope().already());
        assertFalse(admin(cluster, "n2").enableRaftEnvelope(CONTROL_ID).already());
        assertFalse(admin(cluster, "n3").enableRaftEnvelope(DATA_ID).already());
        assertFalse(admin(cluster, "n2").rotate(Purpose.STORAGE).already());
        assertTrue(admin(cluster, "n2").enableRaftEnvelope(DATA_ID).already());
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void enable_dataGroupLedElsewhere_isMadeThere(Append append) {
        SimCluster cluster = bootstrapped(append);
        cluster.elect(DATA, "n3");
        cluster.settle();
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        assertFalse(admin(cluster, "n2").enableRaftEnvelope(CONTROL_ID).already());
        check(cluster, cluster.node("n3").write(DATA, "k", CANARY));
        assertEquals(1, cluster.group(DATA).ours().size());
    }

    @Test
    void enable_nobodyLeadsTheGroup_isToBeTriedAgain() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        cluster.node("n1").replica(DATA).follow();
        retryable(
                RetryableException.Reason.GATE_CLOSED,
                () -> admin(cluster, "n2").enableRaftEnvelope(DATA_ID));
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void rewrap_anyNumberOfDeks_isTriedByAllAndAsksNoKekOnApply(Append append) {
        SimCluster cluster = sealing(append);
        for (int i = 0; i < 9; i++) {
            assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        }
        cluster.settle();
        SortedMap<DekId, KeyState.Key> before = keys(cluster, "n1");
        assertFalse(admin(cluster, "n2").rewrap().already());
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
        SortedMap<DekId, KeyState.Key> after = keys(cluster, "n1");
        assertEquals(11, after.size());
        after.forEach((id, key) -> {
            KeyState.Key old = Objects.requireNonNull(before.get(id));
            assertFalse(Arrays.equals(old.dek().wrapped(), key.dek().wrapped()), id::toString);
            assertEquals(old.created(), key.created());
        });
        for (SimNode node : cluster.nodes()) {
            assertEquals(after, keys(cluster, node.name()));
            assertEquals(0, node.runtime().status().counters().kekCallsOnApply(), node::name);
        }
    }

    @Test
    void rewrap_behindItsFirstEntry_asksNoKekOnTheThreadThatApplies() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        for (int i = 0; i < 9; i++) {
            assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        }
        cluster.settle();
        SimNode leader = cluster.node("n1");
        SortedMap<DekId, KeyState.Key> before = keys(cluster, "n1");
        leader.holdApply(true);
        retryable(
                RetryableException.Reason.NO_ANSWER, () -> admin(cluster, "n1").rewrap());
        long wraps = leader.kek().wraps();
        assertTrue(leader.replica(CONTROL).applyNext());
        assertEquals(wraps, leader.kek().wraps());
        leader.holdApply(false);
        check(cluster);
        keys(cluster, "n1")
                .forEach((id, key) -> assertFalse(Arrays.equals(
                        Objects.requireNonNull(before.get(id)).dek().wrapped(),
                        key.dek().wrapped())));
    }

    private static SortedMap<DekId, KeyState.Key> keys(SimCluster cluster, String node) {
        return new TreeMap<>(cluster.node(node).runtime().status().keys().keys());
    }

    @Test
    void rewrap_memberThatDoesNotAnswer_isRefusedWithItsName() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SortedMap<DekId, KeyState.Key> before = keys(cluster, "n1");
        cluster.node("n3").connected(false);
        RejectedException refused =
                rejected(Reason.MEMBER_NOT_READY, () -> admin(cluster, "n1").rewrap());
        assertTrue(String.valueOf(refused.getMessage()).contains("n3 ("), refused::getMessage);
        assertEquals(before, keys(cluster, "n1"));
    }

    @Test
    void rewrap_withoutKeys_isRefused() {
        rejected(
                Reason.NOT_BOOTSTRAPPED,
                () -> admin(cleartext(Append.INDEX_KNOWN), "n1").rewrap());
    }

    @Test
    void rotate_minorityUnableToUnwrap_goesOn() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.node("n3").connected(false);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.node("n3").connected(true);
        check(cluster);
    }

    @Test
    void rotate_majorityUnableToUnwrap_isRefused() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.node("n2").kek().fail(KekException.Kind.UNREACHABLE);
        cluster.node("n3").kek().fail(KekException.Kind.UNREACHABLE);
        rejected(Reason.MEMBER_NOT_READY, () -> admin(cluster, "n1").rotate(Purpose.RAFT));
        cluster.node("n2").kek().heal();
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
    }

    @Test
    void rotate_leadersKekUnreachable_isToBeTriedAgain() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.node("n1").kek().fail(KekException.Kind.UNREACHABLE);
        retryable(
                RetryableException.Reason.KEK_UNREACHABLE,
                () -> admin(cluster, "n1").rotate(Purpose.RAFT));
        retryable(
                RetryableException.Reason.KEK_UNREACHABLE,
                () -> admin(cluster, "n2").rotate(Purpose.RAFT));
    }

    @Test
    void rotate_beforeBootstrap_isRejected() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        rejected(Reason.NOT_BOOTSTRAPPED, () -> admin(cluster, "n1").rotate(Purpose.RAFT));
        rejected(Reason.NOT_BOOTSTRAPPED, () -> admin(cluster, "n2").enableStorageEnvelope());
    }

    @Test
    void change_onANodeWithEncryptionOff_isRejected() {
        SimCluster cluster = new SimCluster(Append.INDEX_KNOWN, "n1");
        cluster.node("n1").encrypted(false);
        cluster.start();
        rejected(Reason.ENCRYPTION_OFF, () -> admin(cluster, "n1").bootstrap());
    }

    @Test
    void listener_andCounters_tellWhatHappened() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        Status status = cluster.node("n1").runtime().status();
        assertEquals(2, status.counters().sealed(), "the payload and the value");
        assertTrue(status.counters().opened() >= 1);
        assertEquals(Status.Mode.SEALING, status.storage().mode());
        assertEquals("n1", status.node());
        for (String event : new String[] {"OPENED", "ENTRY_APPLIED", "WRAP_INSTALLED"}) {
            assertTrue(
                    cluster.node("n2").events().stream().anyMatch(e -> e.startsWith(event)),
                    () -> event + cluster.node("n2").events());
        }
    }

    @Test
    void listener_start_isToldWhichKekIsUsed() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        assertTrue(
                cluster.node("n2").events().stream()
                        .anyMatch(event -> event.startsWith("OPENED")
                                && event.endsWith(", KEK " + new MemoryKek(1).description())),
                () -> "" + cluster.node("n2").events());
    }

    @Test
    void rotate_whatNoDekIsFor_isRefused() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        rejected(
                RejectedException.Reason.BAD_REQUEST, () -> admin(cluster, "n1").rotate(Purpose.PEER));
        rejected(
                RejectedException.Reason.BAD_REQUEST, () -> admin(cluster, "n1").raise(Purpose.PEER));
    }
}
