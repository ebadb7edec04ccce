package io.quorumseal.core.internal.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.core.internal.peer.Challenges.Met;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ChallengesTest {
    private final Time time = new Time();
    private final Challenges challenges =
            new Challenges(new Elapsed(() -> Instant.ofEpochMilli(time.now)), new SecureRandom());

    /** What the clock says. */
    private static final class Time {
        private long now = 1_000_000;
    }

    @Test
    void isGood_ownOfThatAskerWithinTheTime() {
        byte[] challenge = challenges.next("n2");
        assertTrue(challenges.isGood("n2", challenge));
        assertFalse(challenges.isGood("n3", challenge));
        time.now += Challenges.GOOD_FOR;
        assertTrue(challenges.isGood("n2", challenge));
        time.now++;
        assertFalse(challenges.isGood("n2", challenge));
    }

    @Test
    void isGood_ofAnotherProcessOrChanged_isNot() {
        Challenges other = new Challenges(new Elapsed(() -> Instant.ofEpochMilli(time.now)), new SecureRandom());
        assertFalse(challenges.isGood("n2", other.next("n2")));
        for (int at = 0; at < Frame.CHALLENGE; at++) {
            byte[] challenge = challenges.next("n2");
            challenge[at] ^= 1;
            assertFalse(challenges.isGood("n2", challenge));
        }
    }

    /** A copy of the process parts from it so. */
    @Test
    void isGood_fromBeforeAReseed_isNot() {
        byte[] challenge = challenges.next("n2");
        challenges.reseed(new SecureRandom());
        assertFalse(challenges.isGood("n2", challenge));
        assertTrue(challenges.isGood("n2", challenges.next("n2")));
    }

    /** What was forgotten because its time was over must not be taken again. */
    @Test
    void isGood_clockIsSetBack_isNot() {
        byte[] challenge = challenges.next("n2");
        assertEquals(Met.NEW, challenges.met(tag(1)));
        time.now += Challenges.GOOD_FOR + 1;
        assertEquals(Met.NEW, challenges.met(tag(2)));
        time.now -= Challenges.GOOD_FOR;
        assertFalse(challenges.isGood("n2", challenge));
    }

    @Test
    void met_again_isKnownForAsLongAsItsChallengeIsGood() {
        assertEquals(Met.NEW, challenges.met(tag(1)));
        assertEquals(Met.NEW, challenges.met(tag(2)));
        time.now += Challenges.GOOD_FOR;
        assertEquals(Met.AGAIN, challenges.met(tag(1)));
    }

    @Test
    void met_tooMany_areNotRememberedAndNotTaken() {
        for (int i = 0; i < Challenges.MOST_REMEMBERED; i++) {
            assertEquals(Met.NEW, challenges.met(tag(i)));
        }
        assertEquals(Met.NO_ROOM, challenges.met(tag(-1)));
        time.now += Challenges.GOOD_FOR + 1;
        assertEquals(Met.NEW, challenges.met(tag(-1)));
    }

    private static byte[] tag(int number) {
        return ByteBuffer.allocate(Frame.TAG).putInt(number).array();
    }
}
