package io.quorumseal.core.internal.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.RejectedException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NonceCounterTest {

    @Test
    void next_fresh_startsAtOne() {
        NonceCounter counter = new NonceCounter(NonceCounter.NO_LIMIT, NonceCounter.NO_LIMIT);
        assertEquals(1, counter.next());
        assertEquals(2, counter.next());
        assertEquals(2, counter.used());
    }

    @Test
    void next_pastTheLastUnsignedNumber_isExhaustedForEver() {
        NonceCounter counter = new NonceCounter(-3, NonceCounter.NO_LIMIT, NonceCounter.NO_LIMIT);
        assertEquals(-2, counter.next());
        assertEquals(-1, counter.next());
        for (int i = 0; i < 3; i++) {
            assertExhausted(counter);
        }
        assertEquals(-1, counter.used());
    }

    @Test
    void next_pastTheSignedMaximum_goesOn() {
        NonceCounter counter = new NonceCounter(Long.MAX_VALUE, NonceCounter.NO_LIMIT, NonceCounter.NO_LIMIT);
        assertEquals(Long.MIN_VALUE, counter.next());
    }

    @Test
    void next_pastTheBudget_isExhausted() {
        long limit = NonceCounter.RANDOM_NONCE_LIMIT;
        NonceCounter counter = new NonceCounter(limit - 1, limit, NonceCounter.NO_LIMIT);
        assertEquals(limit, counter.next());
        assertExhausted(counter);
    }

    @Test
    void setAside_afterSingleCounts_endsAtTheNextBlock() {
        NonceCounter counter = new NonceCounter(NonceCounter.NO_LIMIT, NonceCounter.NO_LIMIT);
        counter.next();
        assertEquals(1, counter.setAside());
        assertEquals(NonceCounter.BLOCK, counter.endAfter(1));
        assertEquals(NonceCounter.BLOCK, counter.used());
        assertEquals(NonceCounter.BLOCK + 1, counter.next());
        assertEquals(NonceCounter.BLOCK + 1, counter.setAside());
        assertEquals(2 * NonceCounter.BLOCK, counter.used());
    }

    @Test
    void setAside_nearTheEnd_givesTheRestOneByOne() {
        NonceCounter counter = new NonceCounter(-2, NonceCounter.NO_LIMIT, NonceCounter.NO_LIMIT);
        assertEquals(-2, counter.setAside());
        assertEquals(-1, counter.endAfter(-2));
        assertThrows(RejectedException.class, counter::setAside);
        assertExhausted(counter);
    }

    @Test
    void setAside_pastTheSignedMaximum_doesNotOverlap() {
        NonceCounter counter = new NonceCounter(Long.MAX_VALUE, NonceCounter.NO_LIMIT, NonceCounter.NO_LIMIT);
        assertEquals(Long.MAX_VALUE, counter.setAside());
        assertEquals(Long.MIN_VALUE, counter.used());
        assertEquals(Long.MIN_VALUE + 1, counter.next());
    }

    @Test
    void setAside_withBudget_setsOnlyOneAside() {
        NonceCounter counter = new NonceCounter(2, NonceCounter.NO_LIMIT);
        assertEquals(0, counter.setAside());
        assertEquals(1, counter.setAside());
        assertExhausted(counter);
    }

    @Test
    void softLimitReached_atTheLimit_isReportedAndStopsNothing() {
        NonceCounter counter = new NonceCounter(NonceCounter.NO_LIMIT, 2);
        counter.next();
        assertFalse(counter.softLimitReached());
        counter.next();
        assertTrue(counter.softLimitReached());
        assertEquals(3, counter.next());
    }

    @Test
    void softLimitReached_withoutLimit_isFalseBeyondTheSignedMaximum() {
        NonceCounter counter = new NonceCounter(Long.MIN_VALUE, NonceCounter.NO_LIMIT, NonceCounter.NO_LIMIT);
        assertFalse(counter.softLimitReached());
    }

    @Test
    void next_manyThreads_givesEachCountOnceUpToTheLimit() {
        NonceCounter counter = new NonceCounter(50_000, NonceCounter.NO_LIMIT);
        Set<Long> seen = ConcurrentHashMap.newKeySet();
        LongStream.range(0, 50_000).parallel().forEach(i -> assertTrue(seen.add(counter.next())));
        assertEquals(50_000, seen.size());
        assertFalse(seen.contains(0L));
        assertExhausted(counter);
    }

    private static void assertExhausted(NonceCounter counter) {
        RejectedException e = assertThrows(RejectedException.class, counter::next);
        assertEquals(RejectedException.Reason.EXHAUSTED, e.reason());
    }
}
