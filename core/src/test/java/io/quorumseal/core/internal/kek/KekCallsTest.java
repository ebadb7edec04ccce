package io.quorumseal.core.internal.kek;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KekCallsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    /** Every DEK that the KEK gave out. */
    private final Queue<SecretBytes> given = new ConcurrentLinkedQueue<>();

    @Test
    void unwrapAll_noKeys_isEmptyWithoutACall() {
        Kek kek = kek(context -> {
            throw new AssertionError("called");
        });
        assertEquals(Map.of(), KekCalls.unwrapAll(kek, List.of(), "c", LONG));
    }

    @Test
    void unwrapAll_manyKeys_givesEachItsOwnInItsContext() {
        Queue<WrapContext> contexts = new ConcurrentLinkedQueue<>();
        Map<DekId, SecretBytes> deks = KekCalls.unwrapAll(kek(contexts::add), keys(100), "orders-prod", LONG);
        assertEquals(100, deks.size());
        deks.forEach((id, dek) -> assertEquals(secretOf(id), dek));
        assertEquals(100, contexts.stream().distinct().count());
        assertTrue(contexts.contains(new WrapContext("orders-prod", Purpose.RAFT, new DekId(1))));
        assertTrue(contexts.contains(new WrapContext("orders-prod", Purpose.STORAGE, new DekId(2))));
    }

    @Test
    void unwrapAll_manyKeys_has16CallsUnderWayAndNoMore() {
        CyclicBarrier all = new CyclicBarrier(KekCalls.MAX_PARALLEL);
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Kek kek = kek(context -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            all.await(30, TimeUnit.SECONDS);
            underWay.decrementAndGet();
        });
        KekCalls.unwrapAll(kek, keys(2 * KekCalls.MAX_PARALLEL), "c", LONG);
        assertTrue(most.get() <= KekCalls.MAX_PARALLEL, most::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "UNREACHABLE, WRONG_KEY, WRONG_KEY",
        "WRONG_KEY, UNREACHABLE, WRONG_KEY",
        "CORRUPT, WRONG_KEY, WRONG_KEY",
        "UNREACHABLE, CORRUPT, CORRUPT",
        "THROTTLED, UNREACHABLE, THROTTLED",
        "UNREACHABLE, DENIED, DENIED"
    })
    void unwrapAll_failures_throwsTheMostTellingAndClosesTheRest(Kind first, Kind second, Kind thrown) {
        Kek kek = kek(context -> {
            switch (context.dek().bits()) {
                case 3 -> throw new KekException(first, "why " + first);
                case 7 -> throw new KekException(second, "why " + second);
                default -> {}
            }
        });
        KekException error = assertThrows(KekException.class, () -> KekCalls.unwrapAll(kek, keys(10), "c", LONG));
        String dek = thrown == first ? "3" : "7";
        assertEquals(thrown, error.kind());
        assertEquals("DEK " + dek + " does not unwrap (2 of 10 fail): why " + thrown, error.getMessage());
        assertGivenAndClosed(8);
    }

    @Test
    void unwrapAll_bugInAProvider_isNotHiddenByAnOutage() {
        IllegalStateException bug = new IllegalStateException("bug");
        Kek kek = kek(context -> {
            throw context.dek().bits() == 2 ? bug : new KekException(Kind.WRONG_KEY, "wrong");
        });
        assertSame(bug, assertThrows(IllegalStateException.class, () -> KekCalls.unwrapAll(kek, keys(3), "c", LONG)));
    }

    @Test
    void unwrapAll_libraryMissing_keepsTheCause() {
        NoClassDefFoundError missing = new NoClassDefFoundError("org/lib/Absent");
        Kek kek = kek(context -> {
            throw missing;
        });
        IllegalStateException error =
                assertThrows(IllegalStateException.class, () -> KekCalls.unwrapAll(kek, keys(1), "c", LONG));
        assertSame(missing, error.getCause());
    }

    @Test
    void unwrapAll_oneNeverAnswers_isUnreachableAtTheDeadline() {
        CountDownLatch never = new CountDownLatch(1);
        Kek kek = kek(context -> {
            if (context.dek().bits() == 2) {
                never.await();
            }
        });
        KekException error =
                assertThrows(KekException.class, () -> KekCalls.unwrapAll(kek, keys(3), "c", Duration.ofSeconds(1)));
        assertEquals(Kind.UNREACHABLE, error.kind());
        assertTrue(String.valueOf(error.getMessage()).contains("within PT1S"), error.getMessage());
        assertGivenAndClosed(2);
    }

    @Test
    void unwrapAll_dekThatComesAfterTheDeadline_isClosedByWhoBringsIt() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        Queue<Thread> workers = new ConcurrentLinkedQueue<>();
        Kek kek = kek(context -> {
            workers.add(Thread.currentThread());
            awaitIgnoringInterrupts(over);
        });
        assertThrows(KekException.class, () -> KekCalls.unwrapAll(kek, keys(1), "c", Duration.ofSeconds(1)));
        over.countDown();
        workers.element().join(30_000);
        assertGivenAndClosed(1);
    }

    @Test
    void unwrapAll_interruptedCaller_isUnreachableAndStaysInterrupted() {
        CountDownLatch never = new CountDownLatch(1);
        Thread.currentThread().interrupt();
        try {
            KekException error = assertThrows(
                    KekException.class, () -> KekCalls.unwrapAll(kek(context -> never.await()), keys(2), "c", LONG));
            assertEquals(Kind.UNREACHABLE, error.kind());
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void unwrapAll_timeGivenToTheKek_isWhatIsLeft() {
        Queue<Duration> times = new ConcurrentLinkedQueue<>();
        Kek kek = new FakeKek(times::add, context -> {});
        KekCalls.unwrapAll(kek, keys(20), "c", LONG);
        assertTrue(times.stream().allMatch(time -> time.compareTo(LONG) < 0 && !time.isZero()), times::toString);
    }

    private void assertGivenAndClosed(int count) {
        assertEquals(count, given.size());
        assertTrue(given.stream().allMatch(KekCallsTest::isClosed));
    }

    private static boolean isClosed(SecretBytes secret) {
        try {
            return secret.readSecret(raw -> false);
        } catch (RejectedException e) {
            return e.reason() == RejectedException.Reason.CLOSED;
        }
    }

    private static void awaitIgnoringInterrupts(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // A driver that ignores interrupts is what this stands for.
            }
        }
    }

    private static List<KeyState.Key> keys(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(KekCallsTest::key).toList();
    }

    private static KeyState.Key key(int id) {
        Purpose purpose = id % 2 == 0 ? Purpose.STORAGE : Purpose.RAFT;
        WrappedDek dek = new WrappedDek(new DekId(id), new byte[] {(byte) id});
        return new KeyState.Key(purpose, dek, Instant.EPOCH, new LocalEpoch(0), 0);
    }

    private static SecretBytes secretOf(DekId id) {
        return SecretBytes.take(new byte[] {(byte) id.bits(), 1});
    }

    private Kek kek(OnUnwrap onUnwrap) {
        return new FakeKek(time -> {}, onUnwrap);
    }

    /** What happens before an unwrap answers. */
    private interface OnUnwrap {
        void accept(WrapContext context) throws Exception;
    }

    /** Gives two bytes made of the DEK's id. */
    private final class FakeKek implements Kek {
        private final Consumer<Duration> times;
        private final OnUnwrap onUnwrap;

        FakeKek(Consumer<Duration> times, OnUnwrap onUnwrap) {
            this.times = times;
            this.onUnwrap = onUnwrap;
        }

        @Override
        public String description() {
            return "fake";
        }

        @Override
        public Optional<String> fingerprint() {
            return Optional.empty();
        }

        @Override
        public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
            times.accept(timeout);
            try {
                onUnwrap.accept(context);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new KekException(Kind.UNREACHABLE, "interrupted", e);
            }
            SecretBytes dek = SecretBytes.take(new byte[] {wrapped[0], 1});
            given.add(dek);
            return dek;
        }

        @Override
        public void probe(Duration timeout) {}

        @Override
        public void close() {}
    }
}
