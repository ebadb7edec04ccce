package io.quorumseal.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.EncryptionEntry.WrappedDek;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DekCipherTest {
    private static final DekCipher SECOND = new DekCipher(2, DekCipher.TERM, commitment(1));

    @Test
    void equals_eachPart_counts() {
        assertEquals(SECOND, new DekCipher(2, DekCipher.TERM, commitment(1)));
        assertEquals(SECOND.hashCode(), new DekCipher(2, DekCipher.TERM, commitment(1)).hashCode());
        assertNotEquals(SECOND, new DekCipher(3, DekCipher.TERM, commitment(1)));
        assertNotEquals(SECOND, new DekCipher(2, DekCipher.TERM_AND_INDEX, commitment(1)));
        assertNotEquals(SECOND, new DekCipher(2, DekCipher.TERM, commitment(2)));
    }

    @Test
    void commitment_changedFromOutside_staysWhatItWas() {
        byte[] given = commitment(1);
        DekCipher cipher = new DekCipher(2, DekCipher.TERM, given);
        given[0] ^= 1;
        cipher.commitment()[1] ^= 1;
        assertArrayEquals(commitment(1), cipher.commitment());
    }

    @Test
    void isSuite1_withAnythingElse_isFalse() {
        assertTrue(new DekCipher(1, DekCipher.NOTHING, new byte[0]).isSuite1());
        assertFalse(new DekCipher(1, DekCipher.TERM, new byte[0]).isSuite1());
        assertFalse(SECOND.isSuite1());
    }

    @Test
    void key_wrappedAndRecordedAnew_keepsItsCipher() {
        WrappedDek dek = new WrappedDek(new DekId(7), new byte[] {1});
        KeyState.Key key = new KeyState.Key(Purpose.RAFT, dek, SECOND, Instant.EPOCH, LocalEpoch.ZERO, 3);
        WrappedDek anew = new WrappedDek(new DekId(7), new byte[] {2});
        assertEquals(
                new KeyState.Key(Purpose.RAFT, anew, SECOND, Instant.EPOCH, LocalEpoch.ZERO, 9), key.wrapped(anew, 9));
        assertEquals(
                new KeyState.Key(Purpose.RAFT, dek, SECOND, Instant.EPOCH, LocalEpoch.ZERO, 0), key.wrappedAnywhere());
        assertEquals(
                new KeyState.Key(Purpose.RAFT, dek, SECOND, Instant.EPOCH, new LocalEpoch(4), 3),
                key.recorded(new LocalEpoch(4)));
    }

    private static byte[] commitment(int first) {
        byte[] commitment = new byte[DekCipher.COMMITMENT_SIZE];
        commitment[0] = (byte) first;
        return commitment;
    }
}
