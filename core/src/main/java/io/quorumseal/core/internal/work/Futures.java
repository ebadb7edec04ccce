package io.quorumseal.core.internal.work;

import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.RetryableException.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** What the JDK's futures leave to do. */
public final class Futures {
    private Futures() {}

    /** Runs a task that may also throw. */
    public static <T> CompletionStage<T> started(Supplier<CompletionStage<T>> task) {
        try {
            return task.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Runs a task that may also throw, on the background's threads: it may block, and the caller goes on. */
    public static <T> CompletableFuture<T> started(Supplier<CompletionStage<T>> task, Background background) {
        CompletableFuture<T> result = new CompletableFuture<>();
        background.run(() -> pipe(started(task), result));
        return result;
    }

    public static <T> void pipe(CompletionStage<T> from, CompletableFuture<T> to) {
        from.whenComplete((value, failure) -> {
            if (failure == null) {
                to.complete(value);
            } else {
                to.completeExceptionally(cause(failure));
            }
        });
    }

    /** Fails if the stage takes longer than a bound. */
    public static <T> CompletableFuture<T> bounded(CompletionStage<T> stage, Duration bound, Background background) {
        return bounded(
                stage,
                bound,
                background,
                () -> new RetryableException(
                        Reason.OUTCOME_UNKNOWN, "no outcome within " + bound + "; asking again is safe"));
    }

    /** Fails as told if the stage takes longer than a bound. */
    public static <T> CompletableFuture<T> bounded(
            CompletionStage<T> stage, Duration bound, Background background, Supplier<RetryableException> late) {
        CompletableFuture<T> result = new CompletableFuture<>();
        pipe(stage, result);
        if (!result.isDone()) {
            background.later(bound, () -> result.completeExceptionally(late.get()));
        }
        return result;
    }

    /** Waits, and throws what the stage failed with. */
    static <T> T await(CompletionStage<T> stage, Duration bound) {
        try {
            return stage.toCompletableFuture().get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw typed(e);
        } catch (TimeoutException e) {
            throw new RetryableException(Reason.NO_ANSWER, "no answer within " + bound, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RetryableException(Reason.NO_ANSWER, "interrupted while waiting for an answer", e);
        }
    }

    public static Throwable cause(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        Throwable cause = failure.getCause();
        return wrapped && cause != null ? cause(cause) : failure;
    }

    public static QuorumSealException typed(Throwable failure) {
        Throwable cause = cause(failure);
        return cause instanceof QuorumSealException ours
                ? ours
                : new RetryableException(Reason.NO_ANSWER, "the engine failed: " + cause, cause);
    }
}
