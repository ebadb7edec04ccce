package io.quorumseal.example.kv.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.example.kv.soak.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {
    private static final int RANDOM_HISTORIES = 10_000;

    private static Operation write(long value, long asked, long answered) {
        return new Operation(0, Kind.WRITE, value, asked, answered);
    }

    private static Operation openWrite(long value, long asked) {
        return write(value, asked, Operation.OPEN);
    }

    private static Operation read(long value, long asked, long answered) {
        return new Operation(0, Kind.READ, value, asked, answered);
    }

    private static void assertAccepted(Operation... operations) {
        assertEquals(Optional.empty(), Linearizability.violation(List.of(operations)));
    }

    private static void assertRefused(Operation... operations) {
        assertTrue(Linearizability.violation(List.of(operations)).isPresent());
    }

    @Test
    void violation_nothingHappened_isNone() {
        assertAccepted();
    }

    @Test
    void violation_oneAfterTheOther_isNone() {
        assertAccepted(read(0, 0, 1), write(1, 2, 3), read(1, 4, 5), write(2, 6, 7), read(2, 8, 9));
    }

    @Test
    void violation_readOfWhatWasOverwritten_isFound() {
        assertRefused(write(1, 0, 1), write(2, 2, 3), read(1, 4, 5));
    }

    @Test
    void violation_readOfNothingBehindAWrite_isFound() {
        assertRefused(write(1, 0, 1), read(0, 2, 3));
    }

    @Test
    void violation_readOfWhatNobodyWrote_isFound() {
        assertRefused(write(1, 0, 1), read(7, 0, 1));
    }

    @Test
    void violation_readThatEndsBeforeTheWriteBegins_isFound() {
        assertRefused(read(1, 0, 1), write(1, 2, 3));
    }

    @Test
    void violation_readDuringAWrite_mayReadOldOrNew() {
        assertAccepted(write(1, 0, 1), write(2, 2, 9), read(1, 3, 4), read(2, 5, 6));
    }

    @Test
    void violation_newThenOldDuringAWrite_isFound() {
        assertRefused(write(1, 0, 1), write(2, 2, 9), read(2, 3, 4), read(1, 5, 6));
    }

    @Test
    void violation_overlappingReadsOfNewAndOld_isNone() {
        assertAccepted(write(1, 0, 1), write(2, 2, 9), read(2, 3, 6), read(1, 4, 7));
    }

    @Test
    void violation_writesSideBySide_mayTakeEffectInAnyOrder() {
        assertAccepted(write(1, 0, 9), write(2, 1, 8), read(2, 10, 11));
        assertAccepted(write(1, 0, 9), write(2, 1, 8), read(1, 10, 11));
    }

    @Test
    void violation_twoReadersThatSeeWritesInDifferentOrders_isFound() {
        assertRefused(write(1, 0, 9), write(2, 0, 9), read(1, 10, 11), read(2, 12, 13));
        assertRefused(write(1, 0, 9), write(2, 0, 9), read(1, 1, 2), read(2, 3, 4), read(1, 5, 6));
    }

    @Test
    void violation_momentsAtOneTime_areTakenAsOverlapping() {
        assertAccepted(write(1, 0, 5), read(0, 5, 6));
    }

    @Test
    void violation_unknownWriteThatNobodyReads_isNone() {
        assertAccepted(write(1, 0, 1), openWrite(2, 2), read(1, 3, 4), read(1, 5, 6));
    }

    @Test
    void violation_unknownWriteThatTakesEffectLate_isNone() {
        assertAccepted(write(1, 0, 1), openWrite(2, 2), write(3, 3, 4), read(3, 5, 6), read(2, 7, 8));
    }

    @Test
    void violation_unknownWriteThatTakesEffectTwice_isFound() {
        assertRefused(openWrite(2, 0), read(2, 1, 2), write(3, 3, 4), read(3, 5, 6), read(2, 7, 8));
    }

    @Test
    void violation_unknownWriteThatWasReadAndIsGone_isFound() {
        assertRefused(write(1, 0, 1), openWrite(2, 2), read(2, 3, 4), read(1, 5, 6));
    }

    @Test
    void violation_unknownWriteReadBeforeItWasAsked_isFound() {
        assertRefused(read(2, 0, 1), openWrite(2, 2));
    }

    @Test
    void violation_valueWrittenTwice_cannotBeDecided() {
        List<Operation> operations = List.of(write(1, 0, 1), write(1, 2, 3));
        assertThrows(IllegalArgumentException.class, () -> Linearizability.violation(operations));
    }

    @Test
    void violation_randomHistories_isWhatTryingAllOrdersFinds() {
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < RANDOM_HISTORIES; i++) {
            List<Operation> history = randomHistory(random);
            boolean expected = AllOrders.explain(history);
            assertEquals(expected, Linearizability.violation(history).isEmpty(), history::toString);
            refused += expected ? 0 : 1;
        }
        assertTrue(refused > RANDOM_HISTORIES / 10 && refused < RANDOM_HISTORIES * 9 / 10, "refused: " + refused);
    }

    /** Up to three writes, some of them open, and up to four reads of any of their values. */
    private static List<Operation> randomHistory(Random random) {
        List<Operation> history = new ArrayList<>();
        int writes = 1 + random.nextInt(3);
        for (int value = 1; value <= writes; value++) {
            int asked = random.nextInt(12);
            boolean open = random.nextInt(3) == 0;
            history.add(write(value, asked, open ? Operation.OPEN : asked + 1 + random.nextInt(8)));
        }
        int reads = 1 + random.nextInt(4);
        for (int i = 0; i < reads; i++) {
            int asked = random.nextInt(14);
            history.add(read(random.nextInt(writes + 1), asked, asked + 1 + random.nextInt(8)));
        }
        return history;
    }

    @Test
    void violation_longHistoryOfARegister_isNoneUntilOneReadIsStale() {
        List<Operation> history = RandomRegister.history(new Random(2), 20_000);
        assertEquals(Optional.empty(), Linearizability.violation(history));

        Operation stale = history.stream().filter(Operation::writes).findFirst().orElseThrow();
        long end = history.stream()
                .mapToLong(operation -> operation.open() ? operation.asked() : operation.answered())
                .max()
                .orElseThrow();
        List<Operation> changed = new ArrayList<>(history);
        changed.add(read(stale.value(), end + 1, end + 2));
        assertTrue(Linearizability.violation(changed).isPresent());
    }
}
