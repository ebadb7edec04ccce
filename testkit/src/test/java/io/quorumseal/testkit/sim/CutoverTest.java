package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.CANARY;
import static io.quorumseal.testkit.sim.Sims.CONTROL;
import static io.quorumseal.testkit.sim.Sims.DATA;
import static io.quorumseal.testkit.sim.Sims.DATA_ID;
import static io.quorumseal.testkit.sim.Sims.admin;
import static io.quorumseal.testkit.sim.Sims.bootstrapped;
import static io.quorumseal.testkit.sim.Sims.check;
import static io.quorumseal.testkit.sim.Sims.cleartext;
import static io.quorumseal.testkit.sim.Sims.last;
import static io.quorumseal.testkit.sim.Sims.readable;
import static io.quorumseal.testkit.sim.Sims.rejected;
import static io.quorumseal.testkit.sim.Sims.retryable;
import static io.quorumseal.testkit.sim.Sims.sealing;
import static io.quorumseal.testkit.sim.Sims.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.RetryableException.Reason;
import io.quorumseal.api.spi.Engine.Append;
import io.quorumseal.core.Status;
import io.quorumseal.core.internal.format.EntryFrame;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What may be appended, and what of it is sealed, around a cutover. */
class CutoverTest {
    /** What an envelope of suite 2 has more; room is asked for that, whatever the suite. */
    private static final int LONGEST_OVERHEAD = 62;

    @ParameterizedTest
    @EnumSource(Append.class)
    void begin_leaderThatHasNotAppliedUpToItsTerm_findsTheGateClosed(Append append) {
        SimCluster cluster = cleartext(append);
        cluster.elect(DATA, "n2");
        retryable(Reason.GATE_CLOSED, () -> cluster.node("n2").begin(DATA, "k", "v"));
        cluster.settle();
        check(cluster, cluster.node("n2").write(DATA, "k", CANARY));
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void begin_newLeaderWithTheMarkerUnapplied_findsTheGateClosed(Append append) {
        SimCluster cluster = bootstrapped(append);
        cluster.node("n2").holdApply(true);
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        cluster.elect(DATA, "n2");
        cluster.settle();
        retryable(Reason.GATE_CLOSED, () -> cluster.node("n2").begin(DATA, "k", CANARY));
        cluster.node("n2").holdApply(false);
        check(cluster.settle(), cluster.node("n2").write(DATA, "k", CANARY));
    }

    @Test
    void begin_follower_findsTheGateClosed() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        retryable(Reason.GATE_CLOSED, () -> cluster.node("n2").begin(DATA, "k", "v"));
        assertEquals(1, cluster.node("n2").runtime().status().counters().refused());
    }

    @Test
    void marker_indexKnown_waitsForPinsWithoutReservation() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        SimWrite early = cluster.node("n1").begin(DATA, "early", CANARY + 1);
        assertFalse(admin(cluster, "n1").bootstrap().already());
        SimWrite reserved = cluster.node("n1").begin(DATA, "reserved", CANARY + 2);
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n1").enableRaftEnvelope(DATA_ID));
        assertEquals(Status.Mode.HELD, status(cluster.node("n1"), DATA).mode());
        SimWrite during = cluster.node("n1").write(DATA, "during", CANARY + 3);
        early.append();
        cluster.settle();
        assertEquals(Status.Mode.SEALING, status(cluster.node("n1"), DATA).mode());
        reserved.append();
        assertFalse(readable(last(cluster.node("n1"), DATA)));
        check(cluster, early, reserved, during);
    }

    @Test
    void marker_onConditionOfTerm_waitsForAllPinsAndHoldsNewOnes() {
        SimCluster cluster = bootstrapped(Append.ON_CONDITION_OF_TERM);
        SimWrite early = cluster.node("n1").begin(DATA, "early", CANARY + 1);
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n1").enableRaftEnvelope(DATA_ID));
        retryable(Reason.HELD, () -> cluster.node("n1").begin(DATA, "held", CANARY + 2));
        Status.Group held = status(cluster.node("n1"), DATA);
        assertTrue(held.lastHold().toNanos() > 0);
        assertTrue(held.longestHold().compareTo(held.lastHold()) >= 0);
        assertEquals(Status.Mode.HELD, status(cluster.node("n1"), DATA).mode());
        early.append();
        cluster.settle();
        SimWrite late = cluster.node("n1").write(DATA, "late", CANARY + 3);
        assertFalse(readable(last(cluster.node("n1"), DATA)));
        check(cluster, early, late);
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void marker_pinsNeverThrough_isNotAppendedAndHoldsNothing(Append append) {
        SimCluster cluster = cleartext(append);
        SimWrite early = cluster.node("n1").begin(DATA, "early", CANARY + 1);
        assertFalse(admin(cluster, "n1").bootstrap().already());
        long before = cluster.node("n1").replica(DATA).log().lastIndex();
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n1").enableRaftEnvelope(DATA_ID));
        assertEquals(Status.Mode.HELD, status(cluster.node("n1"), DATA).mode());
        cluster.tick(Duration.ofSeconds(31));
        assertEquals(Status.Mode.CLEARTEXT, status(cluster.node("n1"), DATA).mode());
        assertEquals(before, cluster.node("n1").replica(DATA).log().lastIndex());
        early.append();
        SimWrite next = cluster.node("n1").write(DATA, "next", CANARY + 2);
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        check(cluster, early, next);
    }

    @Test
    void begin_onConditionOfTermWhileTheMarkerIsNotApplied_isHeld() {
        SimCluster cluster = bootstrapped(Append.ON_CONDITION_OF_TERM);
        cut(cluster, true);
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n1").enableRaftEnvelope(DATA_ID));
        retryable(Reason.HELD, () -> cluster.node("n1").begin(DATA, "held", CANARY));
        cut(cluster, false);
        check(cluster.settle(), cluster.node("n1").write(DATA, "late", CANARY));
    }

    /** Whether the marker will be committed nobody knows; what came behind it in cleartext could be read no more. */
    @Test
    void marker_boundEndsWhileItIsUncommitted_admitsNoCleartextInItsTerm() {
        SimCluster cluster = bootstrapped(Append.ON_CONDITION_OF_TERM);
        SimReplica leader = cluster.node("n1").replica(DATA);
        cut(cluster, true);
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n1").enableRaftEnvelope(DATA_ID));
        long marker = leader.log().lastIndex();
        cluster.tick(Duration.ofSeconds(31));
        assertThrows(RetryableException.class, () -> cluster.node("n1").begin(DATA, "behind", CANARY));
        assertEquals(marker, leader.log().lastIndex());
        cut(cluster, false);
        cluster.settle();
        cluster.elect(DATA, "n2");
        cluster.settle();
        assertEquals(marker, cluster.node("n3").runtime().group(DATA).cutover().orElseThrow());
        SimWrite behind = cluster.node("n2").write(DATA, "behind", CANARY);
        assertFalse(readable(last(cluster.node("n2"), DATA)));
        check(cluster, behind);
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void write_controlGroupWithoutLeader_goesOnInTheDataGroup(Append append) {
        SimCluster cluster = sealing(append);
        cluster.node("n1").replica(CONTROL).follow();
        SimWrite during = cluster.node("n1").write(DATA, "during", CANARY);
        cluster.elect(DATA, "n2");
        SimWrite elsewhere = cluster.settle().node("n2").write(DATA, "elsewhere", CANARY);
        assertThrows(RetryableException.class, () -> admin(cluster, "n1").rotate(Purpose.RAFT));
        cluster.elect(CONTROL, "n3");
        cluster.settle();
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        check(cluster, during, elsewhere);
    }

    /** It would have to seal what it appends behind the marker, and could not. */
    @ParameterizedTest
    @EnumSource(Append.class)
    void marker_leaderThatIsNotRegistered_isNotProposed(Append append) {
        SimCluster cluster = FirstSuite.bootstrapped(append);
        cluster.node("n1").holdApply(true);
        cluster.node("n2").stop();
        cluster.node("n2").start();
        cluster.elect(DATA, "n2");
        cluster.settle();
        retryable(Reason.NOT_REGISTERED, () -> admin(cluster, "n2").enableRaftEnvelope(DATA_ID));
        assertTrue(cluster.group(DATA).ours().isEmpty());
        cluster.node("n1").holdApply(false);
        check(cluster.settle().tick(Duration.ofSeconds(2)), cluster.node("n2").write(DATA, "k", CANARY));
        assertFalse(admin(cluster, "n2").enableRaftEnvelope(DATA_ID).already());
    }

    /** A rotation comes between, under which the leader is not registered yet: what follows is sealed under the DEK before. */
    @Test
    void marker_rotationBeforeItIsAppended_isFollowedByPayloadsUnderTheDekBefore() {
        SimCluster cluster = FirstSuite.bootstrapped(Append.INDEX_KNOWN);
        cluster.elect(DATA, "n2");
        cluster.settle();
        cluster.holdAppends(DATA, true);
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n2").enableRaftEnvelope(DATA_ID));
        cluster.node("n2").questionsLost(true);
        assertFalse(admin(cluster, "n1").rotate(Purpose.RAFT).already());
        cluster.holdAppends(DATA, false);
        cluster.settle();
        assertEquals(1, cluster.group(DATA).ours().size());
        SimWrite before = cluster.node("n2").write(DATA, "before", CANARY);
        cluster.settle();
        assertTrue(before.committed());
        cluster.node("n2").questionsLost(false);
        cluster.tick(Duration.ofSeconds(2));
        check(cluster, before, cluster.node("n2").write(DATA, "k", CANARY));
    }

    /** Nobody but n1 receives entries of the log. */
    private static void cut(SimCluster cluster, boolean on) {
        cluster.node("n2").lagging(on);
        cluster.node("n3").lagging(on);
    }

    /** The data group's marker is appended by n1, and by nobody else; a proposal is begun before it. */
    private static SimWrite markerAppendedOnly(SimCluster cluster) {
        SimWrite before = cluster.node("n1").begin(DATA, "before", CANARY);
        if (cluster.append() == Append.ON_CONDITION_OF_TERM) {
            before.drop();
        }
        cut(cluster, true);
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n1").enableRaftEnvelope(DATA_ID));
        return before;
    }

    @Test
    void append_behindAMarkerThatIsNotApplied_isSealedInItsTerm() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        SimWrite before = markerAppendedOnly(cluster).append();
        assertFalse(readable(last(cluster.node("n1"), DATA)));
        SimWrite after = cluster.node("n1").write(DATA, "after", CANARY);
        assertFalse(readable(last(cluster.node("n1"), DATA)));
        cut(cluster, false);
        check(cluster, before, after);
        assertTrue(before.committed() && after.committed());
    }

    @Test
    void append_afterTheMarkerWasLostWithItsTerm_isNotSealed() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        SimWrite before = markerAppendedOnly(cluster);
        cluster.node("n1").connected(false);
        cut(cluster, false);
        cluster.elect(DATA, "n2");
        cluster.settle();
        cluster.node("n1").connected(true);
        cluster.settle();
        cluster.elect(DATA, "n1");
        cluster.settle();
        before.append();
        assertTrue(readable(last(cluster.node("n1"), DATA)));
        SimWrite after = cluster.node("n1").write(DATA, "after", CANARY);
        assertTrue(readable(last(cluster.node("n1"), DATA)));
        check(cluster, before, after);
    }

    @Test
    void marker_refusedAfterItWasAskedForItsBytes_doesNotSeal() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        SimWrite before = cluster.node("n1").begin(DATA, "before", CANARY);
        cluster.node("n1").replica(DATA).refuseAfterBytes();
        retryable(Reason.BUSY, () -> admin(cluster, "n1").enableRaftEnvelope(DATA_ID));
        assertEquals(Status.Mode.CLEARTEXT, status(cluster.node("n1"), DATA).mode());
        before.append();
        assertTrue(readable(last(cluster.node("n1"), DATA)));
        SimWrite after = cluster.node("n1").write(DATA, "after", CANARY);
        check(cluster, before, after);
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void secondMarker_whileNobodyKnowsOfTheFirst_isNotProposed(Append append) {
        SimCluster cluster = bootstrapped(append);
        markerAppendedOnly(cluster).drop();
        cluster.tick(Duration.ofSeconds(31));
        long first = cluster.node("n1").replica(DATA).log().lastIndex();
        retryable(Reason.BUSY, () -> admin(cluster, "n1").enableRaftEnvelope(DATA_ID));
        assertEquals(first, cluster.node("n1").replica(DATA).log().lastIndex());
        cut(cluster, false);
        cluster.settle();
        cluster.elect(DATA, "n2");
        cluster.settle();
        assertTrue(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
        assertEquals(1, cluster.group(DATA).ours().size());
        check(cluster, cluster.node("n2").write(DATA, "k", CANARY));
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void enable_askedOfTwoNodesAtATime_appendsOneMarker(Append append) {
        SimCluster cluster = bootstrapped(append);
        cluster.holdAppends(DATA, true);
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n2").enableRaftEnvelope(DATA_ID));
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n1").enableRaftEnvelope(DATA_ID));
        cluster.holdAppends(DATA, false);
        check(cluster);
        assertEquals(1, cluster.group(DATA).ours().size());
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void marker_leadershipLostOnTheWay_holdsNothingAfterwards(Append append) {
        SimCluster cluster = bootstrapped(append);
        cut(cluster, true);
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n1").enableRaftEnvelope(DATA_ID));
        cluster.node("n1").connected(false);
        cut(cluster, false);
        cluster.elect(DATA, "n2");
        cluster.settle();
        cluster.node("n1").connected(true);
        cluster.settle();
        assertEquals(Status.Mode.CLEARTEXT, status(cluster.node("n1"), DATA).mode());
        cluster.elect(DATA, "n1");
        check(cluster.settle(), cluster.node("n1").write(DATA, "k", CANARY));
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void begin_reservedPrefix_isRejected(Append append) {
        SimCluster cluster = cleartext(append);
        ByteBuffer magic = ByteBuffer.wrap(EntryFrame.magic());
        rejected(
                RejectedException.Reason.RESERVED_PREFIX,
                () -> cluster.node("n1").runtime().group(DATA).begin(magic));
    }

    @Test
    void begin_tooLargeWhenSealed_isRejectedBeforeAndBehindTheCutover() {
        for (SimCluster cluster : new SimCluster[] {cleartext(Append.INDEX_KNOWN), sealing(Append.INDEX_KNOWN)}) {
            var group = cluster.node("n1").runtime().group(DATA);
            ByteBuffer largest = ByteBuffer.allocate(SimCluster.MAX_ENTRY_SIZE - LONGEST_OVERHEAD);
            try (var proposal = group.begin(largest)) {
                assertTrue(proposal.maxSize() <= SimCluster.MAX_ENTRY_SIZE);
            }
            rejected(
                    RejectedException.Reason.TOO_LARGE, () -> group.begin(ByteBuffer.allocate(largest.capacity() + 1)));
        }
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void write_behindTheCutover_isSealedOnceAndOpenedEverywhere(Append append) {
        SimCluster cluster = sealing(append);
        SimWrite write = cluster.node("n1").write(DATA, "k", CANARY);
        assertFalse(readable(last(cluster.node("n1"), DATA)));
        check(cluster, write, cluster.node("n1").write(CONTROL, "k", CANARY));
    }

    @Test
    void append_inAnotherTermThatTheNodeIsReadyFor_isDecidedAnew() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        SimWrite write = cluster.node("n1").begin(DATA, "k", CANARY);
        cluster.elect(DATA, "n2");
        cluster.settle();
        assertFalse(admin(cluster, "n2").enableRaftEnvelope(DATA_ID).already());
        cluster.elect(DATA, "n1");
        cluster.settle();
        write.append();
        assertFalse(readable(last(cluster.node("n1"), DATA)));
        check(cluster, write);
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void append_inAnotherTermThatTheNodeIsNotReadyFor_isRefused(Append append) {
        SimCluster cluster = bootstrapped(append);
        SimWrite write = cluster.node("n1").begin(DATA, "k", CANARY);
        cluster.elect(DATA, "n2");
        cluster.settle();
        cluster.elect(DATA, "n1");
        retryable(Reason.TERM_CHANGED, write::append);
        check(cluster);
    }

    @Test
    void append_withoutReservationInATermInWhichItMustBeSealed_isRefused() {
        SimCluster cluster = cleartext(Append.INDEX_KNOWN);
        SimWrite write = cluster.node("n1").begin(DATA, "k", CANARY);
        cluster.elect(DATA, "n2");
        cluster.settle();
        assertFalse(admin(cluster, "n2").bootstrap().already());
        assertFalse(admin(cluster, "n2").enableRaftEnvelope(DATA_ID).already());
        cluster.elect(DATA, "n1");
        cluster.settle();
        retryable(Reason.NOT_REGISTERED, write::append);
        check(cluster);
    }

    @Test
    void entry_appendedInAnotherTerm_isVoid() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        cluster.holdAppends(DATA, true);
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n1").enableRaftEnvelope(DATA_ID));
        cluster.elect(DATA, "n1");
        cluster.settle();
        cluster.holdAppends(DATA, false);
        check(cluster);
        assertTrue(
                cluster.group(DATA).ours().values().stream().allMatch(EncryptionEntry.Void.class::isInstance),
                () -> cluster.group(DATA).ours().toString());
        assertEquals(1, cluster.group(DATA).ours().size());
        assertTrue(cluster.node("n1").runtime().group(DATA).cutover().isEmpty());
        assertFalse(admin(cluster, "n1").enableRaftEnvelope(DATA_ID).already());
    }

    @Test
    void entry_inAnotherTermThatTheNodeIsNotReadyFor_isNotAppended() {
        SimCluster cluster = bootstrapped(Append.INDEX_KNOWN);
        cluster.holdAppends(DATA, true);
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n1").enableRaftEnvelope(DATA_ID));
        cluster.node("n1").holdApply(true);
        cluster.elect(DATA, "n1");
        cluster.holdAppends(DATA, false);
        cluster.settle();
        assertTrue(last(cluster.node("n1"), DATA).own());
        cluster.node("n1").holdApply(false);
        check(cluster);
    }

    @Test
    void entry_onConditionOfTermInAnotherTerm_isRefused() {
        SimCluster cluster = bootstrapped(Append.ON_CONDITION_OF_TERM);
        cluster.holdAppends(DATA, true);
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n1").enableRaftEnvelope(DATA_ID));
        cluster.elect(DATA, "n1");
        cluster.settle();
        cluster.holdAppends(DATA, false);
        check(cluster);
        assertTrue(cluster.group(DATA).ours().isEmpty());
    }

    /** There is no other leader: what was applied here tells what became of the marker. */
    @ParameterizedTest
    @EnumSource(Append.class)
    void marker_loneVoterAppliesItAfterTheBound_endsTheHoldInItsTerm(Append append) {
        SimCluster cluster = new SimCluster(append, "n1").start();
        assertFalse(admin(cluster, "n1").bootstrap().already());
        cluster.holdAppends(DATA, true);
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n1").enableRaftEnvelope(DATA_ID));
        cluster.tick(Duration.ofSeconds(31));
        assertEquals(Status.Mode.HELD, status(cluster.node("n1"), DATA).mode());
        cluster.holdAppends(DATA, false);
        cluster.settle();
        assertEquals(Status.Mode.SEALING, status(cluster.node("n1"), DATA).mode());
        SimWrite behind = cluster.node("n1").write(DATA, "behind", CANARY);
        assertFalse(readable(last(cluster.node("n1"), DATA)));
        check(cluster, behind);
    }

    @ParameterizedTest
    @EnumSource(Append.class)
    void rotation_loneVoterAppliesItAfterTheBound_nextOneIsNotBusy(Append append) {
        SimCluster cluster = new SimCluster(append, "n1").start();
        assertFalse(admin(cluster, "n1").bootstrap().already());
        cluster.holdAppends(CONTROL, true);
        retryable(Reason.NO_ANSWER, () -> admin(cluster, "n1").rotate(Purpose.STORAGE));
        cluster.tick(Duration.ofSeconds(31));
        cluster.holdAppends(CONTROL, false);
        cluster.settle();
        assertFalse(admin(cluster, "n1").rotate(Purpose.STORAGE).already());
        check(cluster, cluster.node("n1").write(DATA, "k", CANARY));
    }
}
