package io.quorumseal.core.internal.kek;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * Unwraps many DEKs at a time, all or none.
 *
 * <p>Each DEK has a future. Whoever completes it first decides: the KEK, or the end of the time. A DEK that comes
 * after the end is destroyed by the thread that brings it.
 */
public final class KekCalls {
    /** How many calls of a KEK are under way at most. */
    static final int MAX_PARALLEL = 16;

    private final Kek kek;
    private final String cluster;
    private final Duration timeout;
    private final long start = System.nanoTime();
    private final Map<DekId, CompletableFuture<SecretBytes>> calls = new LinkedHashMap<>();

    private KekCalls(Kek kek, String cluster, Duration timeout) {
        this.kek = kek;
        this.cluster = cluster;
        this.timeout = timeout;
    }

    /**
     * Unwraps DEKs.
     *
     * @param kek the KEK
     * @param keys the DEKs, each id once
     * @param cluster the cluster's name, for the wrap context
     * @param timeout the longest time to take, for all together
     * @return every DEK; the caller's to close
     * @throws KekException the most telling failure, if any DEK does not unwrap; none is left open then
     */
    public static Map<DekId, SecretBytes> unwrapAll(
            Kek kek, Collection<KeyState.Key> keys, String cluster, Duration timeout) {
        return keys.isEmpty() ? Map.of() : new KekCalls(kek, cluster, timeout).run(keys);
    }

    private Map<DekId, SecretBytes> run(Collection<KeyState.Key> keys) {
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(keys.size(), MAX_PARALLEL), KekCalls::thread);
        try {
            batches(List.copyOf(keys)).forEach(batch -> submit(pool, batch));
            await();
        } finally {
            pool.shutdownNow();
        }
        return new UnwrapOutcome(calls).deksOrThrow();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "quorumseal-unwrap");
        thread.setDaemon(true);
        return thread;
    }

    private List<List<KeyState.Key>> batches(List<KeyState.Key> keys) {
        int size = Math.max(1, kek.maxBatch());
        return IntStream.iterate(0, from -> from < keys.size(), from -> from + size)
                .mapToObj(from -> keys.subList(from, Math.min(keys.size(), from + size)))
                .toList();
    }

    private void submit(ExecutorService pool, List<KeyState.Key> batch) {
        List<CompletableFuture<SecretBytes>> results =
                batch.stream().map(this::expected).toList();
        pool.execute(() -> unwrap(batch, results));
    }

    private CompletableFuture<SecretBytes> expected(KeyState.Key key) {
        CompletableFuture<SecretBytes> call = new CompletableFuture<>();
        calls.put(key.dek().id(), call);
        return call;
    }

    private void unwrap(List<KeyState.Key> batch, List<CompletableFuture<SecretBytes>> results) {
        try {
            List<Kek.Unwrapped> outcomes =
                    kek.unwrapAll(batch.stream().map(this::wrapped).toList(), Duration.ofNanos(nanosLeft()));
            for (int i = 0; i < outcomes.size(); i++) {
                settle(outcomes.get(i), results.get(i));
            }
            failRest(results, new IllegalStateException("the KEK gave fewer answers than it was asked for"));
        } catch (Throwable e) {
            failRest(results, e);
        }
    }

    private Kek.Wrapped wrapped(KeyState.Key key) {
        WrapContext context = new WrapContext(cluster, key.purpose(), key.dek().id());
        return new Kek.Wrapped(key.dek().wrapped(), context);
    }

    private static void settle(Kek.Unwrapped outcome, CompletableFuture<SecretBytes> call) {
        if (outcome instanceof Kek.Unwrapped.Failed failed) {
            call.completeExceptionally(failed.why());
        } else if (outcome instanceof Kek.Unwrapped.Dek dek && !call.complete(dek.secret())) {
            dek.secret().close();
        }
    }

    private static void failRest(List<CompletableFuture<SecretBytes>> results, Throwable why) {
        results.forEach(call -> call.completeExceptionally(why));
    }

    private void await() {
        try {
            CompletableFuture.allOf(calls.values().toArray(CompletableFuture<?>[]::new))
                    .get(nanosLeft(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            giveUp("the KEK did not answer within " + timeout + "; see that it can be reached, or allow more time");
        } catch (InterruptedException e) {
            giveUp("the thread that waited for the KEK was interrupted");
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            // The outcome looks at every failure.
        }
    }

    private void giveUp(String why) {
        KekException end = new KekException(KekException.Kind.UNREACHABLE, why);
        calls.values().forEach(call -> call.completeExceptionally(end));
    }

    private long nanosLeft() {
        return Math.max(0, timeout.toNanos() - (System.nanoTime() - start));
    }
}
