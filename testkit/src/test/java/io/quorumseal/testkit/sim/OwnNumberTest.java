package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.FirstSuite.bootstrapped;
import static io.quorumseal.testkit.sim.FirstSuite.sealing;
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
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.RegisterWriter;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Status;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.testkit.disk.StrictFileSystem;
import io.quorumseal.testkit.disk.Survival;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose an opening number is: what a node spends on it, and what it does when another life of it has the same. */
class OwnNumberTest {
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(31);
    /** A retirement asks all members so often. */
    private static final int LAST_ASKING = 3;

    private static DekId active(SimCluster cluster, Purpose purpose) {
        return cluster.node("n1").runtime().status().keys().activeDek(purpose).orElseThrow();
    }

    private static LocalEpoch opening(SimNode node) {
        return node.runtime().status().opening();
    }

    private static long registrations(SimCluster cluster, String node) {
        return cluster.group(CONTROL).ours().values().stream()
                .filter(entry -> entry instanceof RegisterWriter register
                        && register.registration().node().equals(NodeId.ofName(node)))
                .count();
    }

    private static Optional<LocalEpoch> registered(SimNode witness, String node, DekId dek) {
        KeyState.Row row = new KeyState.Row(dek, NodeId.ofName(node).low16());
        return Optional.ofNullable(witness.runtime().status().keys().registry().get(row))
                .map(KeyState.Writer::last);
    }

    // ---- what a start costs

    @Test
    void start_manyLiveDeks_registersUnderTheActiveOnesOnly() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        for (int i = 0; i < 20; i++) {
            assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
            assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
            cluster.settle();
        }
        cluster.node("n3").stop();
        long before = registrations(cluster, "n3");
        cluster.node("n3").start();
        cluster.settle();
        assertEquals(2, registrations(cluster, "n3") - before);
        for (Purpose purpose : Purpose.ofDeks()) {
            assertEquals(
                    Optional.of(new LocalEpoch(2)), registered(cluster.node("n1"), "n3", active(cluster, purpose)));
        }
        leadsAndWrites(cluster);
    }

    private static SimCluster startedWithTheAnswerLost() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.node("n3").stop();
        cluster.node("n1").loseAnswers(true);
        cluster.node("n3").start();
        return cluster;
    }

    private static void leadsAndWrites(SimCluster cluster) {
        cluster.elect(DATA, "n3");
        check(cluster.settle(), cluster.node("n3").write(DATA, "k", CANARY));
    }

    @Test
    void start_answerLost_asksAgainAndSpendsNoOpening() {
        SimCluster cluster = startedWithTheAnswerLost();
        cluster.node("n1").loseAnswers(false);
        cluster.settle().tick(ADMIN_TIMEOUT).tick(RETRY);
        assertEquals(new LocalEpoch(2), opening(cluster.node("n3")));
        assertEquals(
                Optional.of(new LocalEpoch(2)), registered(cluster.node("n1"), "n3", active(cluster, Purpose.RAFT)));
        assertEquals(2, registrations(cluster, "n3"));
        leadsAndWrites(cluster);
    }

    /** Who registered it is gone, and nobody else can tell this life from another. */
    @Test
    void start_answerLostAndItsLeaderToo_takesTheNextOpening() {
        SimCluster cluster = startedWithTheAnswerLost();
        cluster.settle();
        cluster.lead("n2");
        cluster.settle().tick(ADMIN_TIMEOUT).tick(RETRY);
        assertEquals(new LocalEpoch(3), opening(cluster.node("n3")));
        cluster.node("n1").loseAnswers(false);
        leadsAndWrites(cluster);
    }

    // ---- rotations

    @ParameterizedTest
    @EnumSource(Append.class)
    void write_ledByAnotherNodeThanTheRotation_isNotRefused(Append append) {
        SimCluster cluster = sealing(append);
        cluster.elect(DATA, "n2");
        cluster.settle();
        SimNode leader = cluster.node("n2");
        leader.questionsLost(true);
        DekId old = active(cluster, Purpose.RAFT);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        SimWrite meanwhile = leader.write(DATA, "meanwhile", CANARY);
        cluster.settle();
        assertTrue(meanwhile.committed());
        assertEquals(0, leader.runtime().status().counters().refused());
        String needed = String.valueOf(rejected(
                        RejectedException.Reason.STILL_NEEDED,
                        () -> admin(cluster, "n1").retire(old))
                .getMessage());
        assertTrue(needed.contains("n2: payloads are sealed under it until"), needed);
        leader.questionsLost(false);
        cluster.tick(ADMIN_TIMEOUT).tick(RETRY);
        SimWrite after = leader.write(DATA, "after", CANARY);
        cluster.settle();
        String behind = String.valueOf(rejected(
                        RejectedException.Reason.STILL_NEEDED,
                        () -> admin(cluster, "n1").retire(old))
                .getMessage());
        assertFalse(behind.contains("until this opening"), behind);
        check(cluster, meanwhile, after);
    }

    /** It was registered under the DEK between two rotations only when that was replaced already, and is retired. */
    @Test
    void write_answerComesWhileItsDekIsRetired_isNotSealedUnderThat() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode control = cluster.node("n1");
        SimNode leader = cluster.node("n2");
        cluster.elect(DATA, "n2");
        cluster.settle();
        leader.post().way(SimPost.Way.LATE);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        leader.post().way(SimPost.Way.AT_ONCE);
        DekId between = active(cluster, Purpose.RAFT);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        Admin.Result purged = Sims.untilDone(cluster, () -> admin(cluster, "n1").purge());
        List<SimWrite> writes = new ArrayList<>();
        AtomicInteger asked = new AtomicInteger();
        leader.answering((question, answer) -> {
            if (question instanceof PeerMessage.AskNeeds && asked.incrementAndGet() == LAST_ASKING) {
                leader.post().deliver();
                control.lagging(true);
                writes.add(leader.write(DATA, "k", CANARY));
            }
            return answer;
        });
        assertFalse(admin(cluster, "n1").retire(between).already(), purged::text);
        cluster.settle();
        control.lagging(false);
        cluster.elect(DATA, "n3");
        cluster.settle().tick(ADMIN_TIMEOUT).tick(RETRY);
        assertEquals(
                Status.Mode.SEALING,
                status(control, DATA).mode(),
                () -> status(control, DATA).why());
        assertEquals(1, writes.size());
        check(cluster, writes.get(0));
    }

    // ---- another life

    /** The leader cannot say so: its answers do not arrive. The log says it. */
    @Test
    void apply_registrationByAnotherLife_isRefusedBeforeANonceRepeats() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n3");
        node.stop();
        StrictFileSystem.Image image = node.disk().image();
        node.start();
        cluster.settle();
        for (int i = 0; i < 3; i++) {
            SimWrite unused = cluster.node("n1").write(CONTROL, "first" + i, CANARY + i);
        }
        cluster.settle();
        node.stop();
        node.disk().putBack(image);
        node.questionsLost(true);
        node.start(SimNode.From.BEGINNING);
        cluster.settle();
        for (int i = 0; i < 3; i++) {
            SimWrite unused = cluster.node("n1").write(CONTROL, "second" + i, CANARY);
        }
        cluster.settle();
        cluster.journal().requireNoneTwice();
        node.questionsLost(false);
        cluster.tick(ADMIN_TIMEOUT).tick(RETRY);
        cluster.journal().requireNoneTwice();
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }

    /** A registration that was never asked for is certain: nobody has to be asked. */
    @Test
    void apply_laterRegistrationByAnotherLife_haltsAndSaysWhy() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimNode node = cluster.node("n3");
        node.stop();
        StrictFileSystem.Image image = node.disk().image();
        node.start();
        cluster.settle();
        node.stop();
        node.start();
        cluster.settle();
        node.stop();
        node.disk().putBack(image);
        node.questionsLost(true);
        node.start();
        cluster.settle();
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        Status.Group group = status(node, DATA);
        assertEquals(Status.Mode.HALTED, group.mode());
        assertTrue(group.why().contains("another life of it has registered"), group::why);
        assertTrue(write.committed());
        cluster.journal().requireNoneTwice();
    }

    /** What it registers itself under with a new DEK says nothing of the older ones, under which another life has sealed. */
    @Test
    void rotate_leaderWhoseNumberMayBeAnotherLifes_isRefusedAndNoNonceRepeats() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        assertFalse(admin(cluster, "n1").enableStorageEnvelope().already());
        SimNode node = cluster.node("n3");
        node.stop();
        StrictFileSystem.Image image = node.disk().image();
        node.start();
        cluster.settle();
        SimWrite first = cluster.node("n1").write(DATA, "first", CANARY + 1);
        cluster.settle();
        node.replica(DATA).checkpoint();
        node.stop();
        node.disk().putBack(image);
        node.post().way(SimPost.Way.LATE);
        node.start(SimNode.From.CHECKPOINT);
        cluster.settle();
        cluster.group(CONTROL).lead(node);
        cluster.settle();
        node.post().way(SimPost.Way.AT_ONCE);
        SimWrite second = cluster.node("n1").write(DATA, "second", CANARY + 2);
        retryable(
                RetryableException.Reason.NOT_REGISTERED,
                () -> admin(cluster, "n3").rotate(Purpose.RAFT));
        cluster.settle();
        cluster.journal().requireNoneTwice();
        cluster.tick(ADMIN_TIMEOUT).tick(RETRY);
        assertFalse(admin(cluster, "n3").rotate(Purpose.RAFT).already());
        check(cluster, first, second);
        cluster.journal().requireNoneTwice();
    }

    /** Two copies of one disk ask at the same time. */
    @Test
    void register_twoLivesAtATime_oneIsRefused() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.holdAppends(CONTROL, true);
        List<CompletableFuture<PeerMessage>> answers = Stream.of(1L, 2L)
                .map(life -> new PeerMessage.Register("n4", new LocalEpoch(1), life, List.of()))
                .map(question -> cluster.node("n1")
                        .proof()
                        .ask("n4", cluster.node("n1")::answer, question)
                        .toCompletableFuture())
                .toList();
        cluster.settle();
        cluster.holdAppends(CONTROL, false);
        cluster.settle();
        List<Boolean> registered = answers.stream()
                .map(answer -> answer.join() instanceof PeerMessage.Registered)
                .toList();
        assertEquals(List.of(true, false), registered);
    }

    // ---- new nodes

    /** New ones alone are most of the voters, and the only member that knows the keys does not answer. */
    @Test
    void lead_newNodesAreMostOfTheVoters_waitsForOneThatKnowsTheKeys() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        assertFalse(admin(cluster, "n1").enableStorageEnvelope().already());
        List<String> joiners = List.of("n4", "n5", "n6", "n7", "n8", "n9");
        for (String name : joiners) {
            SimNode joiner = cluster.add(name);
            joiner.questionsLost(true);
            joiner.start();
        }
        cluster.settle();
        for (String gone : List.of("n1", "n2", "n3")) {
            cluster.node(gone).crash(new Survival(Survival.Data.LOST, Survival.Names.LOST));
        }
        for (String name : joiners) {
            cluster.node(name).questionsLost(false);
        }
        cluster.elect(CONTROL, "n4");
        cluster.elect(DATA, "n4");
        cluster.settle().tick(RETRY);
        for (String name : joiners) {
            assertEquals(
                    Status.Mode.STALLED, status(cluster.node(name), CONTROL).mode(), name);
        }
        List.of("n1", "n2", "n3").forEach(name -> cluster.node(name).start());
        cluster.settle().tick(ADMIN_TIMEOUT).tick(RETRY);
        check(cluster, cluster.node("n4").write(DATA, "k", CANARY));
    }
}
