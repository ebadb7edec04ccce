package io.quorumseal.core.internal.change;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RotatorTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void isOld_youngerThanTheAge_isNotDue() {
        assertFalse(Rotator.isOld(NOW, DAY, NOW));
        assertFalse(Rotator.isOld(NOW.minus(DAY).plusSeconds(1), DAY, NOW));
    }

    @Test
    void isOld_ofTheAge_isDue() {
        assertTrue(Rotator.isOld(NOW.minus(DAY), DAY, NOW));
    }

    /** Else nothing would be rotated for as long as the clock was ahead. */
    @Test
    void isOld_datedInTheFuture_isDue() {
        assertTrue(Rotator.isOld(NOW.plusSeconds(1), DAY, NOW));
    }
}
