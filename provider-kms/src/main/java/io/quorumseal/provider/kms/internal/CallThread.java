package io.quorumseal.provider.kms.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/**
 * The thread of one call of KMS. It ends with the call, so that three things hold which the SDK does not see to: the
 * buffers that its JSON parser keeps for each thread, with DEKs in them, go away; an interrupt and the end of the time
 * are noticed at once, even while a name is looked up; and what the SDK opens on the way knows how much time is left.
 *
 * <p>A call that was given up is interrupted. What it brings nevertheless is destroyed.
 */
final class CallThread extends Thread {
    private static final Duration WITHOUT_LIMIT = Duration.ofMinutes(1);

    private final Deadline deadline;
    private volatile Optional<KekException> attempted = Optional.empty();
    private volatile Party party = Party.KMS;

    /** Whom a call waits for. */
    enum Party {
        /** The KMS itself. */
        KMS("AWS KMS"),
        /** Whoever gives the credentials that it is asked with. */
        CREDENTIALS("the source of the AWS credentials");

        private final String name;

        Party(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private CallThread(Deadline deadline, Runnable work) {
        super(work, "quorumseal-kms");
        this.deadline = deadline;
        setDaemon(true);
    }

    /** Tells how much time the call has left that this thread is for. */
    static Duration left() {
        return Thread.currentThread() instanceof CallThread call ? call.deadline.left() : WITHOUT_LIMIT;
    }

    /** Notes what an attempt of the call came to that may be tried again. */
    static void note(Throwable failure) {
        if (Thread.currentThread() instanceof CallThread call && failure instanceof RuntimeException told) {
            call.attempted = Optional.of(Failures.of(told, call.party));
        }
    }

    /** Notes whom the call waits for from now on. */
    static void waitFor(Party next) {
        if (Thread.currentThread() instanceof CallThread call) {
            call.party = next;
            call.attempted = Optional.empty();
        }
    }

    /** What the call came to that was interrupted here. */
    static KekException givenUp() {
        return Thread.currentThread() instanceof CallThread call ? call.late() : Failures.interrupted();
    }

    static <R> R run(Deadline deadline, Supplier<R> call) {
        CompletableFuture<R> outcome = new CompletableFuture<>();
        CallThread thread = new CallThread(deadline, () -> settle(outcome, call));
        thread.start();
        try {
            thread.join(Math.max(1, deadline.left().toMillis()));
            outcome.completeExceptionally(thread.late());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome.completeExceptionally(Failures.interrupted());
        }
        thread.interrupt();
        return result(outcome);
    }

    /** What the call came to whose time is over. */
    private KekException late() {
        return attempted.orElseGet(() -> Failures.late(party));
    }

    private static <R> void settle(CompletableFuture<R> outcome, Supplier<R> call) {
        try {
            R result = call.get();
            if (!outcome.complete(result) && result instanceof SecretBytes late) {
                late.close();
            }
        } catch (ApiCallTimeoutException e) {
            outcome.completeExceptionally(givenUp());
        } catch (Throwable e) {
            outcome.completeExceptionally(e);
        }
    }

    private static <R> R result(CompletableFuture<R> outcome) {
        try {
            return outcome.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
