package io.quorumseal.testkit.internal.contract;

import static io.quorumseal.testkit.internal.contract.Scene.CONTEXT;
import static io.quorumseal.testkit.internal.contract.Scene.TIMEOUT;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.spi.Kek;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What every KEK does about time and interrupts, also one that waits for nobody. */
final class PromptCases {
    private static final Set<Kind> NO_ANSWER = EnumSet.of(Kind.UNREACHABLE);
    private static final Duration PROMPT = Duration.ofSeconds(5);
    private static final long LIMIT_SECONDS = 30;

    private PromptCases() {}

    static void inTime(Scene scene) {
        calls(scene, scene.dek()).forEach((what, call) -> {
            long start = System.nanoTime();
            Expect.outcome(call).ifPresent(failure -> {
                throw new AssertionError(what + " must work, and failed as " + Expect.name(failure), failure);
            });
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            Expect.that(taken.compareTo(PROMPT) <= 0, what + " must be back within " + PROMPT + ", and took " + taken);
        });
    }

    static void interrupted(Scene scene) throws Exception {
        SecretBytes dek = scene.dek();
        byte[] wrapped = scene.wrap(dek);
        for (Map.Entry<String, Expect.Call> call : calls(scene, dek).entrySet()) {
            onInterruptedThread(call.getValue())
                    .map(PromptCases::ofTheKek)
                    .ifPresent(why -> Expect.kind(NO_ANSWER, call.getKey() + " by an interrupted thread", why));
        }
        Expect.same(dek, scene.unwrap(wrapped), "what comes back after calls of an interrupted thread");
    }

    private static Map<String, Expect.Call> calls(Scene scene, SecretBytes dek) {
        Kek kek = scene.kek();
        byte[] wrapped = scene.wrap(dek);
        Map<String, Expect.Call> calls = new LinkedHashMap<>();
        calls.put("opening", () -> scene.open(scene.subject().uri()));
        calls.put("wrap", () -> kek.wrap(dek, CONTEXT, TIMEOUT));
        calls.put("unwrap", () -> kek.unwrap(wrapped, CONTEXT, TIMEOUT));
        calls.put("rewrap", () -> kek.rewrap(wrapped, CONTEXT, TIMEOUT));
        calls.put("probe", Expect.deed(() -> kek.probe(TIMEOUT)));
        return calls;
    }

    /** A KEK that needs another one passes on its host's refusal of that, which has the other KEK's failure in it. */
    private static Throwable ofTheKek(Throwable failure) {
        return failure instanceof StartupRefusedException && failure.getCause() instanceof KekException inner
                ? inner
                : failure;
    }

    private static Optional<Throwable> onInterruptedThread(Expect.Call call) throws Exception {
        CompletableFuture<Optional<Throwable>> outcome = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    Thread.currentThread().interrupt();
                    outcome.complete(Expect.outcome(call));
                },
                "interrupted from the start");
        thread.start();
        return outcome.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
