package io.quorumseal.testkit.internal.contract;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Runs several cases at a time, ahead of the tests that wait for them: most of what a case takes is waiting. */
final class Ahead<C> implements ContractTests.Run<C> {
    private final Map<C, Future<?>> begun;

    private Ahead(Map<C, Future<?>> begun) {
        this.begun = begun;
    }

    static <C> Ahead<C> of(List<C> cases, int atATime, ContractTests.Run<C> run) {
        ExecutorService executor = Executors.newFixedThreadPool(atATime);
        Map<C, Future<?>> begun =
                cases.stream().collect(Collectors.toMap(Function.identity(), one -> begin(one, run, executor)));
        executor.shutdown();
        return new Ahead<>(begun);
    }

    private static <C> Future<?> begin(C one, ContractTests.Run<C> run, ExecutorService executor) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                run.run(one);
                end.complete(null);
            } catch (Throwable e) {
                end.completeExceptionally(e);
            }
        });
        return end;
    }

    @Override
    public void run(C one) throws Throwable {
        try {
            Objects.requireNonNull(begun.get(one)).get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }
}
