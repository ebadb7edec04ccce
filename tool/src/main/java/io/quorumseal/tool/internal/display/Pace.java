package io.quorumseal.tool.internal.display;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** How time passes for a command that asks again and again. */
public interface Pace extends InstantSource {
    /** That of the world. */
    Pace REAL = new Pace() {
        @Override
        public Instant instant() {
            return Instant.now();
        }

        @Override
        public void pause(Duration time) throws InterruptedException {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        }
    };

    /** Waits before members are asked again; ends at once when the operator goes away, who has the thread interrupted. */
    void pause(Duration time) throws InterruptedException;
}
