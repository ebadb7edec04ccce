package io.quorumseal.core.internal.kek;

import static io.quorumseal.core.internal.kek.ScriptedKek.CONTEXT;
import static io.quorumseal.core.internal.kek.ScriptedKek.hangingUntil;
import static io.quorumseal.core.internal.kek.ScriptedKek.isClosed;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek.Unwrapped;
import io.quorumseal.api.spi.Kek.Wrapped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class GuardedKekTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final ScriptedKek kek = new ScriptedKek(1);
    private final SteppedPacing pacing = new SteppedPacing();
    private final List<String> events = new ArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private final Queue<Thread> callThreads = new ConcurrentLinkedQueue<>();
    private final GuardedKek guarded = GuardedKek.of(
            kek,
            new Guarding(
                    LONG,
                    (name, operation, failure, took, attempt) -> events.add(name + " " + operation + " "
                            + failure.map(Throwable::getMessage).orElse("ok") + " " + attempt),
                    pacing));

    @AfterEach
    void letGo() {
        never.countDown();
        guarded.close();
    }

    private SecretBytes unwrap(Duration timeout) {
        return guarded.unwrap(kek.blob(5), CONTEXT, timeout);
    }

    private KekException unwrapFails(Duration timeout) {
        return assertThrows(KekException.class, () -> unwrap(timeout).close());
    }

    private static SecretBytes secret(int value) {
        return SecretBytes.take(new byte[] {(byte) value});
    }

    // ---- the fingerprint

    /** A status shows it, in an outage above all. */
    @Test
    void fingerprint_ofAKeyThatDoesNotAnswer_isTheOneItTold() {
        kek.fingerprint = () -> {
            throw new KekException(Kind.UNREACHABLE, "nobody answers");
        };
        assertEquals(Optional.empty(), guarded.fingerprint());
        kek.fingerprint = () -> Optional.of("f1");
        assertEquals(Optional.of("f1"), guarded.fingerprint());
        kek.fingerprint = () -> {
            throw new KekException(Kind.UNREACHABLE, "nobody answers");
        };
        assertEquals(Optional.of("f1"), guarded.fingerprint());
    }

    // ---- the deadline

    @Test
    void unwrap_answer_isPassedOn() {
        try (SecretBytes dek = unwrap(LONG)) {
            assertEquals(secret(5), dek);
        }
    }

    @Test
    void unwrap_kekNeverAnswers_isUnreachableAtTheDeadline() {
        kek.next(hangingUntil(never));
        long start = System.nanoTime();
        KekException e = unwrapFails(SHORT);
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertEquals(Kind.UNREACHABLE, e.kind());
        assertTrue(String.valueOf(e.getMessage()).contains("scripted:1 did not answer within PT0.2S"), e::getMessage);
        assertTrue(took >= 200 && took < 700, () -> took + " ms");
    }

    @Test
    void unwrap_dekThatComesTooLate_isDestroyed() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        kek.next(() -> {
            callThreads.add(Thread.currentThread());
            hangingUntil(over).run();
        });
        unwrapFails(SHORT);
        over.countDown();
        callThreads.element().join(30_000);
        assertEquals(1, kek.given.size());
        assertTrue(isClosed(kek.given.element()));
    }

    @Test
    void unwrap_timeOver_interruptsTheCall() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        kek.next(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        unwrapFails(SHORT);
        assertTrue(interrupted.await(30, TimeUnit.SECONDS));
    }

    @Test
    void unwrap_interruptedCaller_isUnreachableAtOnceAndStaysInterrupted() {
        kek.next(hangingUntil(never));
        Thread.currentThread().interrupt();
        try {
            KekException e = unwrapFails(LONG);
            assertEquals(Kind.UNREACHABLE, e.kind());
            assertTrue(String.valueOf(e.getMessage()).contains("interrupted"), e::getMessage);
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertTrue(kek.calls.get() <= 1, "tried again");
    }

    @Test
    void wrap_callerClosesHisDekAfterTheDeadline_doesNotWaitForTheKek() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        Queue<byte[]> wrapped = new ConcurrentLinkedQueue<>();
        ScriptedKek reader = new ScriptedKek(1);
        try (GuardedKek slow = GuardedKek.of(new ReadingKek(reader, over, wrapped, callThreads))) {
            SecretBytes dek = secret(9);
            assertThrows(KekException.class, () -> slow.wrap(dek, CONTEXT, SHORT));
            dek.close();
            over.countDown();
            callThreads.element().join(30_000);
            assertArrayEquals(new byte[] {9}, wrapped.element());
        }
    }

    @Test
    void unwrap_tooManyHang_failsAtOnce() {
        for (int i = 0; i < CallThreads.MAX_ABANDONED; i++) {
            kek.next(hangingUntil(never));
            assertThrows(KekException.class, () -> guarded.unwrap(kek.blob(5), CONTEXT, Duration.ofMillis(20)));
        }
        int before = kek.calls.get();
        KekException e = unwrapFails(LONG);
        assertEquals(Kind.UNREACHABLE, e.kind());
        assertTrue(String.valueOf(e.getMessage()).contains("32 earlier calls hang"), e::getMessage);
        assertEquals(before, kek.calls.get());
        assertEquals(List.of(), pacing.pauses, "tried again");
    }

    @Test
    void unwrap_hangingCallsCameBack_isAskedAgain() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        for (int i = 0; i < CallThreads.MAX_ABANDONED; i++) {
            kek.next(() -> {
                callThreads.add(Thread.currentThread());
                hangingUntil(over).run();
            });
            assertThrows(KekException.class, () -> guarded.unwrap(kek.blob(5), CONTEXT, Duration.ofMillis(20)));
        }
        over.countDown();
        for (Thread thread : callThreads) {
            thread.join(30_000);
        }
        unwrap(LONG).close();
    }

    @Test
    void close_callUnderWay_endsItAsClosed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        kek.next(() -> {
            begun.countDown();
            never.await();
        });
        CompletableFuture<SecretBytes> call = CompletableFuture.supplyAsync(() -> unwrap(LONG));
        assertTrue(begun.await(30, TimeUnit.SECONDS));
        guarded.close();
        Throwable thrown = assertThrows(
                        java.util.concurrent.ExecutionException.class, () -> call.get(30, TimeUnit.SECONDS))
                .getCause();
        assertEquals(
                RejectedException.Reason.CLOSED,
                assertInstanceOf(RejectedException.class, thrown).reason());
        assertTrue(kek.closed);
        assertThrows(RejectedException.class, () -> unwrap(LONG));
    }

    @Test
    void close_kekThatIsLent_staysOpen() {
        GuardedKek.lent(kek, Guarding.DEFAULT).close();
        assertTrue(!kek.closed);
    }

    @Test
    void open_kekThatComesTooLate_isClosed() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        KekException e = assertThrows(
                KekException.class,
                () -> GuardedKek.open(
                        left -> {
                            callThreads.add(Thread.currentThread());
                            wait(over);
                            return kek;
                        },
                        SHORT,
                        Guarding.DEFAULT));
        assertEquals(Kind.UNREACHABLE, e.kind());
        over.countDown();
        callThreads.element().join(30_000);
        assertTrue(kek.closed);
    }

    private static void wait(CountDownLatch latch) {
        try {
            hangingUntil(latch).run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    // ---- another attempt

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"UNREACHABLE", "THROTTLED"})
    void unwrap_failsRetryably_isTriedAgain(Kind kind) {
        kek.nextFails(kind, kind);
        unwrap(LONG).close();
        assertEquals(3, kek.calls.get());
        assertEquals(List.of(Duration.ofMillis(100), Duration.ofMillis(200)), pacing.pauses);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            mode = Mode.EXCLUDE,
            names = {"UNREACHABLE", "THROTTLED"})
    void unwrap_failsForGood_isAskedOnce(Kind kind) {
        kek.nextFails(kind);
        assertEquals(kind, unwrapFails(LONG).kind());
        assertEquals(1, kek.calls.get());
    }

    @Test
    void unwrap_goesOnFailing_endsWithTheLastFailure() {
        kek.nextFails(Kind.UNREACHABLE, Kind.UNREACHABLE, Kind.UNREACHABLE, Kind.UNREACHABLE, Kind.THROTTLED);
        assertEquals(Kind.THROTTLED, unwrapFails(LONG).kind());
        assertEquals(Backoff.MAX_ATTEMPTS, kek.calls.get());
    }

    @Test
    void unwrap_noTimeForAnotherAttempt_endsBeforeTheDeadline() {
        kek.nextFails(Kind.UNREACHABLE, Kind.UNREACHABLE, Kind.UNREACHABLE);
        assertEquals("why UNREACHABLE", unwrapFails(Duration.ofMillis(300)).getMessage());
        assertEquals(List.of(Duration.ofMillis(100)), pacing.pauses, "100 of 300 ms, and 200 would be all the rest");
    }

    @Test
    void unwrap_interruptedBetweenAttempts_isNotTriedAgain() {
        kek.next(() -> {
            throw new KekException(Kind.UNREACHABLE, "down");
        });
        Thread caller = Thread.currentThread();
        GuardedKek watched = GuardedKek.of(
                kek, new Guarding(LONG, (name, operation, failure, took, attempt) -> caller.interrupt(), pacing));
        try {
            KekException e = assertThrows(KekException.class, () -> watched.unwrap(kek.blob(5), CONTEXT, LONG));
            assertEquals(Kind.UNREACHABLE, e.kind());
        } finally {
            assertTrue(Thread.interrupted());
        }
        assertEquals(1, kek.calls.get());
    }

    @Test
    void unwrap_bugInTheProvider_isPassedOnAsItIs() {
        IllegalStateException bug = new IllegalStateException("bug");
        kek.next(() -> {
            throw bug;
        });
        assertSame(bug, assertThrows(IllegalStateException.class, () -> unwrap(LONG)));
        assertEquals(1, kek.calls.get());
    }

    @Test
    void delay_doublesUpToItsLimitAndIsShortenedByChance() {
        List<Long> full = IntStream.rangeClosed(1, 7)
                .mapToObj(i -> Backoff.after(i, 0).toMillis())
                .toList();
        assertEquals(List.of(100L, 200L, 400L, 800L, 1600L, 2000L, 2000L), full);
        assertEquals(50, Backoff.after(1, 1).toMillis());
        assertEquals(2000, Backoff.after(1_000, 0).toMillis());
    }

    // ---- several at a time

    private List<Unwrapped> unwrapAll(int... deks) {
        kek.batch = 10;
        return guarded.unwrapAll(
                IntStream.of(deks)
                        .mapToObj(dek -> new Wrapped(kek.blob(dek), CONTEXT))
                        .toList(),
                LONG);
    }

    @Test
    void unwrapAll_batch_isOneCall() {
        assertEquals(3, unwrapAll(1, 2, 3).size());
        assertEquals(1, kek.calls.get());
    }

    @Test
    void unwrapAll_oneFailsRetryably_isAskedForAgainByItself() {
        List<Unwrapped> outcomes = unwrapAll(1, 99, 3);
        assertEquals(
                secret(99),
                assertInstanceOf(Unwrapped.Dek.class, outcomes.get(1)).secret());
        assertEquals(2, kek.calls.get());
        assertEquals(List.of("scripted:1 UNWRAP shard down 1", "scripted:1 UNWRAP ok 1"), events);
    }

    @Test
    void unwrapAll_closedMeanwhile_leavesNoDekOpen() {
        kek.next(() -> {}).next(guarded::close);
        assertThrows(RejectedException.class, () -> unwrapAll(1, 99, 3));
        assertTrue(kek.given.stream().allMatch(ScriptedKek::isClosed), kek.given::toString);
    }

    @Test
    void unwrapAll_batchTooLate_isDestroyed() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        kek.batch = 2;
        kek.next(() -> {
            callThreads.add(Thread.currentThread());
            hangingUntil(over).run();
        });
        List<Wrapped> two = List.of(new Wrapped(kek.blob(1), CONTEXT), new Wrapped(kek.blob(2), CONTEXT));
        assertThrows(KekException.class, () -> guarded.unwrapAll(two, SHORT));
        over.countDown();
        callThreads.element().join(30_000);
        assertEquals(2, kek.given.size());
        assertTrue(kek.given.stream().allMatch(ScriptedKek::isClosed));
    }

    // ---- who is told

    @Test
    void events_eachAttempt_isToldOf() {
        kek.nextFails(Kind.THROTTLED);
        byte[] unused = guarded.wrap(secret(3), CONTEXT, LONG);
        guarded.probe(LONG);
        assertEquals(
                List.of("scripted:1 WRAP why THROTTLED 1", "scripted:1 WRAP ok 2", "scripted:1 PROBE ok 1"), events);
    }
}
