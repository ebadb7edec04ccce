package io.quorumseal.example.kv.soak;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What was counted during the run. Safe for use by several threads. */
final class Tally {
    /** What is counted, as the report names it. */
    enum Count {
        WRITES("writes acknowledged"),
        READS("reads answered"),
        WRITES_UNKNOWN("writes with an unknown outcome"),
        WRITES_REFUSED("writes refused by the gate"),
        WRITES_REJECTED("writes rejected for good"),
        READS_FAILED("reads without an answer"),
        LEADERLESS("times that nobody led for 5 minutes"),
        KILLS("nodes killed"),
        PAUSES("nodes paused"),
        TRANSFERS("leadership transfers"),
        TRANSFERS_FAILED("leadership transfers that failed"),
        SNAPSHOTS("snapshots"),
        STARTS_FAILED("starts that failed"),
        BRICKED("nodes bricked"),
        CUTOVERS("cutovers"),
        ROTATIONS_RAFT("rotations of the log's key"),
        ROTATIONS_STORAGE("rotations of the store's key"),
        ASKED_AGAIN("changes of keys asked for again"),
        SCRAPES("scrapes answered"),
        SCRAPES_UNANSWERED("scrapes without an answer"),
        SCRAPES_WRONG("scrapes that make no sense");

        private final String text;

        Count(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);

    Tally() {
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
    }

    void add(Count count) {
        adder(count).increment();
    }

    long of(Count count) {
        return adder(count).sum();
    }

    private LongAdder adder(Count count) {
        return counts.getOrDefault(count, new LongAdder());
    }
}
