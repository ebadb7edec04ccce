package io.quorumseal.tool;

import io.quorumseal.tool.internal.display.Pace;
import java.time.Duration;
import java.time.Instant;

/** Time that passes when somebody waits, and nothing else happens. */
final class OwnTime implements Pace {
    private Instant now = Instant.parse("2025-01-01T00:00:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public void pause(Duration time) {
        now = now.plus(time);
    }
}
