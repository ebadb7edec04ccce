package io.quorumseal.testkit.internal.contract;

import static io.quorumseal.testkit.internal.contract.Scene.CONTEXT;
import static io.quorumseal.testkit.internal.contract.Scene.TIMEOUT;

import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Opening, use by many threads, and the end. */
final class LifetimeCases {
    static final List<KekCase> ALL = List.of(
            KekCase.of("lifetime.probe", "a probe of a working key succeeds", LifetimeCases::probe),
            KekCase.of("lifetime.16-threads", "16 threads use one KEK at a time", LifetimeCases::threads),
            KekCase.of(
                    "lifetime.closed",
                    "after close each call that needs the key fails as CLOSED",
                    LifetimeCases::closed),
            KekCase.of(
                    "lifetime.in-time",
                    "with nothing in the way, opening and each call are back within 5 s",
                    PromptCases::inTime),
            KekCase.of(
                    "lifetime.interrupted",
                    "opening and calls of an interrupted thread work, or fail as UNREACHABLE, and the next call works",
                    PromptCases::interrupted),
            KekCase.of("lifetime.closed-twice", "a second close does nothing", LifetimeCases::closedTwice),
            KekCase.of(
                    "lifetime.others-stay-open",
                    "closing one opening leaves others, of this key and of another one, as they are",
                    LifetimeCases::othersStayOpen));

    private static final int THREADS = 16;
    private static final int ROUNDS = 20;
    private static final int THREADS_LIMIT_SECONDS = 60;

    private LifetimeCases() {}

    private static void probe(Scene scene) {
        scene.kek().probe(TIMEOUT);
    }

    private static void threads(Scene scene) throws Exception {
        Kek kek = scene.kek();
        CyclicBarrier start = new CyclicBarrier(THREADS);
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Boolean>> tasks = IntStream.rangeClosed(1, THREADS)
                    .<Callable<Boolean>>mapToObj(number -> () -> roundTrips(scene, kek, start, number))
                    .toList();
            for (Future<Boolean> done : pool.invokeAll(tasks, THREADS_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static boolean roundTrips(Scene scene, Kek kek, CyclicBarrier start, int number) throws Exception {
        WrapContext context = new WrapContext("threads", Purpose.STORAGE, new DekId(number));
        start.await();
        for (int i = 0; i < ROUNDS; i++) {
            try (SecretBytes dek = SecretBytes.random(Scene.DEK_LENGTH, scene.random());
                    SecretBytes back = kek.unwrap(kek.wrap(dek, context, TIMEOUT), context, TIMEOUT)) {
                Expect.same(dek, back, "what comes back to one of " + THREADS + " threads");
            }
        }
        return true;
    }

    private static void closed(Scene scene) {
        SecretBytes dek = scene.dek();
        byte[] wrapped = scene.wrap(dek);
        Kek kek = scene.kek();
        kek.close();
        Expect.closed("wrap after close", () -> kek.wrap(dek, CONTEXT, TIMEOUT));
        Expect.closed("unwrap after close", () -> kek.unwrap(wrapped, CONTEXT, TIMEOUT));
        Expect.closed("unwrap of nothing after close", () -> kek.unwrap(new byte[0], CONTEXT, TIMEOUT));
        Expect.closed("rewrap after close", () -> kek.rewrap(wrapped, CONTEXT, TIMEOUT));
        Expect.closed(
                "unwrapAll after close", () -> kek.unwrapAll(List.of(new Kek.Wrapped(wrapped, CONTEXT)), TIMEOUT));
        Expect.closed("probe after close", Expect.deed(() -> kek.probe(TIMEOUT)));
        Expect.that(!kek.description().isEmpty(), "description() must tell the KEK after close, too");
    }

    private static void closedTwice(Scene scene) {
        Kek kek = scene.kek();
        scene.wrap(scene.dek());
        kek.close();
        kek.close();
        Expect.closed("probe after two closes", Expect.deed(() -> kek.probe(TIMEOUT)));
    }

    private static void othersStayOpen(Scene scene) {
        SecretBytes dek = scene.dek();
        byte[] wrapped = scene.wrap(dek);
        Kek again = scene.open(scene.subject().uri());
        Kek other = scene.open(scene.subject().otherUri());
        scene.kek().close();
        Expect.same(dek, scene.unwrap(again, wrapped), "what another opening unwraps after one was closed");
        other.probe(TIMEOUT);
    }
}
