package io.quorumseal.core.internal.kek;

import io.quorumseal.api.KekException;
import io.quorumseal.api.RejectedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs each call on a thread of its own, so that whoever asked never waits longer than he wanted to.
 *
 * <p>Each call has a future. Whoever completes it first decides: the call's thread, the end of the time, an interrupt
 * of the caller, or closing. A thread that was given up is interrupted and left alone; what it brings later is handed
 * to the call's undertaker. Clients that ignore interrupts may so hold {@link #MAX_ABANDONED} threads, and no more.
 */
final class CallThreads implements AutoCloseable {
    /** How many threads may hang that nobody waits for any more. */
    static final int MAX_ABANDONED = 32;

    private final String name;
    private final boolean threadForEachCall;
    private final Map<Thread, CompletableFuture<?>> running = new HashMap<>();
    private final Set<Thread> abandoned = new HashSet<>();
    private boolean closed;

    /**
     * Makes none yet.
     *
     * @param name what is called, for people
     */
    CallThreads(String name) {
        this(name, true);
    }

    /**
     * Makes none yet.
     *
     * @param threadForEachCall false if whoever asks waits without a limit, on his own thread, as a simulation does
     */
    CallThreads(String name, boolean threadForEachCall) {
        this.name = name;
        this.threadForEachCall = threadForEachCall;
    }

    /**
     * Runs a call.
     *
     * @param timeout the longest time to wait
     * @param call the call
     * @param undertaker destroys what the call brings too late
     * @return what the call gave
     * @throws CallFailedException if the call threw; its cause is what was thrown
     * @throws KekException if there is no answer in time, or the caller is interrupted; its flag stays set
     * @throws RejectedException if this is closed, before or meanwhile
     */
    <T> T run(Duration timeout, Supplier<T> call, Consumer<? super T> undertaker) throws CallFailedException {
        if (!threadForEachCall) {
            return here(call);
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread thread = start(answer, call, undertaker);
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return giveUp(thread, answer, "did not answer within " + timeout + "; see that it can be reached");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return giveUp(thread, answer, "was not waited for: the calling thread was interrupted");
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private <T> T here(Supplier<T> call) throws CallFailedException {
        synchronized (running) {
            if (closed) {
                throw closedError();
            }
        }
        try {
            return call.get();
        } catch (RuntimeException e) {
            throw failure(new ExecutionException(e));
        }
    }

    private <T> Thread start(CompletableFuture<T> answer, Supplier<T> call, Consumer<? super T> undertaker) {
        Thread thread = new Thread(() -> work(answer, call, undertaker), "quorumseal-kek");
        thread.setDaemon(true);
        synchronized (running) {
            if (closed) {
                throw closedError();
            }
            if (abandoned.size() >= MAX_ABANDONED) {
                throw unreachable("is not asked: " + abandoned.size() + " earlier calls hang although they were"
                        + " interrupted; see why its client does not end them");
            }
            thread.start();
            running.put(thread, answer);
        }
        return thread;
    }

    private <T> void work(CompletableFuture<T> answer, Supplier<T> call, Consumer<? super T> undertaker) {
        try {
            T value = call.get();
            if (!answer.complete(value)) {
                undertaker.accept(value);
            }
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        } finally {
            synchronized (running) {
                running.remove(Thread.currentThread());
                abandoned.remove(Thread.currentThread());
            }
        }
    }

    private <T> T giveUp(Thread thread, CompletableFuture<T> answer, String why) throws CallFailedException {
        KekException end = unreachable(why);
        if (!answer.completeExceptionally(end)) {
            return late(answer);
        }
        synchronized (running) {
            if (running.containsKey(thread)) {
                abandoned.add(thread);
                thread.interrupt();
            }
        }
        throw end;
    }

    /** The answer came at the very moment at which it was given up. */
    private static <T> T late(CompletableFuture<T> answer) throws CallFailedException {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw failure(e);
        }
    }

    private static CallFailedException failure(Exception e) {
        Throwable cause = e.getCause();
        if (cause instanceof RejectedException closing && closing.reason() == RejectedException.Reason.CLOSED) {
            throw closing;
        }
        return new CallFailedException(cause == null ? e : cause);
    }

    private KekException unreachable(String what) {
        return new KekException(KekException.Kind.UNREACHABLE, "the KEK " + name + " " + what);
    }

    private RejectedException closedError() {
        return new RejectedException(RejectedException.Reason.CLOSED, "the KEK " + name + " is closed");
    }

    /** Ends all waits, and interrupts all threads. */
    @Override
    public void close() {
        Map<Thread, CompletableFuture<?>> left;
        synchronized (running) {
            closed = true;
            left = Map.copyOf(running);
        }
        left.forEach((thread, answer) -> {
            answer.completeExceptionally(closedError());
            thread.interrupt();
        });
    }
}
