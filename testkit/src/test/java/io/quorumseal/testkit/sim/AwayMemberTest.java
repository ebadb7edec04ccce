package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.NewLogs.LATER;
import static io.quorumseal.testkit.sim.NewLogs.LATER_ID;
import static io.quorumseal.testkit.sim.NewLogs.leadsANewLog;
import static io.quorumseal.testkit.sim.NewLogs.noneHalted;
import static io.quorumseal.testkit.sim.NewLogs.oneKnows;
import static io.quorumseal.testkit.sim.NewLogs.oneRetiredWhatIsActive;
import static io.quorumseal.testkit.sim.NewLogs.pass;
import static io.quorumseal.testkit.sim.NewLogs.takenOut;
import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static io.quorumseal.testkit.sim.Sims.last;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static io.quorumseal.testkit.sim.Sims.retryable;
import static io.quorumseal.testkit.sim.Sims.rewrittenFrom;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static io.quorumseal.testkit.sim.Sims.status;
import static io.quorumseal.testkit.sim.Sims.untilDone;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Admin;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.testkit.MemoryKek;
import io.quorumseal.testkit.disk.Survival;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a member brings along that was away, or slow, while the others went on: into a new log, or to another KEK. */
class AwayMemberTest {
    private static final Duration UNTIL_NOBODY_WAITS_FOR_IT = Duration.ofSeconds(8);

    /** Only n1 knew a rotation; all logs are lost, n1 is silent when the new log is accepted, comes back, leads, and the operator rewraps. */
    @Test
    void rewrap_leaderWasAwayWhenTheNewLogWasAccepted_haltsNobody() {
        SimCluster cluster = backFromAway(c -> admin(c, "n1").rotate(Purpose.STORAGE));
        cluster.lead("n1");
        pass(cluster);
        rewrapped(cluster);
        noneHalted(cluster, CONTROL);
    }

    /** As before, but n1 only follows: the KEK is replaced, the rewrap is done, and n1 is started with the new KEK alone. */
    @Test
    void start_rewrapIsDoneAndMemberHasADekThatOthersLack_startsWithTheNewKekAlone() {
        SimCluster cluster = backFromAway(c -> admin(c, "n1").rotate(Purpose.STORAGE));
        MemoryKek before = cluster.node("n1").kek();
        restart(cluster, node -> node.kek(new MemoryKek(2, true), List.of(before)));
        cluster.lead("n3");
        pass(cluster);
        assertFalse(admin(cluster, "n3").rewrap().already());
        pass(cluster);
        restart(cluster, node -> node.kek(new MemoryKek(2, true), List.of()));
        cluster.lead("n3");
        pass(cluster);
        noneHalted(cluster, CONTROL);
    }

    private static void restart(SimCluster cluster, Consumer<SimNode> change) {
        cluster.nodes().forEach(node -> {
            node.stop();
            change.accept(node);
            node.start();
            cluster.settle();
        });
    }

    /** Only n1 knew the storage cutover; it was silent when the new log was accepted, leads now, and is asked to enable it. */
    @Test
    void enableStorage_leaderWasAwayWhenTheNewLogWasAccepted_isDoneEverywhere() {
        SimCluster cluster = backFromAway(c -> admin(c, "n1").enableStorageEnvelope());
        cluster.lead("n1");
        pass(cluster);
        Admin.Result enabled = admin(cluster, "n1").enableStorageEnvelope();
        SimWrite write = cluster.node("n1").write(DATA, "m", CANARY);
        pass(cluster);
        assertTrue(write.position().isPresent());
        cluster.nodes()
                .forEach(node -> assertFalse(
                        new String(
                                        Objects.requireNonNull(node.replica(DATA)
                                                        .values()
                                                        .get("m"))
                                                .bytes(),
                                        StandardCharsets.ISO_8859_1)
                                .contains(CANARY),
                        () -> node.name() + " stores cleartext, and the operator was told " + enabled.text()));
    }

    /** As before, but the new log was compacted by the time that n1 is back, and it is a snapshot that brings it there. */
    @Test
    void rewrap_leaderCameIntoTheNewLogByASnapshot_haltsNobody() {
        SimCluster cluster = oneKnows(c -> admin(c, "n1").rotate(Purpose.STORAGE));
        leadsANewLog(cluster, 1);
        assertFalse(admin(cluster, "n3").acceptNewLog(CONTROL_ID).already());
        cluster.settle();
        for (String name : List.of("n2", "n3")) {
            cluster.node(name).replica(CONTROL).takeSnapshot();
            cluster.node(name).replica(CONTROL).purge();
        }
        cluster.node("n1").start();
        pass(cluster);
        cluster.lead("n1");
        pass(cluster);
        rewrapped(cluster);
        noneHalted(cluster, CONTROL);
    }

    /** Two new logs of a data group were accepted and lost again, and only n1 had applied the second acceptance; a snapshot of the third log comes. What the halt advises leads to the same halt. */
    @Test
    void install_memberAcceptedMoreNewLogsOfADataGroup_haltsNobody() {
        acceptedMore();
    }

    private static void acceptedMore() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        cluster.addGroup(LATER);
        cluster.lead("n1");
        for (int i = 0; i < 20; i++) {
            SimWrite unused = cluster.node("n1").write(LATER, "k" + i, CANARY);
        }
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(LATER_ID).already());
        cluster.settle();
        cluster.removeGroup(LATER);
        cluster.addGroup(LATER);
        cluster.lead("n1");
        SimNode n2 = cluster.node("n2");
        SimNode n3 = cluster.node("n3");
        acceptedByN1Alone(cluster, n2, n3);
        cluster.removeGroup(LATER);
        cluster.addGroup(LATER);
        cluster.lead("n1");
        acceptedByN1Alone(cluster, n2, n3);
        cluster.node("n1").stop();
        SimNode away = takenOut(cluster);
        cluster.removeGroup(LATER);
        n2.holdApply(false);
        n3.holdApply(false);
        cluster.addGroup(LATER);
        cluster.lead("n3");
        assertFalse(admin(cluster, "n3").acceptNewLog(LATER_ID).already());
        assertFalse(admin(cluster, "n3").enableRaftEnvelope(LATER_ID).already());
        SimWrite first = cluster.node("n3").write(LATER, "x", CANARY);
        cluster.settle();
        for (SimNode node : List.of(n2, n3)) {
            node.replica(LATER).takeSnapshot();
            node.replica(LATER).purge();
        }
        cluster.nodes().add(0, away);
        away.giveUp(LATER);
        away.host(cluster.group(LATER));
        away.start();
        pass(cluster);
        SimWrite second = cluster.node("n3").write(LATER, "y", CANARY);
        pass(cluster);
        if (away.replica(LATER).halt().isPresent()) {
            away.stop();
            away.giveUp(LATER);
            away.host(cluster.group(LATER));
            away.start();
            pass(cluster);
        }
        noneHalted(cluster, LATER);
        assertEquals(CANARY, away.values(LATER).get("y"), status(away, LATER)::toString);
        assertTrue(first.position().isPresent() && second.position().isPresent());
        away.stop();
        away.start();
        pass(cluster);
        cluster.lead("n1");
        SimWrite third = cluster.node("n1").write(LATER, "z", CANARY);
        noneHalted(cluster, LATER);
        assertTrue(third.position().isPresent());
        assertFalse(Sims.readable(last(cluster.node("n1"), LATER)));
    }

    private static void acceptedByN1Alone(SimCluster cluster, SimNode n2, SimNode n3) {
        n2.holdApply(true);
        n3.holdApply(true);
        assertFalse(admin(cluster, "n1").acceptNewLog(LATER_ID).already());
        for (int i = 0; i < 6; i++) {
            cluster.lead("n1");
        }
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(LATER_ID).already());
    }

    /** The KEK is replaced while a member applies slowly: the retirement is in its log, it is asked about the rewrap, and then its power fails. */
    @Test
    void start_rewrapIsAskedBeforeAMemberAppliesARetirement_startsWithTheNewKekAlone() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        MemoryKek before = cluster.node("n1").kek();
        restart(cluster, node -> node.kek(new MemoryKek(2, true), List.of(before)));
        cluster.lead("n1");
        pass(cluster);
        DekId old = rewrittenFrom(cluster);
        assertTrue(untilDone(cluster, () -> admin(cluster, "n1").purge()).already());
        SimNode slow = cluster.node("n2");
        AtomicInteger asked = new AtomicInteger();
        slow.answering((question, answer) -> {
            if (question instanceof PeerMessage.AskNeeds && asked.incrementAndGet() == 3) {
                slow.holdApply(true);
            }
            return answer;
        });
        assertFalse(admin(cluster, "n1").retire(old).already());
        assertTrue(slow.runtime().status().keys().keys().containsKey(old));
        retryable(RetryableException.Reason.BUSY, () -> admin(cluster, "n1").rewrap());
        slow.crash(new Survival(Survival.Data.LOST, Survival.Names.LOST));
        slow.start();
        slow.holdApply(false);
        pass(cluster);
        assertFalse(admin(cluster, "n1").rewrap().already());
        pass(cluster);
        restart(cluster, node -> node.kek(new MemoryKek(2, true), List.of()));
        pass(cluster);
        noneHalted(cluster, DATA);
        assertTrue(write.position().isPresent());
    }

    private static Map<Purpose, DekId> active(SimNode node) {
        return node.runtime().status().keys().active();
    }

    /** The control group has a leader whose log began anew; a change elsewhere is refused with a cause that suite 2 does not have. */
    @Test
    void enable_controlLogBeganAnewUnderSuite2_isNotSaidToLackARegistration() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.loseLogs();
        cluster.addGroup(LATER);
        cluster.start();
        pass(cluster);
        RetryableException refused = assertThrows(
                RetryableException.class, () -> admin(cluster, "n1").enableRaftEnvelope(LATER_ID));
        assertFalse(String.valueOf(refused.getMessage()).contains("not registered"), refused::getMessage);
    }

    /** As in the first, but n1 runs all the time, and its answer is lost: it is the entry that brings it into the new log. */
    @Test
    void rewrap_leaderRanWhenTheNewLogWasAcceptedAndItsAnswerWasLost_haltsNobody() {
        SimCluster cluster = oneKnows(c -> admin(c, "n1").rotate(Purpose.STORAGE));
        leadsANewLog(cluster, 1);
        cluster.node("n1").start();
        pass(cluster);
        cluster.node("n1").loseAnswers(true);
        retryable(
                RetryableException.Reason.NO_ANSWER, () -> admin(cluster, "n3").acceptNewLog(CONTROL_ID));
        cluster.tick(UNTIL_NOBODY_WAITS_FOR_IT);
        assertEquals(
                1,
                cluster.node("n3").runtime().status().keys().group(CONTROL_ID).generation());
        cluster.node("n1").loseAnswers(false);
        cluster.lead("n1");
        pass(cluster);
        rewrapped(cluster);
        noneHalted(cluster, CONTROL);
        assertEquals(active(cluster.node("n3")), active(cluster.node("n1")));
    }

    /** Only n1 had applied the rotation. */
    @Test
    void acceptNewLog_bringsADekThatOthersLack_isUnwrappedAheadByThem() {
        SimCluster cluster = oneKnows(c -> admin(c, "n1").rotate(Purpose.RAFT));
        leadsANewLog(cluster, 1);
        cluster.node("n1").start();
        pass(cluster);
        assertFalse(admin(cluster, "n3").acceptNewLog(CONTROL_ID).already());
        pass(cluster);
        SimNode lacked = cluster.node("n2");
        assertEquals(active(cluster.node("n1")), active(lacked));
        assertEquals(0, lacked.runtime().status().counters().kekCallsOnApply());
    }

    /** Apply would wait for the KEK on most members, and what is behind the entry with it. */
    @Test
    void acceptNewLog_mostMembersCannotUnwrapWhatItBrings_isNotAppended() {
        SimCluster cluster = oneKnows(c -> admin(c, "n1").rotate(Purpose.RAFT));
        leadsANewLog(cluster, 1);
        cluster.node("n1").start();
        pass(cluster);
        cluster.node("n1").kek().fail(KekException.Kind.UNREACHABLE);
        cluster.node("n2").kek().fail(KekException.Kind.UNREACHABLE);
        RejectedException refused =
                rejected(Reason.MEMBER_NOT_READY, () -> admin(cluster, "n3").acceptNewLog(CONTROL_ID));
        assertTrue(String.valueOf(refused.getMessage()).contains("n2 ("), refused::getMessage);
        cluster.nodes().forEach(node -> node.kek().heal());
        assertFalse(admin(cluster, "n3").acceptNewLog(CONTROL_ID).already());
        pass(cluster);
        noneHalted(cluster, CONTROL);
        assertEquals(active(cluster.node("n1")), active(cluster.node("n2")));
    }

    /** It tells of the log before, and comes into the accepted one as soon as it hears anything. */
    @Test
    void acceptNewLog_memberIsNotInTheAcceptedLogYet_isNotAcceptedAgain() {
        SimCluster cluster = oneKnows(c -> admin(c, "n1").rotate(Purpose.RAFT));
        leadsANewLog(cluster, 1);
        assertFalse(admin(cluster, "n3").acceptNewLog(CONTROL_ID).already());
        hearsNothing(cluster.node("n1"), true);
        cluster.node("n1").start();
        pass(cluster);
        assertTrue(admin(cluster, "n3").acceptNewLog(CONTROL_ID).already());
        hearsNothing(cluster.node("n1"), false);
        pass(cluster);
        noneHalted(cluster, CONTROL);
        assertEquals(active(cluster.node("n3")), active(cluster.node("n1")));
    }

    /** What it had retired in the first log the second goes on with, and that is lost, too. */
    @Test
    void acceptNewLog_memberTellsOfTheLogBeforeTheLast_retiresNothingThatIsInUse() {
        SimCluster cluster = oneRetiredWhatIsActive();
        leadsANewLog(cluster, 1);
        DekId old = active(cluster.node("n3")).get(Purpose.STORAGE);
        assertFalse(admin(cluster, "n3").acceptNewLog(CONTROL_ID).already());
        SimWrite write = cluster.node("n3").write(CONTROL, "k", CANARY);
        assertFalse(admin(cluster, "n3").rotate(Purpose.STORAGE).already());
        cluster.settle().loseLogs();
        hearsNothing(cluster.node("n1"), true);
        cluster.node("n1").start();
        leadsANewLog(cluster, 1);
        pass(cluster);
        assertFalse(admin(cluster, "n3").acceptNewLog(CONTROL_ID).already());
        hearsNothing(cluster.node("n1"), false);
        pass(cluster);
        noneHalted(cluster, CONTROL);
        assertTrue(write.position().isPresent());
        assertTrue(cluster.node("n3").runtime().status().keys().keys().containsKey(old));
        assertEquals(active(cluster.node("n3")), active(cluster.node("n1")));
    }

    private static void hearsNothing(SimNode node, boolean on) {
        node.lagging(on);
        node.questionsLost(on);
    }

    private static void rewrapped(SimCluster cluster) {
        try {
            assertFalse(admin(cluster, "n1").rewrap().text().isEmpty());
        } catch (QuorumSealException refused) {
            assertFalse(String.valueOf(refused.getMessage()).isEmpty());
        }
    }

    private static SimCluster backFromAway(Consumer<SimCluster> change) {
        SimCluster cluster = oneKnows(change);
        leadsANewLog(cluster, 1);
        Admin.Result accepted = admin(cluster, "n3").acceptNewLog(CONTROL_ID);
        assertFalse(accepted.already());
        assertTrue(accepted.text().contains("did not tell"), accepted::text);
        cluster.node("n1").start();
        pass(cluster);
        return cluster;
    }
}
