package io.quorumseal.core.internal.kek;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.StartupRefusedException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A KEK that was in use before. It is opened when something needs it, and again if that failed. */
public final class PreviousKek implements AutoCloseable {
    private final Function<Duration, GuardedKek> opening;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable OpenKek open;
    private volatile boolean closed;

    /**
     * Names a KEK.
     *
     * @param opening opens it, given the longest time to take
     */
    public PreviousKek(Function<Duration, GuardedKek> opening) {
        this.opening = opening;
    }

    /**
     * Gives the KEK.
     *
     * @throws KekException if it does not open
     */
    OpenKek get(Deadline end) {
        lock(end);
        try {
            if (closed) {
                throw new RejectedException(RejectedException.Reason.CLOSED, "the KEK is closed");
            }
            OpenKek known = open;
            OpenKek ready = known == null ? OpenKek.of(opening.apply(end.left())) : known;
            open = ready;
            return ready;
        } catch (StartupRefusedException e) {
            throw new KekException(
                    Attempts.kind(e).orElse(Kind.MISCONFIGURED), "a previous KEK is needed, and " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    private void lock(Deadline end) {
        try {
            if (lock.tryLock(end.left().toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new KekException(Kind.UNREACHABLE, "a previous KEK is needed, and still being opened");
    }

    /** Does not wait for one that is being opened; its first call is refused. */
    void cancel() {
        closed = true;
        OpenKek ready = open;
        if (ready != null) {
            ready.kek().cancel();
        }
    }

    @Override
    public void close() {
        closed = true;
        lock.lock();
        try {
            OpenKek ready = open;
            if (ready != null) {
                ready.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
