package io.quorumseal.core.internal.kek;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.core.internal.flight.Flight;
import io.quorumseal.core.internal.flight.Span;
import io.quorumseal.core.internal.kek.KekEvents.Operation;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;

/** Has a call made until it succeeds, fails for good, or its time is over. */
final class Attempts {
    private final String kek;
    private final Guarding how;
    private final CallThreads threads;
    private final CountDownLatch closed;

    /**
     * A call.
     *
     * @param operation what is asked
     * @param call asks, given the longest time to take
     * @param undertaker destroys what comes too late
     * @param flaw tells what failed in an answer that is one nevertheless
     */
    record Call<T>(
            Operation operation,
            Function<Duration, T> call,
            Consumer<? super T> undertaker,
            Function<? super T, Optional<Throwable>> flaw) {

        Call(Operation operation, Function<Duration, T> call, Consumer<? super T> undertaker) {
            this(operation, call, undertaker, answer -> Optional.empty());
        }
    }

    /**
     * Makes none yet.
     *
     * @param kek the KEK's description
     * @param closed ends the waits between two attempts
     */
    Attempts(String kek, Guarding how, CallThreads threads, CountDownLatch closed) {
        this.kek = kek;
        this.how = how;
        this.threads = threads;
        this.closed = closed;
    }

    <T> T run(Call<T> call, Duration timeout) {
        Deadline end = Deadline.in(timeout, how.pacing());
        for (int attempt = 1; ; attempt++) {
            try {
                return once(call, end.left(), attempt);
            } catch (CallFailedException e) {
                Duration delay = Backoff.after(attempt, how.pacing().jitter());
                boolean again = attempt < Backoff.MAX_ATTEMPTS && delay.compareTo(end.left()) < 0;
                if (!again || !isRetryable(e.thrown())) {
                    throw unchecked(e.thrown());
                }
                pause(delay, e.thrown());
            }
        }
    }

    private <T> T once(Call<T> call, Duration left, int attempt) throws CallFailedException {
        long start = how.pacing().nanoTime();
        Span span = Flight.recorder().kekCall(kek, call.operation(), attempt);
        try {
            T answer = threads.run(left, () -> call.call().apply(left), call.undertaker());
            tell(call, call.flaw().apply(answer), start, attempt, span);
            return answer;
        } catch (CallFailedException e) {
            tell(call, Optional.of(e.thrown()), start, attempt, span);
            throw e;
        } catch (RuntimeException e) {
            tell(call, Optional.of(e), start, attempt, span);
            throw e;
        }
    }

    private void tell(Call<?> call, Optional<Throwable> failure, long start, int attempt, Span span) {
        span.end(failure.map(Attempts::word).orElse("OK"));
        Duration took = Duration.ofNanos(how.pacing().nanoTime() - start);
        how.events().ended(kek, call.operation(), failure, took, attempt);
    }

    private void pause(Duration delay, Throwable failure) {
        try {
            how.pacing().pause(closed, delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KekException(
                    Kind.UNREACHABLE,
                    "the calling thread was interrupted before another attempt; the last one failed: "
                            + failure.getMessage(),
                    failure);
        }
    }

    static boolean isRetryable(Throwable failure) {
        return kind(failure).filter(Kind::isRetryable).isPresent();
    }

    /** Tells the kind of a failure, also of one that was made a reason not to start. */
    static Optional<Kind> kind(Throwable failure) {
        Throwable at = failure instanceof StartupRefusedException ? failure.getCause() : failure;
        return at instanceof KekException e ? Optional.of(e.kind()) : Optional.empty();
    }

    private static String word(Throwable failure) {
        return kind(failure).map(Kind::name).orElseGet(() -> failure.getClass().getName());
    }

    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof RuntimeException e) {
            return e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        return new IllegalStateException("a KEK threw a checked exception", failure);
    }
}
