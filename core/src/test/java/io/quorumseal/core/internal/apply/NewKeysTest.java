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
import static io.quorumseal.core.internal.apply.Replica.enable;
import static io.quorumseal.core.internal.apply.Replica.newKey;
import static io.quorumseal.core.internal.apply.Replica.newKeys;
import static io.quorumseal.core.internal.apply.Replica.register;
import static io.quorumseal.core.internal.apply.Replica.rotate;
import static io.quorumseal.core.internal.apply.Replica.second;
import static io.quorumseal.core.internal.apply.Replica.wrapped;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.Applier.Outcome;
import io.quorumseal.api.AuditRecord;
import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.EnableEnvelope;
import io.quorumseal.api.EncryptionEntry.NewKey;
import io.quorumseal.api.EncryptionEntry.NewKeys;
import io.quorumseal.api.EncryptionEntry.NewKeys.What;
import io.quorumseal.api.EncryptionEntry.NewLog;
import io.quorumseal.api.EncryptionEntry.RetireDek;
import io.quorumseal.api.EncryptionEntry.RewrapDeks;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.HaltApplyException.Reason;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** DEKs of another suite than 1, from the entry that brings them on. */
class NewKeysTest {
    private static final DekId LATER = DekId.of(14);

    private static NewKeys first() {
        return newKeys(What.BOOTSTRAP, newKey(Purpose.STORAGE, STORAGE), newKey(Purpose.RAFT, RAFT));
    }

    private static NewKeys next(Purpose purpose, DekId dek) {
        return newKeys(What.ROTATE, newKey(purpose, dek));
    }

    /** A replica whose keys are of suite 2, and nothing noted yet. */
    private static Replica ofSuite2() {
        Replica replica = new Replica();
        replica.apply(1, first());
        replica.effects.clear();
        return replica;
    }

    private static void assertHalts(Reason reason, Replica replica, long index, EncryptionEntry entry) {
        KeyState before = replica.state();
        HaltApplyException halt = assertThrows(HaltApplyException.class, () -> replica.apply(index, entry));
        assertEquals(reason, halt.reason(), halt.getMessage());
        assertEquals(before, replica.state());
    }

    // ---- bootstrap

    @Test
    void bootstrap_first_bringsKeysAndRegistersNobody() {
        Replica replica = new Replica();
        assertEquals(Outcome.FRESH, replica.apply(3, first()));
        assertEquals(List.of("key 11", "key 12", "write active=12"), replica.effects);
        Instant now = Instant.parse("2026-01-02T03:04:05Z");
        assertEquals(
                new KeyState.Key(Purpose.RAFT, wrapped(RAFT), second(Purpose.RAFT, 12), now, OPENING, 3),
                replica.key(RAFT));
        assertEquals(Optional.of(STORAGE), replica.state().activeDek(Purpose.STORAGE));
        assertEquals(Map.of(), replica.state().registry());
        assertEquals(3, replica.applied(CONTROL));
        assertEquals(0, replica.state().group(CONTROL).registered());
    }

    @Test
    void bootstrap_sameKeysInAnotherWrapping_movesTheIndexOnly() {
        Replica replica = ofSuite2();
        NewKey anew = new NewKey(Purpose.RAFT, second(Purpose.RAFT, 12), new WrappedDek(RAFT, new byte[] {9}));
        KeyState.Key before = replica.key(RAFT);
        assertEquals(
                Outcome.ALREADY, replica.apply(8, newKeys(What.BOOTSTRAP, newKey(Purpose.STORAGE, STORAGE), anew)));
        assertEquals(before, replica.key(RAFT));
        assertEquals(8, replica.applied(CONTROL));
    }

    static List<NewKeys> others() {
        NewKey storage = newKey(Purpose.STORAGE, STORAGE);
        NewKey commitment = new NewKey(Purpose.RAFT, second(Purpose.RAFT, 99), wrapped(RAFT));
        byte[] same = second(Purpose.RAFT, 12).commitment();
        NewKey binds = new NewKey(Purpose.RAFT, new DekCipher(2, DekCipher.TERM_AND_INDEX, same), wrapped(RAFT));
        return List.of(
                newKeys(What.BOOTSTRAP, storage, newKey(Purpose.RAFT, NEXT)),
                newKeys(What.BOOTSTRAP, newKey(Purpose.STORAGE, NEXT), newKey(Purpose.RAFT, RAFT)),
                newKeys(What.BOOTSTRAP, storage, commitment),
                newKeys(What.BOOTSTRAP, storage, binds));
    }

    @ParameterizedTest
    @MethodSource("others")
    void bootstrap_otherKeysThanThere_isForbidden(NewKeys entry) {
        assertHalts(Reason.FORBIDDEN, ofSuite2(), 8, entry);
    }

    @Test
    void bootstrap_behindOneOfTheOtherSuite_isForbidden() {
        assertHalts(Reason.FORBIDDEN, Replica.bootstrapped(), 8, first());
        assertHalts(Reason.FORBIDDEN, ofSuite2(), 8, bootstrap());
    }

    @Test
    void bootstrap_replayedAfterARotation_changesNothing() {
        Replica replica = ofSuite2();
        replica.apply(2, next(Purpose.RAFT, NEXT));
        KeyState before = replica.state();
        replica.effects.clear();
        assertEquals(Outcome.ALREADY, replica.apply(1, first()));
        assertEquals(before, replica.state());
        assertEquals(List.of(), replica.effects);
    }

    // ---- rotation

    @Test
    void rotate_fromSuite1_makesTheNewDekActiveAndLeavesTheOldOne() {
        Replica replica = Replica.cutOver(5);
        assertEquals(Outcome.FRESH, replica.apply(6, next(Purpose.RAFT, NEXT)));
        assertEquals(List.of("key 13", "write active=13", "install control 5 13"), replica.effects);
        assertEquals(second(Purpose.RAFT, 13), replica.key(NEXT).cipher());
        assertEquals(DekCipher.SUITE_1, replica.key(RAFT).cipher());
        assertEquals(DekCipher.SUITE_1, replica.key(STORAGE).cipher());
        assertEquals(6, replica.applied(CONTROL));
    }

    @Test
    void rotate_both_isOneWriteAndInstallsEachGroupOnce() {
        Replica replica = Replica.cutOver(5);
        NewKeys both = newKeys(What.ROTATE, newKey(Purpose.STORAGE, NEXT), newKey(Purpose.RAFT, LATER));
        assertEquals(Outcome.FRESH, replica.apply(6, both));
        assertEquals(List.of("key 13", "key 14", "write active=14", "install control 5 14"), replica.effects);
        assertEquals(Optional.of(NEXT), replica.state().activeDek(Purpose.STORAGE));
    }

    @Test
    void rotate_storage_installsNothing() {
        Replica replica = Replica.cutOver(5);
        replica.apply(6, next(Purpose.STORAGE, NEXT));
        assertEquals(List.of("key 13", "write active=12"), replica.effects);
    }

    @Test
    void rotate_olderReplayed_neverMovesTheActiveDekBack() {
        Replica replica = Replica.cutOver(5);
        replica.apply(6, next(Purpose.RAFT, NEXT));
        replica.apply(7, next(Purpose.RAFT, LATER));
        KeyState before = replica.state();
        replica.effects.clear();
        assertEquals(Outcome.ALREADY, replica.apply(6, next(Purpose.RAFT, NEXT)));
        assertEquals(List.of("install control 5 14"), replica.effects);
        assertEquals(before, replica.state());
    }

    @Test
    void rotate_toALowerSuite_isForbidden() {
        assertHalts(Reason.FORBIDDEN, ofSuite2(), 6, rotate(Purpose.RAFT, NEXT));
        assertHalts(Reason.FORBIDDEN, ofSuite2(), 6, rotate(Purpose.STORAGE, NEXT));
        Replica back = Replica.bootstrapped();
        back.apply(6, next(Purpose.RAFT, NEXT));
        assertHalts(Reason.FORBIDDEN, back, 7, rotate(Purpose.RAFT, RAFT));
        assertEquals(Outcome.FRESH, back.apply(7, rotate(Purpose.STORAGE, LATER)), "the other purpose is of suite 1");
    }

    @Test
    void dryRun_rotationToALowerSuite_isRefusedBeforeItIsProposed() {
        HaltApplyException refused = assertThrows(
                HaltApplyException.class, () -> ofSuite2().applier.dryRun(at(CONTROL, 6), rotate(Purpose.RAFT, NEXT)));
        assertTrue(String.valueOf(refused.getMessage()).contains("suite 1"), refused.getMessage());
    }

    @Test
    void rotate_lowerSuiteReplayed_changesNothing() {
        Replica replica = Replica.bootstrapped();
        replica.apply(5, rotate(Purpose.RAFT, LATER));
        replica.apply(6, next(Purpose.RAFT, NEXT));
        KeyState before = replica.state();
        assertEquals(Outcome.ALREADY, replica.apply(5, rotate(Purpose.RAFT, LATER)));
        assertEquals(before, replica.state());
    }

    @Test
    void rotate_knownIdWithAnotherCommitment_isForbidden() {
        NewKey other = new NewKey(Purpose.RAFT, second(Purpose.RAFT, 99), wrapped(RAFT));
        assertHalts(Reason.FORBIDDEN, ofSuite2(), 6, newKeys(What.ROTATE, other));
        assertHalts(Reason.FORBIDDEN, Replica.bootstrapped(), 6, next(Purpose.RAFT, RAFT));
    }

    @Test
    void rotate_toADekOfTheOtherPurposeOrARetiredOne_isForbidden() {
        assertHalts(Reason.FORBIDDEN, ofSuite2(), 6, next(Purpose.RAFT, STORAGE));
        Replica replica = ofSuite2();
        replica.apply(2, next(Purpose.RAFT, NEXT));
        replica.apply(3, new RetireDek(RAFT, NODE));
        assertHalts(Reason.FORBIDDEN, replica, 4, next(Purpose.RAFT, RAFT));
    }

    @Test
    void rotate_withoutKeys_halts() {
        assertHalts(Reason.NOT_BOOTSTRAPPED, new Replica(), 4, next(Purpose.RAFT, NEXT));
    }

    @Test
    void rotate_oneKeyDoesNotUnwrap_haltsAndChangesNothing() {
        Replica replica = ofSuite2();
        replica.kekFails = Optional.of(KekException.Kind.CORRUPT);
        assertHalts(Reason.BAD_KEY, replica, 6, next(Purpose.RAFT, NEXT));
        assertEquals(List.of(), replica.effects);
    }

    // ---- shape

    static List<NewKeys> misshapen() {
        NewKey raft = newKey(Purpose.RAFT, NEXT);
        return List.of(
                newKeys(What.ROTATE),
                newKeys(What.BOOTSTRAP, raft),
                newKeys(What.ROTATE, raft, newKey(Purpose.STORAGE, LATER)),
                newKeys(What.ROTATE, raft, newKey(Purpose.RAFT, LATER)),
                newKeys(What.ROTATE, newKey(Purpose.STORAGE, NEXT), raft),
                newKeys(What.ROTATE, new NewKey(Purpose.RAFT, DekCipher.SUITE_1, wrapped(NEXT))),
                newKeys(What.ROTATE, new NewKey(Purpose.RAFT, second(Purpose.STORAGE, 13), wrapped(NEXT))),
                newKeys(What.ROTATE, new NewKey(Purpose.RAFT, new DekCipher(2, 1, new byte[31]), wrapped(NEXT))),
                newKeys(What.ROTATE, new NewKey(Purpose.RAFT, new DekCipher(3, 1, new byte[32]), wrapped(NEXT))),
                newKeys(
                        What.ROTATE,
                        new NewKey(Purpose.RAFT, second(Purpose.RAFT, 13), new WrappedDek(NEXT, new byte[0]))));
    }

    @ParameterizedTest
    @MethodSource("misshapen")
    void newKeys_misshapen_isMalformedAlsoWhenReplayed(NewKeys entry) {
        assertHalts(Reason.MALFORMED, new Replica(), 1, entry);
        assertHalts(Reason.MALFORMED, ofSuite2(), 9, entry);
        assertHalts(Reason.MALFORMED, ofSuite2(), 1, entry);
    }

    // ---- what else happens to DEKs of suite 2

    @Test
    void register_underADekOfSuite2_writesNoRow() {
        Replica replica = ofSuite2();
        assertEquals(Outcome.FRESH, replica.apply(4, register(RAFT, NODE, 9)));
        assertEquals(Map.of(), replica.state().registry());
    }

    @Test
    void cutover_underADekOfSuite2_takesEffectAndWritesNoRow() {
        Replica replica = ofSuite2();
        assertEquals(Outcome.FRESH, replica.apply(4, enable(Purpose.RAFT, RAFT)));
        assertEquals(Outcome.FRESH, replica.apply(5, enable(Purpose.STORAGE, STORAGE)));
        assertEquals(OptionalLong.of(4), replica.state().group(CONTROL).cutover());
        assertEquals(OptionalLong.of(5), replica.state().storageCutover());
        assertEquals(Map.of(), replica.state().registry());
    }

    @Test
    void cutover_underADekOfSuite2WithARegistrationUnderAnother_isMalformed() {
        EnableEnvelope entry =
                new EnableEnvelope(Purpose.RAFT, Purpose.RAFT, RAFT, new byte[0], Replica.by(STORAGE, 1));
        assertHalts(Reason.MALFORMED, ofSuite2(), 4, entry);
    }

    @Test
    void dataMarker_underADekOfSuite2_takesEffect() {
        Replica replica = ofSuite2();
        assertEquals(Outcome.FRESH, replica.apply(DATA, 40, enable(Purpose.RAFT, RAFT)));
        assertEquals(List.of("write active=12", "install data 40 12"), replica.effects);
    }

    @Test
    void rewrap_dekOfSuite2_keepsItsCipher() {
        Replica replica = ofSuite2();
        WrappedDek anew = new WrappedDek(RAFT, new byte[] {9, 9});
        KeyState.Key before = replica.key(RAFT);
        replica.apply(6, new RewrapDeks("2", List.of(anew), NODE));
        assertEquals(before.wrapped(anew, 6), replica.key(RAFT));
        assertEquals(second(Purpose.RAFT, 12), replica.key(RAFT).cipher());
    }

    @Test
    void newLog_belowTheWrapping_keepsTheCipher() {
        Replica replica = new Replica();
        replica.apply(9, first());
        replica.apply(3, new NewLog(1, false, KeyState.EMPTY, NODE));
        assertEquals(0, replica.key(RAFT).wrapIndex());
        assertEquals(second(Purpose.RAFT, 12), replica.key(RAFT).cipher());
    }

    @Test
    void audit_newKeys_recordsWhatTheyWereBroughtFor() {
        Replica replica = new Replica();
        replica.apply(3, first());
        replica.apply(4, next(Purpose.RAFT, NEXT));
        replica.apply(4, next(Purpose.RAFT, NEXT));
        List<AuditRecord> records = replica.state().group(CONTROL).audit().recent();
        assertEquals(
                List.of(AuditRecord.Event.BOOTSTRAP, AuditRecord.Event.ROTATE_DEK),
                records.stream().map(AuditRecord::event).toList());
        assertEquals(
                List.of("storage DEK 11 of suite 2, raft DEK 12 of suite 2", "raft DEK 13 of suite 2"),
                records.stream().map(AuditRecord::subject).toList());
        assertEquals(List.of(NODE, NODE), records.stream().map(AuditRecord::by).toList());
    }
}
