package io.quorumseal.core.internal.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.Purpose;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImportsTest {
    private static final GroupId CONTROL = new GroupId("control");
    private static final DekId DEK = new DekId(7);
    private static final DekId NEXT = new DekId(8);

    @Test
    void merged_newDekOfAnotherSuite_comesWithItsCipher() {
        KeyState mine = state(5, key(DEK, DekCipher.SUITE_1, 1));
        KeyState theirs = state(6, key(DEK, DekCipher.SUITE_1, 1), key(NEXT, second(1), 6));
        KeyState merged = Imports.merged(mine, theirs, CONTROL);
        assertEquals(second(1), Objects.requireNonNull(merged.keys().get(NEXT)).cipher());
        assertEquals(Optional.of(NEXT), merged.activeDek(Purpose.RAFT));
    }

    @Test
    void merged_newerWrapping_keepsTheCipher() {
        KeyState merged = Imports.merged(state(5, key(DEK, second(1), 1)), state(6, key(DEK, second(1), 6)), CONTROL);
        assertEquals(key(DEK, second(1), 6), merged.keys().get(DEK));
    }

    @Test
    void merged_oneIdWithTwoCommitments_halts() {
        HaltApplyException halt = assertThrows(
                HaltApplyException.class,
                () -> Imports.merged(state(5, key(DEK, second(1), 1)), state(6, key(DEK, second(2), 6)), CONTROL));
        assertEquals(HaltApplyException.Reason.FORBIDDEN, halt.reason());
        assertTrue(String.valueOf(halt.getMessage()).contains("DEK 7 "), halt.getMessage());
    }

    @Test
    void merged_oneIdInTwoSuites_haltsWhoeverIsAhead() {
        KeyState first = state(5, key(DEK, DekCipher.SUITE_1, 1));
        KeyState second = state(6, key(DEK, second(1), 6));
        assertThrows(HaltApplyException.class, () -> Imports.merged(first, second, CONTROL));
        assertThrows(HaltApplyException.class, () -> Imports.merged(second, first, CONTROL));
    }

    @Test
    void merged_oneIdForTwoPurposes_halts() {
        KeyState.Key raft = key(DEK, DekCipher.SUITE_1, 1);
        KeyState.Key storage = new KeyState.Key(Purpose.STORAGE, raft.dek(), Instant.EPOCH, LocalEpoch.ZERO, 6);
        assertThrows(
                HaltApplyException.class,
                () -> Imports.merged(state(5, raft), KeyState.EMPTY.withKey(storage), CONTROL));
    }

    @Test
    void merged_whatIsOfTheLogBeforeAnAcceptedOne_doesNotComeBack() {
        GroupId data = new GroupId("data");
        KeyState old = state(5, key(DEK, second(1), 1))
                .withGroup(data, group -> group.in("log").cutOverAt(22));
        KeyState mine = old.withGroup(data, group -> group.begunAnew(1, 3, true));
        for (KeyState merged : List.of(
                Imports.merged(mine, old, CONTROL),
                Imports.mergedGroup(mine, old, data),
                Imports.merged(old, mine, CONTROL),
                Imports.mergedGroup(old, mine, data))) {
            assertEquals(1, merged.group(data).generation());
            assertTrue(merged.group(data).cutover().isEmpty());
            assertTrue(merged.group(data).undecided());
            assertEquals(3, merged.group(data).applied());
        }
    }

    /** The last of the keys is the active one. */
    private static KeyState state(long applied, KeyState.Key... keys) {
        KeyState state =
                KeyState.EMPTY.withGroup(CONTROL, group -> group.in("log").appliedThrough(applied));
        for (KeyState.Key key : keys) {
            state = state.withKey(key).withActive(Purpose.RAFT, key.dek().id());
        }
        return state;
    }

    private static KeyState.Key key(DekId id, DekCipher cipher, long wrapIndex) {
        WrappedDek dek = new WrappedDek(id, new byte[] {(byte) wrapIndex});
        return new KeyState.Key(Purpose.RAFT, dek, cipher, Instant.EPOCH, LocalEpoch.ZERO, wrapIndex);
    }

    private static DekCipher second(int commitment) {
        byte[] bytes = new byte[DekCipher.COMMITMENT_SIZE];
        bytes[0] = (byte) commitment;
        return new DekCipher(2, DekCipher.TERM, bytes);
    }
}
