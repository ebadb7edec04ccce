package io.quorumseal.core.internal.clean;

import io.quorumseal.core.ValueStore;
import io.quorumseal.core.ValueStore.Stored;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.work.Stalls;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Goes once through all stored values, some at a time, and not faster than allowed. */
final class Pass {
    private static final int VALUES_AT_A_TIME = 256;

    private final Node node;
    private final Stream<Stored> values;
    private final Iterator<Stored> rest;
    private final Consumer<Stored> action;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private boolean ended;

    private Pass(Node node, ValueStore store, Consumer<Stored> action) {
        this.node = node;
        this.values = store.values();
        this.rest = values.iterator();
        this.action = action;
    }

    /** Begins; the result completes when all values were seen, or fails with what the store or the action throws. */
    static Pass begin(Node node, ValueStore store, Consumer<Stored> action) {
        Pass pass = new Pass(node, store, action);
        node.background().run(pass::some);
        return pass;
    }

    CompletableFuture<Void> done() {
        return done;
    }

    /** Completes outside of the lock: who waits for that goes on at once, on this thread. */
    private void some() {
        try {
            if (goOn()) {
                return;
            }
            done.complete(null);
        } catch (RuntimeException e) {
            end();
            done.completeExceptionally(e);
        }
    }

    /** Takes some more; tells whether it is to be called again, or is not wanted any more. */
    private synchronized boolean goOn() {
        if (ended) {
            return true;
        }
        long bytes = 0;
        for (int left = VALUES_AT_A_TIME; left > 0 && rest.hasNext(); left--) {
            Stored stored = rest.next();
            action.accept(stored);
            bytes += stored.value().bytes().length;
        }
        if (!rest.hasNext()) {
            end();
            return false;
        }
        long rate = node.config().limits().rewriteBytesPerSecond();
        node.background().later(Duration.ofMillis(bytes * 1000 / rate), this::some);
        return true;
    }

    private synchronized void end() {
        if (!ended) {
            ended = true;
            values.close();
        }
    }

    /** Ends early. Waits for what is under way. */
    void cancel() {
        end();
        done.completeExceptionally(Stalls.closedError());
    }
}
