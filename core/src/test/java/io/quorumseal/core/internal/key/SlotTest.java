package io.quorumseal.core.internal.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SlotTest {
    private static final int KEPT = 64 * 1024;

    private final Slot<AutoCloseable> slot = new Slot<>(() -> {}, new byte[0]);

    @Test
    void aad_ofAnySize_isExactlySo() {
        for (int size : new int[] {0, 1, 256, 257, 100, KEPT, KEPT + 1, 3}) {
            ByteBuffer aad = slot.aad(size);
            assertEquals(0, aad.position());
            assertEquals(size, aad.remaining());
        }
    }

    @Test
    void aad_upToTheKeptSize_isUsedAgain() {
        byte[] small = slot.aad(256).array();
        assertSame(small, slot.aad(256).array());
        byte[] large = slot.aad(KEPT).array();
        assertSame(large, slot.aad(1).array());
        assertSame(large, slot.aad(KEPT).array());
    }

    @Test
    void aad_beyondTheKeptSize_isNotKept() {
        byte[] kept = slot.aad(1).array();
        assertNotSame(slot.aad(KEPT + 1).array(), slot.aad(KEPT + 1).array());
        assertSame(kept, slot.aad(1).array());
    }

    @Test
    void count_bytes_areToldOnceTheyAreMany() {
        assertEquals(0, slot.count(Slot.COUNTED_ALONE - 1));
        assertEquals(Slot.COUNTED_ALONE, slot.count(1));
        assertEquals(0, slot.count(Slot.COUNTED_ALONE - 1));
        assertEquals(Slot.COUNTED_ALONE + 4, slot.count(5));
    }

    @Test
    void nextCount_slotThatNoPoolKeeps_setsNothingAside() {
        NonceCounter counter = new NonceCounter(NonceCounter.NO_LIMIT, NonceCounter.NO_LIMIT);
        assertEquals(1, slot.nextCount(counter));
        assertEquals(2, slot.nextCount(counter));
        assertEquals(2, counter.used());
        slot.keepAt(0);
        assertEquals(3, slot.nextCount(counter));
        assertEquals(NonceCounter.BLOCK, counter.used());
    }
}
