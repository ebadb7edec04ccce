package io.quorumseal.core.internal.group;

import io.quorumseal.api.RetryableException;
import io.quorumseal.api.RetryableException.Reason;
import io.quorumseal.core.internal.flight.Span;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a group's proposals and its cutover.
 *
 * <p>Every proposal in flight is a pin. Before a marker is appended, the pins that could not be sealed have to be
 * through: those without a reservation where the engine tells the index at append, all of them elsewhere. While that
 * is awaited, new ones of the kind are held. Where the index is told, the marker seals everything behind it from the
 * moment at which it has its index, in its term only: an entry of the same term behind it survives only if it does.
 */
final class Gate {
    private final boolean indexKnown;
    private final Supplier<Span> recordedWait;
    private int pins;
    private int unsealable;
    private boolean held;
    private long heldTerm;
    private long lastWait;
    private long longestWait;
    private @Nullable Marker marker;
    private CompletableFuture<Void> drained = CompletableFuture.completedFuture(null);

    private record Marker(long term, long index) {}

    /**
     * Makes an open one.
     *
     * @param recordedWait begins to record that a proposal waits
     */
    Gate(boolean indexKnown, Supplier<Span> recordedWait) {
        this.indexKnown = indexKnown;
        this.recordedWait = recordedWait;
    }

    /** Pins a proposal, waiting while its kind is held. */
    synchronized void pin(boolean sealable, Duration timeout) {
        if (isHeldFor(sealable)) {
            waitWhileHeld(sealable, timeout);
        }
        pins++;
        unsealable += sealable ? 0 : 1;
    }

    private boolean isHeldFor(boolean sealable) {
        return held && !(indexKnown && sealable);
    }

    private void waitWhileHeld(boolean sealable, Duration timeout) {
        long begun = System.nanoTime();
        Span wait = recordedWait.get();
        String outcome = "REFUSED";
        try {
            while (isHeldFor(sealable)) {
                waitUntil(begun + timeout.toNanos());
            }
            outcome = "ADMITTED";
        } finally {
            lastWait = System.nanoTime() - begun;
            longestWait = Math.max(longestWait, lastWait);
            wait.end(outcome);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private void waitUntil(long deadline) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
            throw new RetryableException(Reason.HELD, "a cutover is under way; the payload was not appended");
        }
        try {
            wait(left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RetryableException(Reason.HELD, "interrupted while a cutover is under way", e);
        }
    }

    void unpin(boolean sealable) {
        CompletableFuture<Void> through;
        synchronized (this) {
            pins--;
            unsealable -= sealable ? 0 : 1;
            through = blocking() ? new CompletableFuture<>() : drained;
        }
        through.complete(null);
    }

    private boolean blocking() {
        return (indexKnown ? unsealable : pins) > 0;
    }

    /** Begins to hold; completes when the pins that a marker must not overtake are through. */
    synchronized CompletableFuture<Void> hold(long term) {
        lastWait = held ? lastWait : 0;
        longestWait = held ? longestWait : 0;
        held = true;
        heldTerm = term;
        if (blocking()) {
            drained = new CompletableFuture<>();
        } else {
            drained = CompletableFuture.completedFuture(null);
        }
        return drained;
    }

    /** Ends holding: the marker is applied here, or was provably not appended. */
    synchronized void release() {
        held = false;
        notifyAll();
    }

    /** Ends holding for a term in which this node does not lead any more; 0 if it leads in none. */
    synchronized void releaseUnlessIn(long term) {
        if (held && heldTerm != term) {
            release();
        }
    }

    synchronized boolean isHeld() {
        return held;
    }

    /** How long the proposal was held that was held last, the last time that there was a hold. */
    synchronized Duration lastWait() {
        return Duration.ofNanos(lastWait);
    }

    /** How long a proposal was held at most, the last time that there was a hold. */
    synchronized Duration longestWait() {
        return Duration.ofNanos(longestWait);
    }

    /** The group has another log: a marker of the one before seals nothing in this one. */
    synchronized void begunAnew() {
        marker = null;
        release();
    }

    /** Called under the engine's append lock when the marker has its index. */
    synchronized void appending(long term, long index) {
        marker = new Marker(term, index);
    }

    /**
     * Whether a marker that this leader appended seals an entry; under the engine's append lock. An entry at or
     * before the marker's own index shows that the marker was not appended after all.
     */
    synchronized boolean sealsAt(long term, long index) {
        if (marker != null && marker.term == term && index <= marker.index) {
            marker = null;
        }
        return marker != null && marker.term == term;
    }

    /** Whether a marker that was appended in a term is not applied yet. */
    synchronized boolean markerIn(long term) {
        return marker != null && marker.term == term;
    }

    /** The cutover is applied: from here on it tells by itself. */
    synchronized void applied() {
        marker = null;
    }
}
