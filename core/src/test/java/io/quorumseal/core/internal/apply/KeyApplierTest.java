package io.quorumseal.core.internal.apply;

import static io.quorumseal.core.internal.apply.Replica.CONTROL;
import static io.quorumseal.core.internal.apply.Replica.DATA;
import static io.quorumseal.core.internal.apply.Replica.NEXT;
import static io.quorumseal.core.internal.apply.Replica.NODE;
import static io.quorumseal.core.internal.apply.Replica.OPENING;
import static io.quorumseal.core.internal.apply.Replica.RAFT;
import static io.quorumseal.core.internal.apply.Replica.STORAGE;
import static io.quorumseal.core.internal.apply.Replica.at;
import static io.quorumseal.core.internal.apply.Replica.bootstrap;
import static io.quorumseal.core.internal.apply.Replica.by;
import static io.quorumseal.core.internal.apply.Replica.enable;
import static io.quorumseal.core.internal.apply.Replica.newKey;
import static io.quorumseal.core.internal.apply.Replica.newKeys;
import static io.quorumseal.core.internal.apply.Replica.register;
import static io.quorumseal.core.internal.apply.Replica.rotate;
import static io.quorumseal.core.internal.apply.Replica.wrapped;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.Applier.Outcome;
import io.quorumseal.api.Applier.Result;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.Bootstrap;
import io.quorumseal.api.EncryptionEntry.EnableEnvelope;
import io.quorumseal.api.EncryptionEntry.NewKeys.What;
import io.quorumseal.api.EncryptionEntry.RetireDek;
import io.quorumseal.api.EncryptionEntry.RewrapDeks;
import io.quorumseal.api.EncryptionEntry.RotateDek;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.HaltApplyException.Reason;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.KeyState.Row;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.spi.WrapInstaller;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyApplierTest {
    private static void assertHalts(Reason reason, Replica replica, GroupId group, long index, EncryptionEntry entry) {
        KeyState before = replica.state();
        HaltApplyException halt = assertThrows(HaltApplyException.class, () -> replica.apply(group, index, entry));
        assertEquals(reason, halt.reason(), halt.getMessage());
        assertEquals(before, replica.state());
    }

    private static void assertHalts(Reason reason, Replica replica, long index, EncryptionEntry entry) {
        assertHalts(reason, replica, CONTROL, index, entry);
    }

    static List<EncryptionEntry> everyKind() {
        return List.of(
                register(RAFT, NODE, 9),
                bootstrap(),
                rotate(Purpose.RAFT, NEXT),
                newKeys(What.ROTATE, newKey(Purpose.RAFT, NEXT)),
                enable(Purpose.STORAGE, STORAGE),
                enable(Purpose.RAFT, RAFT),
                new RewrapDeks("2", List.of(wrapped(RAFT)), NODE),
                new RetireDek(NEXT, NODE),
                new EncryptionEntry.Void("test"));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void apply_atIndexZero_isMalformed(EncryptionEntry entry) {
        assertHalts(Reason.MALFORMED, Replica.bootstrapped(), 0, entry);
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void dryRun_anyEntry_doesNothing(EncryptionEntry entry) {
        Replica replica = Replica.cutOver(5);
        KeyState before = replica.state();
        try {
            replica.applier.dryRun(at(CONTROL, 9), entry);
        } catch (HaltApplyException halts) {
            assertEquals(Reason.FORBIDDEN, halts.reason());
        }
        assertEquals(before, replica.state());
        assertEquals(List.of(), replica.effects);
    }

    // ---- bootstrap

    @Test
    void bootstrap_first_bringsKeysBeforeItIsDurable() {
        Replica replica = new Replica();
        assertEquals(Outcome.FRESH, replica.apply(3, bootstrap()));
        assertEquals(List.of("key 11", "key 12", "write active=12"), replica.effects);
        KeyState.Key key = replica.key(RAFT);
        assertEquals(
                new KeyState.Key(
                        Purpose.RAFT, wrapped(RAFT), Instant.parse("2026-01-02T03:04:05Z"), LocalEpoch.ZERO, 3),
                key);
        assertEquals(3, replica.applied(CONTROL));
        assertEquals(3, replica.state().group(CONTROL).registered());
    }

    @Test
    void bootstrap_oneDekForBothPurposes_isMalformed() {
        assertHalts(Reason.MALFORMED, new Replica(), 1, new Bootstrap(wrapped(RAFT), wrapped(RAFT), List.of()));
    }

    @Test
    void bootstrap_writerUnderAnotherDek_isMalformed() {
        Bootstrap entry = new Bootstrap(wrapped(STORAGE), wrapped(RAFT), List.of(by(STORAGE, 1), by(NEXT, 1)));
        assertHalts(Reason.MALFORMED, new Replica(), 1, entry);
    }

    @Test
    void bootstrap_sameAgainAtANewIndex_movesTheIndexOnly() {
        Replica replica = Replica.bootstrapped();
        assertEquals(Outcome.ALREADY, replica.apply(8, bootstrap()));
        assertEquals(8, replica.applied(CONTROL));
        assertEquals(1, replica.key(RAFT).wrapIndex());
    }

    @Test
    void bootstrap_otherBytesUnderTheSameIds_isForbidden() {
        WrappedDek other = new WrappedDek(RAFT, new byte[] {1});
        assertHalts(Reason.FORBIDDEN, Replica.bootstrapped(), 8, new Bootstrap(wrapped(STORAGE), other, List.of()));
    }

    @Test
    void bootstrap_otherStorageBytesUnderTheSameIds_isForbidden() {
        WrappedDek other = new WrappedDek(STORAGE, new byte[] {1});
        assertHalts(Reason.FORBIDDEN, Replica.bootstrapped(), 8, new Bootstrap(other, wrapped(RAFT), List.of()));
    }

    @Test
    void bootstrap_afterARotationAtANewIndex_isForbidden() {
        Replica replica = Replica.bootstrapped();
        replica.apply(2, rotate(Purpose.RAFT, NEXT));
        assertHalts(Reason.FORBIDDEN, replica, 3, bootstrap());
    }

    /** The reference halts here. */
    @Test
    void bootstrap_replayedAfterARotation_changesNothing() {
        Replica replica = Replica.bootstrapped();
        replica.apply(2, rotate(Purpose.RAFT, NEXT));
        KeyState before = replica.state();
        replica.effects.clear();
        assertEquals(Outcome.ALREADY, replica.apply(1, bootstrap()));
        assertEquals(before, replica.state());
        assertEquals(List.of(), replica.effects);
    }

    @Test
    void bootstrap_ofARetiredId_isForbidden() {
        Replica replica = Replica.bootstrapped();
        replica.apply(2, rotate(Purpose.RAFT, NEXT));
        replica.apply(3, new RetireDek(RAFT, NODE));
        assertHalts(Reason.FORBIDDEN, replica, 4, bootstrap());
    }

    // ---- registration

    @Test
    void register_newer_raisesTheRowAndTheRegisteredIndexOnly() {
        Replica replica = Replica.bootstrapped();
        assertEquals(Outcome.FRESH, replica.apply(6, register(RAFT, NODE, 4)));
        KeyState.Writer row = replica.state().registry().get(Row.of(by(RAFT, 4)));
        assertEquals(new KeyState.Writer(NODE, new LocalEpoch(1), new LocalEpoch(4)), row);
        assertEquals(1, replica.applied(CONTROL));
        assertEquals(6, replica.state().group(CONTROL).registered());
    }

    @Test
    void register_lowerAtANewIndex_isForbidden() {
        Replica replica = Replica.bootstrapped();
        replica.apply(6, register(RAFT, NODE, 4));
        assertHalts(Reason.FORBIDDEN, replica, 7, register(RAFT, NODE, 3));
    }

    /** The reference halts here. */
    @Test
    void register_lowerReplayed_changesNothing() {
        Replica replica = Replica.bootstrapped();
        replica.apply(6, register(RAFT, NODE, 3));
        replica.apply(7, register(RAFT, NODE, 4));
        KeyState before = replica.state();
        assertEquals(Outcome.ALREADY, replica.apply(6, register(RAFT, NODE, 3)));
        assertEquals(before, replica.state());
    }

    @Test
    void register_lastOneReplayed_changesNothing() {
        Replica replica = Replica.bootstrapped();
        replica.apply(6, register(RAFT, NODE, 4));
        KeyState before = replica.state();
        assertEquals(Outcome.ALREADY, replica.apply(6, register(RAFT, NODE, 4)));
        assertEquals(before, replica.state());
    }

    @Test
    void register_belowAnEntryThatWasApplied_isAReplay() {
        Replica replica = Replica.bootstrapped();
        replica.apply(6, rotate(Purpose.RAFT, NEXT));
        KeyState before = replica.state();
        assertEquals(Outcome.ALREADY, replica.apply(5, register(RAFT, new NodeId(2), 1)));
        assertEquals(before, replica.state());
    }

    @Test
    void register_otherNodeWithTheSameLow16Bits_isForbidden() {
        assertHalts(Reason.FORBIDDEN, Replica.bootstrapped(), 6, register(RAFT, new NodeId(0x20001), 9));
    }

    @Test
    void register_underARetiredDek_changesNoRow() {
        Replica replica = Replica.bootstrapped();
        replica.apply(2, rotate(Purpose.RAFT, NEXT));
        replica.apply(3, new RetireDek(RAFT, NODE));
        replica.apply(4, register(RAFT, NODE, 9));
        assertFalse(replica.state().registry().containsKey(Row.of(by(RAFT, 9))));
    }

    // ---- rotation

    @Test
    void rotate_storage_dateAndEpochAreThisNodes() {
        Replica replica = Replica.cutOver(5);
        assertEquals(Outcome.FRESH, replica.apply(6, rotate(Purpose.STORAGE, NEXT)));
        KeyState.Key key = replica.key(NEXT);
        assertEquals(OPENING, key.epoch());
        assertEquals(6, key.wrapIndex());
        assertEquals(NEXT, replica.state().active().get(Purpose.STORAGE));
        assertEquals(List.of("key 13", "write active=12"), replica.effects);
    }

    @Test
    void rotate_raftAfterCutovers_installsInEachGroupAfterTheWrite() {
        Replica replica = Replica.cutOver(5);
        replica.apply(DATA, 40, enable(Purpose.RAFT, RAFT));
        replica.effects.clear();
        replica.apply(6, rotate(Purpose.RAFT, NEXT));
        assertEquals(
                List.of("key 13", "write active=13", "install control 5 13", "install data 40 13"), replica.effects);
    }

    @Test
    void rotate_raftBeforeAnyCutover_installsNothing() {
        Replica replica = Replica.bootstrapped();
        replica.apply(6, rotate(Purpose.RAFT, NEXT));
        assertEquals(List.of("key 13", "write active=13"), replica.effects);
    }

    @Test
    void rotate_olderReplayed_neverMovesTheActiveDekBack() {
        Replica replica = Replica.cutOver(5);
        replica.apply(6, rotate(Purpose.RAFT, NEXT));
        replica.apply(7, rotate(Purpose.RAFT, DekId.of(14)));
        replica.effects.clear();
        assertEquals(Outcome.ALREADY, replica.apply(6, rotate(Purpose.RAFT, NEXT)));
        assertEquals(List.of("install control 5 14"), replica.effects);
    }

    @Test
    void rotate_proposerUnderAnotherDek_isMalformed() {
        assertHalts(
                Reason.MALFORMED, Replica.bootstrapped(), 6, new RotateDek(Purpose.RAFT, wrapped(NEXT), by(RAFT, 1)));
    }

    @Test
    void rotate_toADekOfTheOtherPurpose_isForbidden() {
        assertHalts(Reason.FORBIDDEN, Replica.bootstrapped(), 6, rotate(Purpose.RAFT, STORAGE));
    }

    @Test
    void rotate_toARetiredDek_isForbidden() {
        Replica replica = Replica.bootstrapped();
        replica.apply(2, rotate(Purpose.RAFT, NEXT));
        replica.apply(3, new RetireDek(RAFT, NODE));
        assertHalts(Reason.FORBIDDEN, replica, 4, rotate(Purpose.RAFT, RAFT));
    }

    @Test
    void rotate_withoutKeys_halts() {
        assertHalts(Reason.NOT_BOOTSTRAPPED, new Replica(), 4, rotate(Purpose.RAFT, NEXT));
    }

    @Test
    void rotate_keyDoesNotUnwrap_haltsAndChangesNothing() {
        Replica replica = Replica.bootstrapped();
        replica.kekFails = Optional.of(KekException.Kind.CORRUPT);
        assertHalts(Reason.BAD_KEY, replica, 6, rotate(Purpose.RAFT, NEXT));
        assertEquals(List.of(), replica.effects);
    }

    @Test
    void apply_doneOrFailed_closesWhatItUnwrapped() {
        Replica replica = Replica.bootstrapped();
        replica.apply(6, rotate(Purpose.RAFT, NEXT));
        replica.writeFails = true;
        assertHalts(Reason.STORAGE, replica, 7, rotate(Purpose.STORAGE, new DekId(9)));
        assertEquals(4, replica.fetched.size());
        replica.fetched.forEach(dek -> assertThrows(RejectedException.class, () -> dek.readSecret(raw -> raw.length)));
    }

    @Test
    void rotate_kekDoesNotAnswer_stallsAndChangesNothing() {
        Replica replica = Replica.bootstrapped();
        replica.kekFails = Optional.of(KekException.Kind.UNREACHABLE);
        assertInstanceOf(Result.NotYet.class, replica.applier.apply(at(CONTROL, 6), rotate(Purpose.RAFT, NEXT)));
        assertEquals(List.of(), replica.effects);
        replica.kekFails = Optional.empty();
        assertEquals(Outcome.FRESH, replica.apply(6, rotate(Purpose.RAFT, NEXT)));
    }

    // ---- cutovers

    @Test
    void enableRaft_fresh_installsAfterTheWrite() {
        Replica replica = Replica.bootstrapped();
        assertEquals(Outcome.FRESH, replica.apply(5, enable(Purpose.RAFT, RAFT)));
        assertEquals(List.of("write active=12", "install control 5 12"), replica.effects);
        assertEquals(OptionalLong.of(5), replica.state().group(CONTROL).cutover());
        assertEquals(5, replica.applied(CONTROL));
        assertEquals(5, replica.state().group(CONTROL).registered());
    }

    /** "Already active" is asked before "stale": the entry names an older DEK, and the current one is installed. */
    @Test
    void enableRaft_againWithAnOlderDek_keepsTheCutoverAndInstallsTheCurrentDek() {
        Replica replica = Replica.cutOver(5);
        replica.apply(6, rotate(Purpose.RAFT, NEXT));
        replica.effects.clear();
        assertEquals(Outcome.ALREADY, replica.apply(9, enable(Purpose.RAFT, RAFT)));
        assertEquals(List.of("write active=13", "install control 5 13"), replica.effects);
        assertEquals(9, replica.applied(CONTROL));
    }

    @Test
    void enableRaft_replayed_installsAndLowersNothing() {
        Replica replica = Replica.cutOver(5);
        replica.apply(9, enable(Purpose.RAFT, RAFT));
        replica.effects.clear();
        assertEquals(Outcome.ALREADY, replica.apply(5, enable(Purpose.RAFT, RAFT)));
        assertEquals(List.of("install control 5 12"), replica.effects);
        assertEquals(9, replica.applied(CONTROL));
    }

    /** As after an import, which knows of the cutover before the log was gone through. */
    @Test
    void enableRaft_beforeTheCutoverThatIsKnown_keepsItInTheControlGroup() {
        Replica replica = Replica.cutOver(9);
        assertEquals(Outcome.ALREADY, replica.apply(5, enable(Purpose.RAFT, RAFT)));
        assertEquals(OptionalLong.of(9), replica.state().group(CONTROL).cutover());
        assertEquals(9, replica.applied(CONTROL));
        assertEquals(List.of("install control 9 12"), replica.effects);
    }

    @Test
    void enableRaft_stale_raisesTheIndexAndInstallsNothing() {
        Replica replica = Replica.bootstrapped();
        replica.apply(2, rotate(Purpose.RAFT, NEXT));
        replica.effects.clear();
        assertEquals(Outcome.STALE, replica.apply(9, enable(Purpose.RAFT, RAFT)));
        assertEquals(List.of("write active=13"), replica.effects);
        assertEquals(9, replica.applied(CONTROL));
        assertEquals(OptionalLong.empty(), replica.state().group(CONTROL).cutover());
    }

    /** A marker that was stale stays without effect, also where its DEK is active again. */
    @Test
    void enableRaft_staleReplayedAfterItsDekCameBack_doesNotCutOver() {
        Replica replica = Replica.bootstrapped();
        replica.apply(2, rotate(Purpose.RAFT, NEXT));
        replica.apply(3, enable(Purpose.RAFT, RAFT));
        replica.apply(4, rotate(Purpose.RAFT, RAFT));
        KeyState before = replica.state();
        assertEquals(Outcome.ALREADY, replica.apply(3, enable(Purpose.RAFT, RAFT)));
        assertEquals(before, replica.state());
    }

    @Test
    void enableRaft_installerFailsWhenFresh_haltsWithTheCutoverDurable() {
        Replica replica = Replica.bootstrapped();
        replica.installerFails = true;
        HaltApplyException halt =
                assertThrows(HaltApplyException.class, () -> replica.apply(5, enable(Purpose.RAFT, RAFT)));
        assertEquals(Reason.INSTALLER, halt.reason());
        assertEquals(OptionalLong.of(5), replica.state().group(CONTROL).cutover());
        replica.installerFails = false;
        replica.effects.clear();
        assertEquals(Outcome.ALREADY, replica.apply(5, enable(Purpose.RAFT, RAFT)));
        assertEquals(List.of("install control 5 12"), replica.effects);
    }

    @Test
    void enableRaft_installerFailsWhenAlreadyActive_haltsWithTheIndexDurable() {
        Replica replica = Replica.cutOver(5);
        replica.installerFails = true;
        HaltApplyException halt =
                assertThrows(HaltApplyException.class, () -> replica.apply(9, enable(Purpose.RAFT, RAFT)));
        assertEquals(Reason.INSTALLER, halt.reason());
        assertEquals(9, replica.applied(CONTROL));
    }

    @Test
    void enableRaft_writeFails_installsNothing() {
        Replica replica = Replica.bootstrapped();
        replica.writeFails = true;
        assertHalts(Reason.STORAGE, replica, 5, enable(Purpose.RAFT, RAFT));
        assertEquals(List.of(), replica.effects);
    }

    @Test
    void enableRaft_withoutAnInstaller_changesTheSameState() {
        Replica told = Replica.cutOver(5);
        Replica silent = Replica.bootstrapped();
        silent.applierWith(WrapInstaller.none()).apply(at(CONTROL, 5), enable(Purpose.RAFT, RAFT));
        assertEquals(told.state(), silent.state());
    }

    @Test
    void enableStorage_fresh_installsNothing() {
        Replica replica = Replica.bootstrapped();
        assertEquals(Outcome.FRESH, replica.apply(5, enable(Purpose.STORAGE, STORAGE)));
        assertEquals(List.of("write active=12"), replica.effects);
        assertEquals(OptionalLong.of(5), replica.state().storageCutover());
        assertEquals(OptionalLong.empty(), replica.state().group(CONTROL).cutover());
    }

    @Test
    void enableStorage_again_keepsTheFirstIndex() {
        Replica replica = Replica.bootstrapped();
        replica.apply(5, enable(Purpose.STORAGE, STORAGE));
        assertEquals(Outcome.ALREADY, replica.apply(6, enable(Purpose.STORAGE, STORAGE)));
        assertEquals(OptionalLong.of(5), replica.state().storageCutover());
        assertEquals(6, replica.applied(CONTROL));
    }

    @Test
    void enableStorage_stale_doesNotTakeEffect() {
        Replica replica = Replica.bootstrapped();
        assertEquals(Outcome.STALE, replica.apply(5, enable(Purpose.STORAGE, NEXT)));
        assertEquals(OptionalLong.empty(), replica.state().storageCutover());
    }

    static List<EnableEnvelope> misshapen() {
        return List.of(
                new EnableEnvelope(Purpose.RAFT, Purpose.STORAGE, RAFT, new byte[0], by(RAFT, 1)),
                new EnableEnvelope(Purpose.STORAGE, Purpose.RAFT, STORAGE, new byte[0], by(STORAGE, 1)),
                new EnableEnvelope(Purpose.RAFT, Purpose.RAFT, RAFT, new byte[1], by(RAFT, 1)),
                new EnableEnvelope(Purpose.RAFT, Purpose.RAFT, RAFT, new byte[0], by(STORAGE, 1)));
    }

    @ParameterizedTest
    @MethodSource("misshapen")
    void enable_misshapen_isMalformedAlsoWhenReplayedOrActive(EnableEnvelope entry) {
        assertHalts(Reason.MALFORMED, Replica.bootstrapped(), 5, entry);
        assertHalts(Reason.MALFORMED, Replica.cutOver(5), 5, entry);
        assertHalts(Reason.MALFORMED, Replica.cutOver(5), 9, entry);
    }

    @Test
    void enable_withoutKeys_halts() {
        assertHalts(Reason.NOT_BOOTSTRAPPED, new Replica(), 5, enable(Purpose.RAFT, RAFT));
        assertHalts(Reason.NOT_BOOTSTRAPPED, new Replica(), 5, enable(Purpose.STORAGE, STORAGE));
    }

    @Test
    void enable_registersOnlyWhatMayBeRegistered() {
        Replica replica = Replica.bootstrapped();
        replica.apply(2, register(RAFT, NODE, 4));
        assertHalts(Reason.FORBIDDEN, replica, 5, enable(Purpose.RAFT, RAFT));
    }

    // ---- groups other than control

    @Test
    void dataMarker_knownDek_takesEffectAndRegistersNobody() {
        Replica replica = Replica.bootstrapped();
        var rows = replica.state().registry();
        EnableEnvelope marker = new EnableEnvelope(Purpose.RAFT, Purpose.RAFT, RAFT, new byte[0], by(RAFT, 99));
        assertEquals(Outcome.FRESH, replica.apply(DATA, 70, marker));
        assertEquals(rows, replica.state().registry());
        assertEquals(OptionalLong.of(70), replica.state().group(DATA).cutover());
        assertEquals(1, replica.applied(CONTROL));
        assertEquals(List.of("write active=12", "install data 70 12"), replica.effects);
    }

    /** Control may have rotated on one replica and not on another: "stale" would mean different things. */
    @Test
    void dataMarker_dekNotActiveAnyMore_takesEffectAllTheSame() {
        Replica replica = Replica.bootstrapped();
        replica.apply(2, rotate(Purpose.RAFT, NEXT));
        assertEquals(Outcome.FRESH, replica.apply(DATA, 70, enable(Purpose.RAFT, RAFT)));
        assertEquals("install data 70 13", replica.effects.get(replica.effects.size() - 1));
    }

    @Test
    void dataMarker_retiredDek_takesEffect() {
        Replica replica = Replica.bootstrapped();
        replica.apply(2, rotate(Purpose.RAFT, NEXT));
        replica.apply(3, new RetireDek(RAFT, NODE));
        assertEquals(Outcome.FRESH, replica.apply(DATA, 70, enable(Purpose.RAFT, RAFT)));
    }

    @Test
    void dataMarker_unknownDek_waitsForTheControlGroup() {
        Replica replica = Replica.bootstrapped();
        Result result = replica.applier.apply(at(DATA, 70), enable(Purpose.RAFT, NEXT));
        Result.NotYet wait = assertInstanceOf(Result.NotYet.class, result);
        assertFalse(wait.retry().toCompletableFuture().isDone());
        assertEquals(List.of(), replica.effects);
        replica.apply(2, rotate(Purpose.RAFT, NEXT));
        assertTrue(wait.retry().toCompletableFuture().isDone());
        assertEquals(Outcome.FRESH, replica.apply(DATA, 70, enable(Purpose.RAFT, NEXT)));
    }

    @Test
    void dataMarker_second_keepsTheFirstCutover() {
        Replica replica = Replica.bootstrapped();
        replica.apply(DATA, 70, enable(Purpose.RAFT, RAFT));
        assertEquals(Outcome.ALREADY, replica.apply(DATA, 71, enable(Purpose.RAFT, RAFT)));
        assertEquals(OptionalLong.of(70), replica.state().group(DATA).cutover());
        assertEquals(71, replica.applied(DATA));
    }

    @Test
    void dataMarker_replayed_keepsTheCutover() {
        Replica replica = Replica.bootstrapped();
        replica.apply(DATA, 70, enable(Purpose.RAFT, RAFT));
        KeyState before = replica.state();
        assertEquals(Outcome.ALREADY, replica.apply(DATA, 70, enable(Purpose.RAFT, RAFT)));
        assertEquals(before, replica.state());
    }

    /** The cutover that is known is that of another log under the same identity. */
    @Test
    void dataMarker_beforeTheCutoverThatIsKnown_takesItsPlaceWithAllIndexes() {
        Replica replica = Replica.bootstrapped();
        replica.apply(DATA, 70, enable(Purpose.RAFT, RAFT));
        assertEquals(Outcome.FRESH, replica.apply(DATA, 40, enable(Purpose.RAFT, RAFT)));
        assertEquals(OptionalLong.of(40), replica.state().group(DATA).cutover());
        assertEquals(40, replica.applied(DATA));
    }

    @Test
    void dataGroup_anyOtherEntry_isForbidden() {
        for (EncryptionEntry entry : everyKind()) {
            if (entry.marker().isEmpty() && !(entry instanceof EncryptionEntry.Void)) {
                assertHalts(Reason.FORBIDDEN, Replica.bootstrapped(), DATA, 70, entry);
            }
        }
    }

    @Test
    void voided_anywhere_changesNothing() {
        Replica replica = Replica.bootstrapped();
        KeyState before = replica.state();
        assertEquals(Outcome.ALREADY, replica.apply(9, new EncryptionEntry.Void("test")));
        assertEquals(Outcome.ALREADY, replica.apply(DATA, 9, new EncryptionEntry.Void("test")));
        assertEquals(before, replica.state());
    }

    // ---- rewrap and retire

    @Test
    void rewrap_liveDek_replacesTheBytesAndNothingElse() {
        Replica replica = Replica.bootstrapped();
        WrappedDek anew = new WrappedDek(RAFT, new byte[] {9, 9});
        KeyState.Key before = replica.key(RAFT);
        assertEquals(Outcome.FRESH, replica.apply(6, new RewrapDeks("2", List.of(anew), NODE)));
        KeyState.Key key = replica.key(RAFT);
        assertEquals(new KeyState.Key(before.purpose(), anew, before.created(), before.epoch(), 6), key);
        assertEquals(6, replica.applied(CONTROL));
        assertEquals(List.of("key 12", "write active=12"), replica.effects);
    }

    @Test
    void rewrap_formThatDoesNotUnwrap_haltsAndReplacesNothing() {
        Replica replica = Replica.bootstrapped();
        replica.kekFails = Optional.of(KekException.Kind.CORRUPT);
        assertHalts(Reason.BAD_KEY, replica, 6, new RewrapDeks("2", List.of(wrapped(RAFT)), NODE));
        assertEquals(List.of(), replica.effects);
    }

    @Test
    void rewrap_olderReplayed_neverReplacesANewerWrapping() {
        Replica replica = Replica.bootstrapped();
        replica.apply(6, new RewrapDeks("2", List.of(new WrappedDek(RAFT, new byte[] {6})), NODE));
        replica.apply(7, new RewrapDeks("3", List.of(new WrappedDek(RAFT, new byte[] {7})), NODE));
        KeyState before = replica.state();
        assertEquals(
                Outcome.ALREADY,
                replica.apply(6, new RewrapDeks("2", List.of(new WrappedDek(RAFT, new byte[] {6})), NODE)));
        assertEquals(before, replica.state());
    }

    @Test
    void rewrap_wrappingImportedFromFurtherOn_staysAsItIs() {
        Replica replica = Replica.bootstrapped();
        WrappedDek imported = new WrappedDek(RAFT, new byte[] {8});
        KeyState.Key known = replica.key(RAFT);
        replica.applier.change(state ->
                state.withKey(new KeyState.Key(known.purpose(), imported, known.created(), known.epoch(), 20)));
        replica.apply(6, new RewrapDeks("2", List.of(new WrappedDek(RAFT, new byte[] {6})), NODE));
        assertEquals(imported, replica.key(RAFT).dek());
    }

    @Test
    void rewrap_wrappingImportedFromThisEntry_isNotUnwrappedAgain() {
        Replica replica = Replica.bootstrapped();
        WrappedDek anew = new WrappedDek(RAFT, new byte[] {6});
        replica.applier.change(state -> state.withKey(replica.key(RAFT).wrapped(anew, 6)));
        int before = replica.fetched.size();
        assertEquals(Outcome.FRESH, replica.apply(6, new RewrapDeks("2", List.of(anew), NODE)));
        assertEquals(before, replica.fetched.size());
        assertEquals(anew, replica.key(RAFT).dek());
    }

    @Test
    void rewrap_oneWrappingImportedWhileTheKekIsAsked_replacesTheOtherUnderItsOwnKey() {
        Replica replica = Replica.bootstrapped();
        WrappedDek imported = new WrappedDek(RAFT, new byte[] {8});
        KeyState.Key known = replica.key(RAFT);
        replica.whileFetching = () -> replica.applier.change(state ->
                state.withKey(new KeyState.Key(known.purpose(), imported, known.created(), known.epoch(), 20)));
        WrappedDek storage = new WrappedDek(STORAGE, new byte[] {7});
        replica.apply(6, new RewrapDeks("2", List.of(new WrappedDek(RAFT, new byte[] {6}), storage), NODE));
        assertEquals(imported, replica.key(RAFT).dek());
        assertEquals(storage, replica.key(STORAGE).dek());
        assertTrue(replica.effects.contains("key " + STORAGE), replica.effects::toString);
    }

    @Test
    void rewrap_builtBeforeARotationAndAppliedBehindIt_leavesTheRotationAsItIs() {
        Replica replica = Replica.bootstrapped();
        RewrapDeks built = new RewrapDeks("2", List.of(new WrappedDek(RAFT, new byte[] {6})), NODE);
        replica.apply(6, rotate(Purpose.RAFT, NEXT));
        KeyState.Key rotated = replica.key(NEXT);
        assertEquals(Outcome.FRESH, replica.apply(7, built));
        assertEquals(Optional.of(NEXT), replica.state().activeDek(Purpose.RAFT));
        assertEquals(rotated, replica.key(NEXT));
        assertEquals(built.deks().get(0), replica.key(RAFT).dek());
    }

    @Test
    void rewrap_unknownDek_isForbidden() {
        assertHalts(Reason.FORBIDDEN, Replica.bootstrapped(), 6, new RewrapDeks("2", List.of(wrapped(NEXT)), NODE));
    }

    @Test
    void retire_inactiveDek_destroysItAfterTheWriteForEver() {
        Replica replica = Replica.bootstrapped();
        replica.apply(2, rotate(Purpose.RAFT, NEXT));
        replica.effects.clear();
        assertEquals(Outcome.FRESH, replica.apply(6, new RetireDek(RAFT, NODE)));
        assertEquals(List.of("write active=13", "destroy 12"), replica.effects);
        assertTrue(replica.state().retired().contains(RAFT));
        assertFalse(replica.state().registry().containsKey(Row.of(by(RAFT, 1))));
        assertEquals(Outcome.ALREADY, replica.apply(8, new RetireDek(RAFT, NODE)));
        assertEquals(8, replica.applied(CONTROL));
    }

    @Test
    void retire_activeDek_isForbidden() {
        assertHalts(Reason.FORBIDDEN, Replica.bootstrapped(), 6, new RetireDek(RAFT, NODE));
    }

    @Test
    void retire_unknownDek_isForbidden() {
        assertHalts(Reason.FORBIDDEN, Replica.bootstrapped(), 6, new RetireDek(NEXT, NODE));
    }

    // ---- what surrounds it

    @Test
    void installAll_atStart_installsEachGroupThatIsCutOver() {
        Replica replica = Replica.cutOver(5);
        replica.apply(DATA, 70, enable(Purpose.RAFT, RAFT));
        replica.effects.clear();
        replica.applier.installAll();
        assertEquals(List.of("install control 5 12", "install data 70 12"), replica.effects);
    }

    @Test
    void nextChange_appliedOrChanged_completesOnce() {
        Replica replica = Replica.bootstrapped();
        var change = replica.applier.nextChange();
        replica.apply(1, bootstrap());
        assertFalse(change.isDone(), "a replay is no change");
        replica.applier.change(state -> state.withStorageCutover(3));
        assertTrue(change.isDone());
        assertFalse(replica.applier.nextChange().isDone());
    }
}
