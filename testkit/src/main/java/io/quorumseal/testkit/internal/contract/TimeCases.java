package io.quorumseal.testkit.internal.contract;

import static io.quorumseal.testkit.internal.contract.Scene.CONTEXT;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.testkit.proxy.Fault;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whatever is outside of the process may hang: callers are back in time. */
final class TimeCases {
    private static final Set<Kind> NO_ANSWER = EnumSet.of(Kind.UNREACHABLE);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofMillis(500);
    private static final Duration TOO_LONG = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(100);

    static final List<KekCase> ALL = List.of(
            KekCase.of(
                    "network.deadline",
                    "with a server that takes 10 s, or a library that hangs, calls of 2 s are back within 2.5 s as"
                            + " UNREACHABLE, and the next call works",
                    TimeCases::deadline,
                    KekNeeds.OUTSIDE),
            KekCase.of(
                    "network.open-deadline",
                    "with a server that takes 10 s, or a library that hangs, opening within 2 s is done, or given up as"
                            + " UNREACHABLE, in 2.5 s",
                    TimeCases::openInTime,
                    KekNeeds.OUTSIDE),
            KekCase.of(
                    "network.silence",
                    "with a server that takes calls and never answers, calls of 2 s are back within 2.5 s as"
                            + " UNREACHABLE, and the next call works",
                    scene -> harmed(scene, Fault.silence()),
                    KekNeeds.STREAM),
            KekCase.of(
                    "network.trickle",
                    "with an answer that comes byte by byte, calls of 2 s are back within 2.5 s as UNREACHABLE, and the"
                            + " next call works",
                    scene -> harmed(scene, Fault.trickle(PAUSE)),
                    KekNeeds.STREAM));

    private TimeCases() {}

    private static void deadline(Scene scene) throws Exception {
        inTime(scene, () -> scene.hang(TOO_LONG));
    }

    private static void harmed(Scene scene, Fault fault) throws Exception {
        inTime(scene, () -> scene.faults().always(fault));
    }

    private static void inTime(Scene scene, Expect.Deed trouble) throws Exception {
        SecretBytes dek = scene.dek();
        byte[] wrapped = scene.wrap(dek);
        Kek kek = scene.timely();
        trouble.run();
        inTime("wrap", () -> kek.wrap(dek, CONTEXT, TIMEOUT));
        inTime("unwrap", () -> kek.unwrap(wrapped, CONTEXT, TIMEOUT));
        inTime("rewrap", () -> kek.rewrap(wrapped, CONTEXT, TIMEOUT));
        inTime("probe", Expect.deed(() -> kek.probe(TIMEOUT)));
        scene.goOn();
        Expect.same(dek, scene.unwrap(kek, wrapped), "what comes back once the fault is over");
    }

    private static void openInTime(Scene scene) throws Exception {
        scene.hang(TOO_LONG);
        long start = System.nanoTime();
        Optional<Throwable> failure = Expect.outcome(() -> scene.openTimely(TIMEOUT));
        checkTime("opening", start);
        failure.ifPresent(why -> Expect.kind(NO_ANSWER, "opening with a server that is too slow", why));
    }

    private static void inTime(String what, Expect.Call call) {
        long start = System.nanoTime();
        Expect.kind(NO_ANSWER, what + " with a server that is too slow", call);
        checkTime(what, start);
    }

    private static void checkTime(String what, long start) {
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        Expect.that(
                taken.compareTo(TIMEOUT.plus(GRACE)) <= 0,
                what + " of at most " + TIMEOUT + " must be back within " + GRACE + " of that, and took " + taken);
    }
}
