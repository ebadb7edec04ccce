package io.quorumseal.core.internal.change;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When a DEK is old. */
class RotatorTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Duration MOST = Duration.ofDays(30);

    @Test
    void isDue_youngerThanThePolicySays_isNot() {
        assertFalse(Rotator.isDue(NOW, MOST, NOW));
        assertFalse(Rotator.isDue(NOW.minus(MOST).plusSeconds(1), MOST, NOW));
    }

    @Test
    void isDue_asOldAsThePolicySays_is() {
        assertTrue(Rotator.isDue(NOW.minus(MOST), MOST, NOW));
    }

    /** Otherwise rotation would stop for as long as the clock was ahead. */
    @Test
    void isDue_dateThatIsStillToCome_is() {
        assertTrue(Rotator.isDue(NOW.plusSeconds(1), MOST, NOW));
    }
}
