package io.quorumseal.testkit.internal.contract;

import static io.quorumseal.testkit.internal.contract.Scene.CONTEXT;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.testkit.Fault;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the network and the server do wrong comes out as what it is, in time, and leaves no trace. */
final class NetworkCases {
    private static final Set<Kind> NO_ANSWER = EnumSet.of(Kind.UNREACHABLE);
    private static final Set<Kind> NOT_THE_SERVICE = EnumSet.of(Kind.UNREACHABLE, Kind.MISCONFIGURED);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofMillis(500);

    static final List<KekCase> ALL = List.of(
            KekCase.of(
                    "network.deadline",
                    "with a server that takes 10 s, calls of 2 s are back within 2.5 s as UNREACHABLE",
                    scene -> inTime(scene, Fault.delay(Duration.ofSeconds(10))),
                    Need.NETWORK),
            fault("network.reset", "a connection that is reset", NO_ANSWER, Fault.reset()),
            fault("network.cut", "an answer that ends early", NO_ANSWER, Fault.cutAfter(20)),
            fault("network.500", "status 500", NO_ANSWER, status(500)),
            fault("network.503", "status 503", NO_ANSWER, status(503)),
            fault("network.429", "status 429", EnumSet.of(Kind.THROTTLED), status(429)),
            fault("network.garbage", "an answer that is not the service's", NOT_THE_SERVICE, Fault.garbage()));

    private NetworkCases() {}

    private static Fault status(int status) {
        return Fault.answer(status, Map.of("Content-Type", "text/plain"), "scripted");
    }

    private static KekCase fault(String name, String what, Set<Kind> kinds, Fault fault) {
        return KekCase.of(
                name,
                what + " comes out as " + kinds + ", and the next call works",
                scene -> comesOutAs(scene, kinds, fault),
                Need.NETWORK);
    }

    private static void comesOutAs(Scene scene, Set<Kind> kinds, Fault fault) {
        SecretBytes dek = scene.dek();
        byte[] wrapped = scene.wrap(dek);
        scene.faults().always(fault);
        TaxonomyCases.expectAll(scene.kek(), dek, wrapped, kinds);
        scene.faults().clear();
        Expect.same(dek, scene.unwrap(wrapped), "what comes back once the fault is over");
    }

    private static void inTime(Scene scene, Fault fault) {
        SecretBytes dek = scene.dek();
        byte[] wrapped = scene.wrap(dek);
        Kek kek = scene.kek();
        scene.faults().always(fault);
        inTime("wrap", () -> kek.wrap(dek, CONTEXT, TIMEOUT));
        inTime("unwrap", () -> kek.unwrap(wrapped, CONTEXT, TIMEOUT));
        inTime("rewrap", () -> kek.rewrap(wrapped, CONTEXT, TIMEOUT));
        inTime("probe", Expect.deed(() -> kek.probe(TIMEOUT)));
    }

    private static void inTime(String what, Expect.Call call) {
        long start = System.nanoTime();
        Expect.kind(NO_ANSWER, what + " with a server that is too slow", call);
        Duration taken = Duration.ofNanos(System.nanoTime() - start);
        Expect.that(
                taken.compareTo(TIMEOUT.plus(GRACE)) <= 0,
                what + " of at most " + TIMEOUT + " must be back within " + GRACE + " of that, and took " + taken);
    }
}
