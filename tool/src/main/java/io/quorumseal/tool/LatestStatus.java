package io.quorumseal.tool;

import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.Status;
import java.time.Duration;
import java.util.Optional;

/** What a node last said of itself, at most a second ago: however often it is asked, the node is not. */
final class LatestStatus {
    private static final long OLDEST = Duration.ofSeconds(1).toNanos();

    private final QuorumSeal seal;
    private Optional<Status> latest = Optional.empty();
    private long at;

    LatestStatus(QuorumSeal seal) {
        this.seal = seal;
    }

    synchronized Status status() {
        long now = System.nanoTime();
        if (latest.isEmpty() || now - at >= OLDEST) {
            latest = Optional.of(seal.status());
            at = now;
        }
        return latest.get();
    }
}
