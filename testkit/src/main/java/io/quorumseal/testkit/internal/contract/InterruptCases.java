package io.quorumseal.testkit.internal.contract;

import static io.quorumseal.testkit.internal.contract.Scene.CONTEXT;
import static io.quorumseal.testkit.internal.contract.Scene.TIMEOUT;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.core.internal.kek.GuardedKek;
import io.quorumseal.core.internal.kek.Guarding;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A caller that is interrupted, under the guard that the runtime puts around each KEK. */
final class InterruptCases {
    static final List<KekCase> ALL = List.of(KekCase.of(
            "network.interrupt",
            "under the runtime's guard an interrupted caller is back within 0.5 s as UNREACHABLE and still interrupted,"
                    + " what comes later is destroyed, and the next call works",
            InterruptCases::interrupt,
            KekNeeds.OUTSIDE));

    private static final Duration HELD = Duration.ofSeconds(2);
    private static final long BACK_MILLIS = 500;
    private static final long LIMIT_SECONDS = 15;

    private InterruptCases() {}

    private static void interrupt(Scene scene) throws Exception {
        SecretBytes dek = scene.dek();
        byte[] wrapped = scene.wrap(dek);
        Watched watched = new Watched(scene.kek());
        try (GuardedKek guarded = GuardedKek.lent(watched, Guarding.DEFAULT)) {
            scene.hang(HELD);
            interruptOne(scene, guarded, watched, wrapped);
            Expect.that(watched.allDestroyed(), "a DEK that comes after the caller left must be destroyed");
            SecretBytes back = scene.keep(guarded.unwrap(wrapped, CONTEXT, TIMEOUT));
            Expect.same(dek, back, "what comes back after an interrupt");
        }
    }

    private static void interruptOne(Scene scene, Kek guarded, Watched watched, byte[] wrapped) throws Exception {
        CompletableFuture<Boolean> flag = new CompletableFuture<>();
        Thread caller = new Thread(() -> call(guarded, wrapped, flag), "interrupted caller");
        caller.start();
        Thread worker = Objects.requireNonNull(watched.begun().poll(LIMIT_SECONDS, TimeUnit.SECONDS));
        caller.interrupt();
        boolean interrupted = flag.get(BACK_MILLIS, TimeUnit.MILLISECONDS);
        Expect.that(interrupted, "the caller must still be interrupted");
        scene.goOn();
        worker.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
        Expect.that(!worker.isAlive(), "a call that nobody waits for must end in the time that it was given");
    }

    private static void call(Kek guarded, byte[] wrapped, CompletableFuture<Boolean> flag) {
        try {
            Expect.kind(Kind.UNREACHABLE, "an interrupted call", () -> guarded.unwrap(wrapped, CONTEXT, TIMEOUT));
            flag.complete(Thread.currentThread().isInterrupted());
        } catch (AssertionError e) {
            flag.completeExceptionally(e);
        }
    }
}
