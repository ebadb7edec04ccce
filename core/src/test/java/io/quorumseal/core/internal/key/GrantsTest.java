package io.quorumseal.core.internal.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.RejectedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Counters under a hard limit that holds over openings. */
class GrantsTest {
    private static final DekId DEK = new DekId(7);
    private static final long MOST = 10_000;

    private final Map<DekId, Long> durable = new HashMap<>();
    private int writes;

    private NonceCounter opened(long most) {
        Grants grants = new Grants(most, durable);
        grants.keptBy((dek, total) -> {
            writes++;
            durable.put(dek, total);
        });
        return new NonceCounter(grants.of(DEK), NonceCounter.NO_LIMIT, NonceCounter.NO_LIMIT);
    }

    private long granted() {
        return durable.getOrDefault(DEK, 0L);
    }

    @Test
    void next_underALimit_isDurableBeforeItIsUsed() {
        NonceCounter counter = opened(MOST);
        assertEquals(0, granted());
        for (long i = 1; i <= MOST; i++) {
            assertEquals(i, counter.next());
            assertTrue(granted() >= i && granted() <= MOST, () -> "granted: " + granted());
        }
        assertExhausted(counter);
        assertEquals(MOST, granted());
        assertTrue(writes < 100, () -> "writes: " + writes);
    }

    @Test
    void next_inManyOpenings_neverExceedsTheLimit() {
        long used = 0;
        for (int opening = 0; opening < 200; opening++) {
            NonceCounter counter = opened(MOST);
            long before = granted();
            for (int i = 0; i < 300 && counter.left() > 0; i++) {
                assertEquals(i + 1, counter.next());
                used++;
            }
            assertTrue(granted() - before <= counter.used() + 256, "more than one block is lost");
            assertTrue(granted() <= MOST && used <= granted());
        }
        assertTrue(used > MOST / 2, "used: " + used);
    }

    @Test
    void next_fewCountsLeft_areNotLostToRestarts() {
        durable.put(DEK, MOST - 256);
        for (int opening = 0; opening < 10; opening++) {
            opened(MOST).next();
        }
        long left = opened(MOST).left();
        assertTrue(left > 0, () -> "left: " + left);
    }

    @Test
    void setAside_underALimit_endsInsideOfWhatIsGranted() {
        NonceCounter counter = opened(MOST);
        long ended = 0;
        while (counter.left() > 0) {
            long last = counter.setAside();
            assertEquals(ended, last);
            ended = counter.endAfter(last);
            assertTrue(ended <= granted() && ended <= MOST);
        }
        assertEquals(MOST, ended);
        RejectedException e = assertThrows(RejectedException.class, counter::setAside);
        assertEquals(RejectedException.Reason.EXHAUSTED, e.reason());
    }

    @Test
    void setAside_inTheLastQuarter_setsOnlyOneAside() {
        durable.put(DEK, MOST - MOST / 4);
        NonceCounter counter = opened(MOST);
        assertEquals(1, counter.endAfter(counter.setAside()));
        assertTrue(counter.hardLimitNear());
    }

    @Test
    void next_writeFails_givesNothingOutAndTriesAgain() {
        Grants grants = new Grants(MOST, durable);
        List<Long> totals = new ArrayList<>();
        grants.keptBy((dek, total) -> {
            totals.add(total);
            if (totals.size() == 1) {
                throw new IllegalStateException("the disk is full");
            }
        });
        NonceCounter counter = new NonceCounter(grants.of(DEK), NonceCounter.NO_LIMIT, NonceCounter.NO_LIMIT);
        assertThrows(IllegalStateException.class, counter::next);
        assertEquals(0, counter.used());
        assertEquals(1, counter.next());
        assertEquals(2, totals.size());
    }

    @Test
    void left_limitBelowWhatIsUsed_isNone() {
        durable.put(DEK, MOST + 1);
        NonceCounter counter = opened(MOST);
        assertEquals(0, counter.left());
        assertExhausted(counter);
        assertEquals(0, writes);
    }

    @Test
    void left_otherDek_isWhole() {
        durable.put(new DekId(8), MOST);
        assertEquals(MOST, opened(MOST).left());
    }

    @Test
    void hardLimitNear_threeQuartersUsed_isTold() {
        NonceCounter counter = opened(MOST);
        LongStream.range(0, MOST - MOST / 4 - 1).forEach(i -> counter.next());
        assertFalse(counter.hardLimitNear());
        counter.next();
        assertTrue(counter.hardLimitNear());
    }

    @Test
    void noLimit_writesNothingAndHasNoEnd() {
        durable.put(DEK, MOST);
        NonceCounter counter = opened(0);
        assertEquals(1, counter.next());
        counter.countZero();
        assertEquals(1, counter.used());
        assertEquals(NonceCounter.BLOCK, counter.endAfter(counter.setAside()));
        assertFalse(counter.hardLimitNear());
        assertEquals(0, writes);
    }

    /** A quarter of the limit is scarce, rounded up to whole blocks. */
    @Test
    void endAfter_underALimit_isABlockUntilCountsAreScarce() {
        NonceCounter counter = opened(MOST);
        assertEquals(NonceCounter.BLOCK, counter.endAfter(0));
        long lastBlockEnds = (MOST - MOST / 4) / NonceCounter.BLOCK * NonceCounter.BLOCK;
        assertEquals(lastBlockEnds, counter.endAfter(lastBlockEnds - 1));
        assertEquals(lastBlockEnds + 1, counter.endAfter(lastBlockEnds));
        NonceCounter large = opened(1 << 20);
        assertEquals((1 << 20) - (1 << 16), large.endAfter((1 << 20) - (1 << 16) - 1));
        assertEquals((1 << 20) - (1 << 16) + 1, large.endAfter((1 << 20) - (1 << 16)));
    }

    @Test
    void countZero_underALimit_isCounted() {
        NonceCounter counter = opened(MOST);
        counter.countZero();
        assertEquals(1, counter.used());
        assertTrue(granted() > 0);
    }

    @Test
    void next_randomNonces_haveTheLowerOfBothLimits() {
        Grants grants = new Grants(MOST, Map.of());
        grants.keptBy((dek, total) -> {});
        NonceCounter low = new NonceCounter(grants.of(DEK), 5, NonceCounter.NO_LIMIT);
        assertEquals(5, low.left());
        NonceCounter high = new NonceCounter(grants.of(DEK), NonceCounter.RANDOM_NONCE_LIMIT, NonceCounter.NO_LIMIT);
        assertEquals(MOST, high.left());
        assertEquals(1, high.endAfter(high.setAside()), "each is counted by itself");
    }

    @Test
    void nothingKeepsTheGrants_nothingIsGivenOut() {
        NonceCounter counter =
                new NonceCounter(new Grants(MOST, Map.of()).of(DEK), NonceCounter.NO_LIMIT, NonceCounter.NO_LIMIT);
        assertThrows(IllegalStateException.class, counter::next);
    }

    @Test
    void manyThreads_eachCountIsGivenOutOnceAndOnlyWhenGranted() {
        NonceCounter counter = opened(MOST);
        Set<Long> seen = ConcurrentHashMap.newKeySet();
        LongStream.range(0, 2 * MOST).parallel().forEach(i -> take(counter, seen, i % 16 == 0));
        assertEquals(MOST, seen.size());
        assertEquals(MOST, granted());
        assertExhausted(counter);
    }

    private static void take(NonceCounter counter, Set<Long> seen, boolean aside) {
        try {
            if (aside) {
                long last = counter.setAside();
                LongStream.rangeClosed(last + 1, counter.endAfter(last)).forEach(count -> assertTrue(seen.add(count)));
            } else {
                assertTrue(seen.add(counter.next()));
            }
        } catch (RejectedException used) {
            assertEquals(RejectedException.Reason.EXHAUSTED, used.reason());
        }
    }

    private static void assertExhausted(NonceCounter counter) {
        RejectedException e = assertThrows(RejectedException.class, counter::next);
        assertEquals(RejectedException.Reason.EXHAUSTED, e.reason());
        assertTrue(String.valueOf(e.getMessage()).contains("" + MOST), e::getMessage);
    }
}
