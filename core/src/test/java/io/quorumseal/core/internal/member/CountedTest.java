package io.quorumseal.core.internal.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.internal.change.RegistrationDesk;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is asked of a node for its nonces, as a cluster moves from counted ones to others. */
class CountedTest {
    private static final DekId OLD_STORAGE = new DekId(1);
    private static final DekId OLD_RAFT = new DekId(2);
    private static final DekId STORAGE = new DekId(3);
    private static final DekId RAFT = new DekId(4);
    private static final NodeId NODE = NodeId.ofName("n1");
    private static final LocalEpoch OPENING = new LocalEpoch(7);

    /** Both are counted, and this opening's number stands under one of them. */
    private static KeyState counted() {
        return KeyState.EMPTY
                .withKey(key(OLD_STORAGE, Purpose.STORAGE, 1))
                .withKey(key(OLD_RAFT, Purpose.RAFT, 1))
                .withActive(Purpose.STORAGE, OLD_STORAGE)
                .withActive(Purpose.RAFT, OLD_RAFT)
                .withWriter(new KeyState.Row(OLD_RAFT, NODE.low16()), new KeyState.Writer(NODE, OPENING, OPENING));
    }

    private static KeyState storageMoved() {
        return counted().withKey(key(STORAGE, Purpose.STORAGE, 2)).withActive(Purpose.STORAGE, STORAGE);
    }

    private static KeyState bothMoved() {
        return storageMoved().withKey(key(RAFT, Purpose.RAFT, 2)).withActive(Purpose.RAFT, RAFT);
    }

    private static KeyState.Key key(DekId id, Purpose purpose, int suite) {
        DekCipher cipher = suite == 1 ? DekCipher.SUITE_1 : new DekCipher(suite, 0, new byte[32]);
        return new KeyState.Key(purpose, new WrappedDek(id, new byte[1]), cipher, Instant.EPOCH, LocalEpoch.ZERO, 1);
    }

    private static OwnRegistrations own() {
        return new OwnRegistrations(NODE, 1);
    }

    @Test
    void missing_asTheClusterMoves_areThoseThatAreCounted() {
        assertEquals(List.of(OLD_RAFT, OLD_STORAGE), own().missing(counted()));
        assertEquals(List.of(OLD_RAFT), own().missing(storageMoved()));
        assertEquals(List.of(), own().missing(bothMoved()));
    }

    @Test
    void sealing_activeDekIsNotCounted_waitsForOneAnswerAndNoRegistration() {
        OwnRegistrations own = own();
        assertEquals(Optional.empty(), own.sealing(storageMoved()));
        assertEquals(Optional.empty(), own.sealing(bothMoved()));
        assertTrue(own.awaitsAnswer(bothMoved()));
        own.heard();
        assertEquals(Optional.empty(), own.sealing(storageMoved()));
        assertEquals(Optional.of(RAFT), own.sealing(bothMoved()));
        assertFalse(own.awaitsAnswer(bothMoved()));
    }

    /** As long as anything is sealed with a counted nonce, a row under any such DEK tells of another life. */
    @Test
    void look_numberIsAnotherLifes_isRefusedWhileAnythingIsCounted() {
        assertEquals(OwnRegistrations.Standing.ANOTHER_LIFE, own().look(CountedTest::counted, OPENING));
        assertEquals(OwnRegistrations.Standing.ANOTHER_LIFE, own().look(CountedTest::storageMoved, OPENING));
        assertEquals(OwnRegistrations.Standing.PROVED, own().look(CountedTest::bothMoved, OPENING));
    }

    @Test
    void objection_numberOrNameIsTaken_isMadeWhileAnythingIsCounted() {
        assertTrue(RegistrationDesk.objection(storageMoved(), NODE, OPENING, Set.of())
                .isPresent());
        assertEquals(Optional.empty(), RegistrationDesk.objection(bothMoved(), NODE, OPENING, Set.of()));
        NodeId twin = new NodeId(NODE.full() ^ (1L << 40));
        assertEquals(NODE.low16(), twin.low16());
        assertTrue(RegistrationDesk.objection(storageMoved(), twin, OPENING, Set.of())
                .isPresent());
        assertEquals(Optional.empty(), RegistrationDesk.objection(bothMoved(), twin, OPENING, Set.of()));
    }
}
