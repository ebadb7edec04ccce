package io.quorumseal.core.internal.group;

import io.quorumseal.core.internal.work.Background;
import io.quorumseal.core.internal.work.Futures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Lets asynchronous tasks have their turn one after the other. */
public final class Turns {
    private final Background background;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    Turns(Background background) {
        this.background = background;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the result itself carries every failure
    public <T> CompletionStage<T> next(Supplier<CompletionStage<T>> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> before;
        synchronized (this) {
            before = last;
            last = mine;
        }
        before.thenRun(() -> background.run(() -> Futures.pipe(Futures.started(task), result)));
        result.whenComplete((done, failed) -> mine.complete(null));
        return result;
    }
}
