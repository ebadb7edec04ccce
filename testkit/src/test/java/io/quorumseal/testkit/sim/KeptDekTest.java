package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static io.quorumseal.testkit.sim.Sims.retryable;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static io.quorumseal.testkit.sim.Sims.untilDone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.Sidecar;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Admin;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.core.internal.sidecar.SidecarCodec;
import io.quorumseal.testkit.MemoryKek;
import io.quorumseal.testkit.disk.Survival;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A DEK is retired although a member needs it, which was asked and erred: that member does not destroy it. */
class KeptDekTest {

    /** For what is known, for what is in the logs, and while nobody is admitted. */
    private static final int TIMES_ASKED = 3;

    private static DekId active(SimCluster cluster, Purpose purpose) {
        return cluster.node("n1").runtime().status().keys().activeDek(purpose).orElseThrow();
    }

    /** The data group of n2 halts before a payload that it has logged; n2 says of every DEK that it is not needed. */
    private static SimCluster n2Errs() {
        return n2Errs(sealing(Append.INDEX_KNOWN));
    }

    private static SimCluster n2Errs(SimCluster cluster) {
        SimNode n2 = cluster.node("n2");
        SimWrite before = cluster.node("n1").write(DATA, "before", CANARY);
        cluster.settle();
        assertEquals(CANARY, n2.values(DATA).get("before"), before::key);
        n2.replica(DATA).checkpoint();
        n2.runtime().halted(DATA_ID, "the vendor's disk is full");
        SimWrite unused = cluster.node("n1").write(DATA, "logged", CANARY);
        cluster.settle();
        n2.answering(KeptDekTest::notNeeded);
        return cluster;
    }

    private static PeerMessage notNeeded(PeerMessage question, PeerMessage answer) {
        return question instanceof PeerMessage.AskNeeds ? new PeerMessage.Needs("n2", List.of()) : answer;
    }

    /** Does something just before the entry that retires is appended. */
    private static BinaryOperator<PeerMessage> whenAskedLast(Runnable task, BinaryOperator<PeerMessage> answering) {
        AtomicInteger asked = new AtomicInteger();
        return (question, answer) -> {
            if (question instanceof PeerMessage.AskNeeds && asked.incrementAndGet() == TIMES_ASKED) {
                task.run();
            }
            return answering.apply(question, answer);
        };
    }

    /** Replaces a DEK, has the others get rid of it, and retires it. */
    private static DekId retire(SimCluster cluster, Purpose purpose) {
        DekId old = active(cluster, purpose);
        assertFalse(admin(cluster, "n1").rotate(purpose).already());
        cluster.settle();
        for (int i = 0; i < 20; i++) {
            Admin.Result rewritten = admin(cluster, "n1").rewrite();
            Admin.Result purged = admin(cluster, "n1").purge();
            assertFalse(rewritten.already() && purged.already(), "n2 is done, too");
            cluster.tick(Duration.ofSeconds(2));
        }
        assertFalse(admin(cluster, "n1").retire(old).already());
        cluster.settle();
        return old;
    }

    private static void comeBack(SimCluster cluster) {
        crash(cluster.node("n2"));
        cluster.settle();
    }

    private static void crash(SimNode node) {
        node.crash(new Survival(Survival.Data.LOST, Survival.Names.LOST));
        node.start();
    }

    private static Sidecar onDisk(SimNode node) {
        ByteBuffer file = Objects.requireNonNull(node.disk().image().files().get(Disks.SIDECAR));
        byte[] bytes = new byte[file.remaining()];
        file.duplicate().get(bytes);
        return new SidecarCodec(new GroupId(CONTROL)).decode(bytes);
    }

    private static Set<DekId> kept(SimNode node) {
        Set<DekId> kept = onDisk(node).local().kept().keySet();
        assertEquals(kept, node.runtime().status().kept().keySet(), node::name);
        return kept;
    }

    private static boolean told(SimNode node, Event event, DekId dek) {
        return node.events().stream().anyMatch(line -> line.startsWith(event + " ") && line.contains(dek.toString()));
    }

    private static String why(SimNode node, DekId dek) {
        return String.join(
                "; ",
                Objects.requireNonNull(node.runtime().status().kept().get(dek)).needs());
    }

    private static void rewriteAndPurge(SimCluster cluster, String node) {
        Admin.Result rewritten = untilDone(cluster, () -> admin(cluster, node).rewrite());
        Admin.Result purged = untilDone(cluster, () -> admin(cluster, node).purge());
        assertTrue(rewritten.already() && purged.already());
        cluster.settle();
    }

    private static void nobodyKeeps(SimCluster cluster, DekId dek) {
        for (SimNode node : cluster.nodes()) {
            assertEquals(Set.of(), kept(node), node::name);
            assertTrue(node.runtime().status().keys().retired().contains(dek), node::name);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Purpose.class,
            names = {"STORAGE", "RAFT"})
    void retire_nobodyNeedsIt_nobodyKeepsIt(Purpose purpose) {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        DekId old = active(cluster, purpose);
        assertFalse(admin(cluster, "n1").rotate(purpose).already());
        cluster.settle();
        rewriteAndPurge(cluster, "n1");
        assertFalse(admin(cluster, "n1").retire(old).already());
        cluster.settle();
        nobodyKeeps(cluster, old);
        cluster.nodes().forEach(node -> assertFalse(told(node, Event.DEK_KEPT, old), node::name));
    }

    @Test
    void retire_logOfAMemberThatErrs_isReadAfterARestartUntilItIsPurged() {
        SimCluster cluster = n2Errs();
        DekId old = retire(cluster, Purpose.RAFT);
        SimNode n2 = cluster.node("n2");
        assertEquals(Set.of(old), kept(n2));
        assertEquals(Set.of(), kept(cluster.node("n1")));
        assertFalse(n2.runtime().status().keys().keys().containsKey(old));
        assertTrue(why(n2, old).contains("group data: has halted here"), why(n2, old));
        assertTrue(told(n2, Event.DEK_KEPT, old), () -> n2.events().toString());
        comeBack(cluster);
        assertEquals(Optional.empty(), n2.replica(DATA).halt());
        assertEquals(CANARY, n2.values(DATA).get("logged"));
        assertTrue(why(n2, old).contains("payloads of the log are under DEK " + old), why(n2, old));
        rewriteAndPurge(cluster, "n1");
        nobodyKeeps(cluster, old);
        assertTrue(told(n2, Event.DEK_DESTROYED, old), () -> n2.events().toString());
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }

    @Test
    void retire_valuesOfAMemberThatErrs_areReadAndInNoSnapshotUntilTheyAreRewritten() {
        SimCluster cluster = n2Errs();
        DekId old = retire(cluster, Purpose.STORAGE);
        comeBack(cluster);
        SimNode n2 = cluster.node("n2");
        assertEquals(Set.of(old), kept(n2));
        assertEquals(CANARY, n2.values(DATA).get("before"));
        RejectedException hidden =
                rejected(Reason.STILL_NEEDED, () -> n2.runtime().group(DATA).exportState(1));
        assertTrue(
                String.valueOf(hidden.getMessage()).contains("nobody else could open such values"), hidden::getMessage);
        rewriteAndPurge(cluster, "n1");
        nobodyKeeps(cluster, old);
        assertNotEquals(0, n2.runtime().group(DATA).exportState(1).length);
        check(cluster);
    }

    /** A log that has to be given to others is not, as long as somebody else can lead. */
    @Test
    void lead_logIsUnderAKeptDek_givesUpThatGroupAFewTimes() {
        SimCluster cluster = n2Errs();
        DekId old = retire(cluster, Purpose.RAFT);
        comeBack(cluster);
        SimNode n2 = cluster.node("n2");
        for (int i = 0; i < 3; i++) {
            cluster.lead("n2");
            assertEquals(0, n2.replica(DATA).leadsTerm(), "in round " + i);
            assertNotEquals(0, n2.replica(CONTROL).leadsTerm());
            cluster.lead("n1");
        }
        cluster.lead("n2");
        assertNotEquals(0, n2.replica(DATA).leadsTerm(), "somebody has to lead");
        assertEquals(Set.of(old), kept(n2));
        check(cluster, n2.write(DATA, "k", CANARY));
    }

    @Test
    void append_payloadBegunBeforeItsDekIsRetired_isRefusedAndTheDekKeptUntilItIsThrough() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.elect(DATA, "n2");
        cluster.settle();
        SimNode n2 = cluster.node("n2");
        SimWrite begun = n2.begin(DATA, "k", CANARY);
        n2.answering(KeptDekTest::notNeeded);
        DekId old = active(cluster, Purpose.RAFT);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        Admin.Result purged = untilDone(cluster, () -> admin(cluster, "n1").purge());
        assertFalse(admin(cluster, "n1").retire(old).already(), purged::text);
        cluster.settle();
        assertEquals("payloads that were begun under it are not through", why(n2, old));
        cluster.elect(DATA, "n2");
        retryable(RetryableException.Reason.NOT_REGISTERED, begun::append);
        Admin.Result again = untilDone(cluster, () -> admin(cluster, "n1").purge());
        assertTrue(again.already());
        cluster.settle();
        nobodyKeeps(cluster, old);
        check(cluster.lead("n1"));
    }

    @Test
    void rewrap_otherKek_wrapsWhatIsKeptAnewToo() {
        SimCluster cluster = n2Errs();
        DekId old = retire(cluster, Purpose.RAFT);
        SimNode n2 = cluster.node("n2");
        MemoryKek before = n2.kek();
        restart(cluster, node -> node.kek(new MemoryKek(2, true), List.of(before)));
        byte[] wrapped = wrapped(n2, old);
        assertFalse(admin(cluster, "n1").rewrap().already());
        assertFalse(Arrays.equals(wrapped, wrapped(n2, old)));
        restart(cluster, node -> node.kek(new MemoryKek(2, true), List.of()));
        assertEquals(Set.of(old), kept(n2));
        assertEquals(CANARY, n2.values(DATA).get("logged"));
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }

    private interface Change {
        void make(SimNode node);
    }

    private static void restart(SimCluster cluster, Change change) {
        for (SimNode node : cluster.nodes()) {
            node.stop();
            change.make(node);
            node.start();
        }
        cluster.lead("n1");
    }

    private static byte[] wrapped(SimNode node, DekId dek) {
        KeyState.Key key = Objects.requireNonNull(onDisk(node).local().kept().get(dek));
        return key.dek().wrapped();
    }

    /** What retires the DEK here is the control group's snapshot, and not an entry. */
    @Test
    void install_snapshotThatRetiresADek_keepsItForTheLogOfAnotherGroup() {
        SimCluster cluster = n2Errs();
        SimNode n2 = cluster.node("n2");
        n2.answering(whenAskedLast(() -> n2.lagging(true), KeptDekTest::notNeeded));
        DekId old = retire(cluster, Purpose.RAFT);
        assertTrue(n2.runtime().status().keys().keys().containsKey(old));
        cluster.node("n1").replica(CONTROL).compact();
        n2.lagging(false);
        cluster.settle();
        assertEquals(Set.of(old), kept(n2));
        comeBack(cluster);
        assertEquals(CANARY, n2.values(DATA).get("logged"));
        check(cluster);
    }

    /** Nobody erred: what they had counted is forgotten when they apply it. Somebody has to lead all the same. */
    @Test
    void retire_mostMembersCrashBeforeTheyApplyIt_canStillRewriteAndPurge() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        DekId old = active(cluster, Purpose.STORAGE);
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        cluster.settle();
        rewriteAndPurge(cluster, "n1");
        List<SimNode> late = List.of(cluster.node("n2"), cluster.node("n3"));
        late.forEach(node -> node.answering(whenAskedLast(() -> node.holdApply(true), (question, answer) -> answer)));
        assertFalse(admin(cluster, "n1").retire(old).already());
        late.forEach(node -> {
            crash(node);
            node.holdApply(false);
            cluster.settle();
            assertEquals(Set.of(old), kept(node), node::name);
        });
        for (int i = 0; i < 4; i++) {
            cluster.lead("n2");
            cluster.lead("n3");
        }
        rewriteAndPurge(cluster, "n3");
        nobodyKeeps(cluster, old);
        check(cluster, write);
    }
}
