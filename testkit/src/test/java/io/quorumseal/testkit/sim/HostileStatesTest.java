package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.NewLogs.LATER;
import static io.quorumseal.testkit.sim.NewLogs.LATER_ID;
import static io.quorumseal.testkit.sim.NewLogs.leadsANewLog;
import static io.quorumseal.testkit.sim.NewLogs.noneHalted;
import static io.quorumseal.testkit.sim.NewLogs.oneKnows;
import static io.quorumseal.testkit.sim.NewLogs.oneRetiredWhatIsActive;
import static io.quorumseal.testkit.sim.NewLogs.onlyN1Applies;
import static io.quorumseal.testkit.sim.NewLogs.pass;
import static io.quorumseal.testkit.sim.NewLogs.takenOut;
import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.CONTROL_ID;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static io.quorumseal.testkit.sim.Sims.last;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static io.quorumseal.testkit.sim.Sims.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.core.Admin;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Opened;
import io.quorumseal.core.Status;
import io.quorumseal.core.internal.format.EntryFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What new logs, engines and suite 2 do to members who do not know the same. */
class HostileStatesTest {
    // ---- a control log that began anew

    /** It takes over the leader's longer trail, so nobody sees any more that its active DEK is of the old log. */
    @Test
    void write_memberThatKnewARotationOfTheOldLogTookOverTwoOfTheNewOne_haltsNobody() {
        SimCluster cluster = oneKnows(c -> admin(c, "n1").rotate(Purpose.RAFT));
        leadsANewLog(cluster, 8);
        assertFalse(admin(cluster, "n3").rotate(Purpose.STORAGE).already());
        assertFalse(admin(cluster, "n3").rotate(Purpose.STORAGE).already());
        cluster.node("n1").start();
        pass(cluster);
        enableOrAcceptFirst(cluster);
        cluster.lead("n1");
        pass(cluster);
        SimWrite write = cluster.node("n1").write(CONTROL, "k", CANARY);
        noneHalted(cluster, CONTROL);
        assertTrue(write.position().isPresent());
    }

    /** A refusal that says how to go on would do, too. */
    private static void enableOrAcceptFirst(SimCluster cluster) {
        try {
            assertFalse(admin(cluster, "n3").enableRaftEnvelope(CONTROL_ID).already());
        } catch (QuorumSealException refused) {
            assertFalse(admin(cluster, "n3").acceptNewLog(CONTROL_ID).already(), refused::getMessage);
            pass(cluster);
            assertFalse(admin(cluster, "n3").enableRaftEnvelope(CONTROL_ID).already());
        }
    }

    /** What the leader takes over from others it seals under before the entry that tells all of it is appended. */
    @Test
    void begin_leaderTookOverAnotherActiveDekForAnAcceptanceThatIsNotAppended_haltsNobody() {
        SimCluster cluster = oneKnows(c -> admin(c, "n1").rotate(Purpose.RAFT));
        SimNode away = takenOut(cluster);
        leadsANewLog(cluster, 8);
        assertFalse(admin(cluster, "n3").enableRaftEnvelope(CONTROL_ID).already());
        cluster.nodes().add(0, away);
        away.start();
        pass(cluster);
        cluster.holdAppends(CONTROL, true);
        assertThrows(QuorumSealException.class, () -> admin(cluster, "n3").acceptNewLog(CONTROL_ID));
        cluster.holdAppends(CONTROL, false);
        SimWrite write = cluster.node("n3").write(CONTROL, "k", CANARY);
        noneHalted(cluster, CONTROL);
        assertTrue(write.position().isPresent());
    }

    /** Both know as many key events, and the log has grown past what anybody had applied of the old one. */
    @Test
    void acceptNewLog_asManyOtherEventsAndTheLogIsLonger_isAcceptedAndTheStalledMemberGoesOn() {
        SimCluster cluster = oneKnows(c -> admin(c, "n1").rotate(Purpose.STORAGE));
        leadsANewLog(cluster, 8);
        assertFalse(admin(cluster, "n3").rotate(Purpose.RAFT).already());
        for (int i = 0; i < 60; i++) {
            SimWrite unused = cluster.node("n3").write(CONTROL, "m" + i, CANARY);
        }
        cluster.node("n1").start();
        pass(cluster);
        Status.Group waits = status(cluster.node("n1"), CONTROL);
        assertEquals(Status.Mode.STALLED, waits.mode());
        assertTrue(waits.why().contains("accept-new-log"), waits::why);
        Admin.Result accepted = admin(cluster, "n3").acceptNewLog(CONTROL_ID);
        assertFalse(accepted.already(), accepted::text);
        pass(cluster);
        assertFalse(admin(cluster, "n3").rotate(Purpose.STORAGE).already());
        noneHalted(cluster, CONTROL);
    }

    /** It is as many generations on as the others, by another entry, which stood in a log that is gone as well. */
    @Test
    void open_memberAcceptedAnotherNewLogOfTheSameGeneration_stallsOrHasTheSameKeys() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        for (int i = 0; i < 40; i++) {
            SimWrite unused = cluster.node("n1").write(CONTROL, "k" + i, CANARY);
        }
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        cluster.settle().loseLogs().start().settle();
        onlyN1Applies(cluster, all -> {
            for (int i = 0; i < 20; i++) {
                SimWrite unused = all.node("n1").write(CONTROL, "k" + i, CANARY);
            }
            assertFalse(admin(all, "n1").acceptNewLog(CONTROL_ID).already());
            assertFalse(admin(all, "n1").rotate(Purpose.RAFT).already());
        });
        leadsANewLog(cluster, 1);
        assertFalse(admin(cluster, "n3").acceptNewLog(CONTROL_ID).already());
        assertFalse(admin(cluster, "n3").rotate(Purpose.STORAGE).already());
        SimNode back = cluster.node("n1");
        back.start();
        pass(cluster);
        assertTrue(
                status(back, CONTROL).mode() == Status.Mode.STALLED
                        || active(back).equals(active(cluster.node("n3"))),
                () -> status(back, CONTROL) + ", " + active(back) + " instead of " + active(cluster.node("n3")));
    }

    private static Map<Purpose, DekId> active(SimNode node) {
        return node.runtime().status().keys().active();
    }

    /** It was taken out of the groups while it was away, and comes back with its disk. */
    @Test
    void start_memberKnowsACutoverOfTheOldControlLogAndTheNewOneIsCutOver_startsAndIsAccepted() {
        SimCluster cluster = oneKnows(c -> admin(c, "n1").enableRaftEnvelope(CONTROL_ID));
        SimNode away = takenOut(cluster);
        leadsANewLog(cluster, 8);
        assertFalse(admin(cluster, "n3").enableRaftEnvelope(CONTROL_ID).already());
        cluster.nodes().add(0, away);
        away.start();
        pass(cluster);
        Admin.Result accepted = admin(cluster, "n3").acceptNewLog(CONTROL_ID);
        assertFalse(accepted.already(), accepted::text);
        pass(cluster);
        assertFalse(admin(cluster, "n3").rotate(Purpose.STORAGE).already());
        noneHalted(cluster, CONTROL);
    }

    /** Only n1 has the DEK of a rotation, and the leader is not allowed to unwrap it. */
    @Test
    void acceptNewLog_leaderCannotUnwrapWhatAMemberHas_namesTheMemberAndChangesNothing() {
        SimCluster cluster = oneKnows(c -> admin(c, "n1").rotate(Purpose.RAFT));
        leadsANewLog(cluster, 1);
        cluster.node("n1").start();
        pass(cluster);
        KeyState before = cluster.node("n3").runtime().status().keys();
        cluster.node("n3").kek().fail(KekException.Kind.DENIED);
        RejectedException refused =
                rejected(Reason.MEMBER_NOT_READY, () -> admin(cluster, "n3").acceptNewLog(CONTROL_ID));
        assertTrue(String.valueOf(refused.getMessage()).contains("member n1"), refused::getMessage);
        assertEquals(before, cluster.node("n3").runtime().status().keys());
    }

    /** A majority was restored from images of before a rotation and a retirement. */
    @Test
    void start_memberRetiredWhatTheOthersHaveActive_startsAndTheNewLogIsAccepted() {
        SimCluster cluster = oneRetiredWhatIsActive();
        leadsANewLog(cluster, 60);
        assertFalse(admin(cluster, "n3").rotate(Purpose.RAFT).already());
        cluster.node("n1").start();
        pass(cluster);
        assertFalse(admin(cluster, "n3").acceptNewLog(CONTROL_ID).already());
        sealsEverywhere(cluster);
    }

    /** The DEK comes back with the log that is accepted; the member has destroyed it. */
    @Test
    void acceptNewLog_memberThatRetiredWhatIsActiveIsAway_sealsUnderItWhenItIsBack() {
        SimCluster cluster = oneRetiredWhatIsActive();
        leadsANewLog(cluster, 1);
        assertFalse(admin(cluster, "n3").acceptNewLog(CONTROL_ID).already());
        cluster.node("n1").start();
        sealsEverywhere(cluster);
    }

    private static void sealsEverywhere(SimCluster cluster) {
        pass(cluster);
        SimWrite write = cluster.node("n3").write(DATA, "m", CANARY);
        noneHalted(cluster, CONTROL);
        noneHalted(cluster, DATA);
        assertTrue(write.position().isPresent());
        assertFalse(admin(cluster, "n3").rotate(Purpose.STORAGE).already());
    }

    /** The snapshot is of before the group was made anew; the new log's cutover was told, and is not met yet. */
    @Test
    void start_ownControlSnapshotTellsOfADroppedCutoverAndTheNewOneIsNotMet_isNotRefused() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        cluster.addGroup(LATER);
        cluster.lead("n1");
        cluster.node("n3").lagging(true);
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(LATER_ID).already());
        cluster.node("n1").replica(CONTROL).takeSnapshot();
        cluster.removeGroup(LATER);
        cluster.addGroup(LATER);
        cluster.node("n3").lagging(false);
        cluster.group(LATER).lead(cluster.node("n3"));
        cluster.group(CONTROL).lead(cluster.node("n2"));
        cluster.settle();
        for (int i = 0; i < 5; i++) {
            SimWrite unused = cluster.node("n3").write(LATER, "k" + i, CANARY);
        }
        SimNode node = cluster.settle().node("n1");
        node.lagging(true);
        assertFalse(admin(cluster, "n3").enableRaftEnvelope(LATER_ID).already());
        assertFalse(admin(cluster, "n1").resync().text().isEmpty());
        node.stop();
        node.start();
        node.lagging(false);
        pass(cluster);
        SimWrite write = cluster.node("n3").write(LATER, "m", CANARY);
        noneHalted(cluster, LATER);
        assertTrue(write.position().isPresent());
    }

    /** It leads the group, not the control group, whose log it has not applied as far as others, and cannot prove itself. */
    @Test
    void enable_leaderOfAnotherGroupIsBehindInTheControlGroup_isNotSaidToBeInAnotherLog() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        cluster.addGroup(LATER);
        cluster.lead("n1");
        cluster.group(LATER).lead(cluster.node("n2"));
        cluster.settle().node("n2").kek().fail(KekException.Kind.DENIED);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.settle();
        RejectedException refused =
                rejected(Reason.MEMBER_NOT_READY, () -> admin(cluster, "n2").enableRaftEnvelope(LATER_ID));
        assertTrue(String.valueOf(refused.getMessage()).contains("DENIED"), refused::getMessage);
        assertFalse(String.valueOf(refused.getMessage()).contains("began anew"), refused::getMessage);
        cluster.node("n2").kek().heal();
        pass(cluster);
        assertFalse(admin(cluster, "n2").enableRaftEnvelope(LATER_ID).already());
    }

    // ---- places and identities

    /** Its engine tells another identity for the log than before: what is sealed there must not pass for cleartext. */
    @Test
    void open_engineTellsAnotherLogAfterARestartFromASnapshot_passesNoSealedPayloadOn() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimWrite first = cluster.node("n1").write(DATA, "a", CANARY);
        cluster.settle();
        assertTrue(first.committed());
        SimNode node = cluster.node("n3");
        node.replica(DATA).takeSnapshot();
        node.stop();
        node.tellsLog(DATA, "mine");
        node.start(SimNode.From.SNAPSHOT);
        node.replica(DATA).close();
        SimWrite second = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle();
        assertTrue(second.committed());
        SimEntry sealed = last(cluster.node("n1"), DATA);
        LogPosition at = new LogPosition(DATA_ID, sealed.term(), sealed.index());
        GroupSeal group = node.runtime().group(DATA);
        assertFalse(passesOn(group, at, sealed), "ciphertext is passed on as a payload");
    }

    private static boolean passesOn(GroupSeal group, LogPosition at, SimEntry sealed) {
        try {
            return group.open(at, sealed.payload()) instanceof Opened.Payload;
        } catch (HaltApplyException halted) {
            return false;
        }
    }

    /** The engine made the group anew, with a log of another identity, while the members ran; one is started anew. */
    @Test
    void write_groupMadeAnewInAnotherLogWhileMembersRun_haltsNobodyWhoStartsAnew() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        cluster.addGroup(LATER);
        cluster.lead("n1");
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(LATER_ID).already());
        madeAnewInAnotherLog(cluster);
        Admin.Result accepted = admin(cluster, "n1").acceptNewLog(LATER_ID);
        assertFalse(accepted.text().isEmpty());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(LATER_ID).already());
        startedAnewAndWrites(cluster);
    }

    /** It was not cut over before, and is now. */
    @Test
    void write_cleartextGroupMadeAnewInAnotherLogWhileMembersRun_haltsNobodyWhoStartsAnew() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        cluster.addGroup(LATER);
        cluster.lead("n1");
        madeAnewInAnotherLog(cluster);
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(LATER_ID).already());
        startedAnewAndWrites(cluster);
    }

    private static void madeAnewInAnotherLog(SimCluster cluster) {
        cluster.removeGroup(LATER);
        cluster.nodes().forEach(node -> node.tellsLog(LATER, "another-log"));
        cluster.addGroup(LATER);
        cluster.lead("n1");
    }

    private static void startedAnewAndWrites(SimCluster cluster) {
        cluster.node("n3").stop();
        cluster.node("n3").start();
        SimWrite write = cluster.node("n1").write(LATER, "m", CANARY);
        noneHalted(cluster, LATER);
        assertTrue(write.position().isPresent());
    }

    /** The leader of the control group does not host the group, which was cut over under suite 1. */
    @Test
    void raise_groupThatTheLeaderDoesNotHostUnderDifferentLogs_isRefusedOrHaltsNobody() {
        SimCluster cluster = FirstSuite.sealing(Append.INDEX_KNOWN);
        cluster.node("n3").tellsLog(LATER, "mine");
        cluster.addGroup(LATER);
        cluster.lead("n1");
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(LATER_ID).already());
        cluster.group(LATER).lead(cluster.node("n2"));
        cluster.settle().node("n1").replica(LATER).close();
        cluster.node("n1").gone(LATER_ID);
        assertFalse(admin(cluster, "n1").raise(Purpose.STORAGE).already());
        pass(cluster);
        try {
            assertFalse(admin(cluster, "n1").raise(Purpose.RAFT).already());
        } catch (QuorumSealException refused) {
            assertTrue(String.valueOf(refused.getMessage()).contains("group later"), refused::getMessage);
        }
        pass(cluster);
        SimWrite write = cluster.node("n2").write(LATER, "k", CANARY);
        cluster.settle();
        assertTrue(write.position().isPresent());
        assertTrue(
                cluster.node("n3").replica(LATER).halt().isEmpty(),
                () -> "n3: " + cluster.node("n3").replica(LATER).halt());
    }

    /** An engine that knows less at append than the one that the DEK was made with, as in an earlier release. */
    @Test
    void begin_engineKnowsLessThanTheActiveDekBinds_isRefusedOrOpens() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.nodes().forEach(SimNode::stop);
        cluster.append(Append.ON_CONDITION_OF_TERM);
        try {
            cluster.start();
            SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
            assertTrue(write.position().isPresent());
        } catch (QuorumSealException refused) {
            assertFalse(String.valueOf(refused.getMessage()).isEmpty());
        }
        noneHalted(cluster, DATA);
    }

    /** The engine asked for the bytes, did not append them, and decides again in the term that came meanwhile. */
    @Test
    void bytesAt_askedForOnceMoreInALaterTerm_areThoseOfAVoidEntry() {
        LoneNode lone = new LoneNode("n1");
        lone.leadership = new Leadership.Leading(1, true, 1);
        lone.open();
        List<EncryptionEntry> decided = new ArrayList<>();
        lone.appends = proposal -> {
            proposal.recheck(1);
            decided.add(EntryFrame.unframe(proposal.bytesAt(1, 2)));
            lone.leadership = new Leadership.Leading(2, true, 2);
            proposal.recheck(2);
            decided.add(EntryFrame.unframe(proposal.bytesAt(2, 3)));
            return CompletableFuture.failedFuture(
                    new RetryableException(RetryableException.Reason.GATE_CLOSED, "not appended"));
        };
        assertThrows(QuorumSealException.class, () -> lone.seal().admin().bootstrap());
        assertInstanceOf(EncryptionEntry.NewKeys.class, decided.get(0));
        assertInstanceOf(EncryptionEntry.Void.class, decided.get(1));
    }

    // ---- answers

    /** It never asked a leader before the first keys; afterwards nobody asks while a DEK of suite 1 is active. */
    @Test
    void raise_raftOnlyWhereAMemberNeverAskedALeader_sealsUnderTheNewDek() {
        SimCluster cluster = FirstSuite.sealing(Append.INDEX_KNOWN);
        assertFalse(admin(cluster, "n1").raise(Purpose.RAFT).already());
        pass(cluster);
        cluster.group(DATA).lead(cluster.node("n3"));
        pass(cluster);
        pass(cluster);
        SimWrite write = cluster.node("n3").write(DATA, "k", CANARY);
        assertTrue(write.position().isPresent());
        assertEquals(2, last(cluster.node("n3"), DATA).bytes()[0]);
    }

    /** What a leader that cannot append knows may be old, and is no answer, whoever asks for it. */
    @Test
    void resync_joinerAsksALeaderThatCannotAppend_appliesNothing() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        SimWrite unused = cluster.node("n1").write(DATA, "k", CANARY);
        cluster.settle().holdAppends(CONTROL, true);
        SimNode joiner = cluster.add("n4");
        joiner.start();
        cluster.settle();
        assertEquals(Map.of(), joiner.values(DATA));
        resynced(cluster);
        assertEquals(Map.of(), joiner.values(DATA));
    }

    private static void resynced(SimCluster cluster) {
        try {
            assertFalse(admin(cluster, "n4").resync().text().isEmpty());
        } catch (QuorumSealException noAnswer) {
            assertFalse(String.valueOf(noAnswer.getMessage()).isEmpty());
        }
        cluster.settle();
    }

    /** Numbers of openings have no end in suite 2; the last one is no copy of itself. */
    @Test
    void start_oftenerThanThereAreNumbers_tellsOfNoTwin() {
        SimCluster cluster = new SimCluster(Append.INDEX_KNOWN, "n1", "n2", "n3");
        SimNode node = cluster.node("n3");
        cluster.nodes().forEach(SimNode::start);
        node.stop();
        Disks.replaceSidecar(node, Disks.sidecarWithoutKeys("n3", 65_533, 0, ""));
        node.start();
        sealing(bootstrapped(cluster.lead("n1")));
        for (int i = 0; i < 4; i++) {
            node.stop();
            node.start();
            pass(cluster);
        }
        assertEquals(List.of(), twins(cluster));
    }

    /** As the guide replaces a node: removed, and an empty directory under its old name. */
    @Test
    void start_emptyDirectoryUnderTheOldName_isNotSaidToBeRolledBackOrACopy() {
        SimCluster cluster = sealing(Append.INDEX_KNOWN);
        cluster.remove("n3");
        SimNode fresh = cluster.settle().add("n3");
        fresh.start();
        pass(cluster);
        fresh.stop();
        fresh.start();
        pass(cluster);
        assertEquals(List.of(), twins(cluster));
    }

    private static List<String> twins(SimCluster cluster) {
        return cluster.node("n1").events().stream()
                .filter(line -> line.startsWith("TWIN"))
                .toList();
    }

    // ---- what they begin with
}
