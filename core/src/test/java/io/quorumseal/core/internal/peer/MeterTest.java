package io.quorumseal.core.internal.peer;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class MeterTest {
    private static final long MINUTE = 60_000;

    private long now = 1_000_000;

    @Test
    void passes_asMuchAsAMinuteHas_andThenAsItComesBack() {
        Meter meter = new Meter(10, new Elapsed(() -> Instant.ofEpochMilli(now)));
        for (int i = 0; i < 10; i++) {
            assertTrue(meter.passes(1));
        }
        assertFalse(meter.passes(1));
        now += MINUTE / 10;
        assertTrue(meter.passes(1));
        assertFalse(meter.passes(1));
        now += 100 * MINUTE;
        assertTrue(meter.passes(10));
        assertFalse(meter.passes(1));
    }

    @Test
    void passes_clockIsSetBack_goesOnFromThere() {
        Meter meter = new Meter(10, new Elapsed(() -> Instant.ofEpochMilli(now)));
        assertTrue(meter.passes(10));
        now -= 60 * MINUTE;
        assertFalse(meter.passes(1));
        now += MINUTE;
        assertTrue(meter.passes(10));
    }

    /** Or key state that has grown beyond the measure could never leave. */
    @Test
    void passes_biggerThanTheMeasure_whenItIsFull_andIsPaidFor() {
        Meter meter = new Meter(10, new Elapsed(() -> Instant.ofEpochMilli(now)));
        assertTrue(meter.passes(30));
        now += 2 * MINUTE;
        assertFalse(meter.passes(1));
        now += MINUTE;
        assertTrue(meter.passes(10));
    }
}
