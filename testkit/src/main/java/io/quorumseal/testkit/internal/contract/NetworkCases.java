package io.quorumseal.testkit.internal.contract;

import static io.quorumseal.testkit.internal.contract.Scene.CONTEXT;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.testkit.proxy.Fault;
import io.quorumseal.testkit.proxy.FaultProxy;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
            KekCase.of(
                    "network.trickle",
                    "with an answer that comes byte by byte, calls of 2 s are back within 2.5 s as UNREACHABLE",
                    scene -> inTime(scene, Fault.trickle(Duration.ofMillis(100))),
                    Need.NETWORK),
            KekCase.of(
                    "network.open-deadline",
                    "with a server that takes 10 s, opening within 2 s is done, or given up as UNREACHABLE, in 2.5 s",
                    NetworkCases::openInTime,
                    Need.NETWORK),
            KekCase.of(
                    "network.nobody-listens",
                    "a connection that is refused comes out as UNREACHABLE, also at opening",
                    NetworkCases::nobodyListens,
                    Need.NETWORK),
            fault("network.reset", "a connection that is reset", NO_ANSWER, Fault.reset()),
            fault("network.cut", "an answer that ends early", NO_ANSWER, Fault.cutAfter(20)),
            fault("network.500", "status 500", NO_ANSWER, status(500)),
            fault("network.503", "status 503", NO_ANSWER, status(503)),
            fault("network.429", "status 429", EnumSet.of(Kind.THROTTLED), status(429)),
            KekCase.of(
                    "network.throttled",
                    "the service's own answer to too many calls, if the subject has one, comes out as THROTTLED",
                    NetworkCases::throttled,
                    Need.NETWORK),
            fault("network.garbage", "an answer that is not the service's", NOT_THE_SERVICE, Fault.garbage()),
            KekCase.of(
                    "network.probe-both-ways",
                    "a probe fails when only wrap fails, and when only unwrap fails",
                    NetworkCases::probeBothWays,
                    Need.NETWORK),
            KekCase.of(
                    "network.another-operation",
                    "the answer to another operation is not taken for this one's",
                    NetworkCases::anotherOperation,
                    Need.NETWORK),
            KekCase.of(
                    "network.another-request",
                    "the answer to the same operation on another DEK is not taken for this one's",
                    NetworkCases::anotherRequest,
                    Need.NETWORK));

    private NetworkCases() {}

    private static Fault status(int status) {
        return Fault.answer(status, Map.of("Content-Type", "text/plain"), "scripted");
    }

    private static KekCase fault(String name, String what, Set<Kind> kinds, Fault fault) {
        return KekCase.of(
                name,
                what + " comes out as " + either(kinds) + ", and the next call works",
                scene -> comesOutAs(scene, kinds, fault),
                Need.NETWORK);
    }

    private static String either(Set<Kind> kinds) {
        return kinds.stream().map(Kind::name).collect(Collectors.joining(" or "));
    }

    private static void throttled(Scene scene) {
        comesOutAs(
                scene, EnumSet.of(Kind.THROTTLED), scene.answer(Kind.THROTTLED).orElseGet(() -> status(429)));
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

    private static void openInTime(Scene scene) {
        scene.faults().always(Fault.delay(Duration.ofSeconds(10)));
        long start = System.nanoTime();
        Optional<Throwable> failure =
                Expect.outcome(() -> scene.open(scene.subject().uri(), TIMEOUT));
        checkTime("opening", start);
        failure.ifPresent(why -> Expect.kind(NO_ANSWER, "opening with a server that is too slow", why));
    }

    private static void nobodyListens(Scene scene) {
        SecretBytes dek = scene.dek();
        byte[] wrapped = scene.wrap(dek);
        scene.faults().close();
        TaxonomyCases.expectAll(scene.kek(), dek, wrapped, NO_ANSWER);
        Expect.kind(
                NO_ANSWER,
                "opening and unwrap",
                () -> scene.open(scene.subject().uri()).unwrap(wrapped, CONTEXT, TIMEOUT));
    }

    private static void probeBothWays(Scene scene) {
        SecretBytes dek = scene.dek();
        byte[] wrapped = scene.wrap(dek);
        FaultProxy.Call wrap = last(scene, () -> scene.wrap(dek));
        FaultProxy.Call unwrap = last(scene, () -> scene.unwrap(wrapped));
        Expect.that(!wrap.equals(unwrap), "wrap and unwrap must be two calls that the proxy can tell apart");
        for (FaultProxy.Call one : List.of(wrap, unwrap)) {
            scene.faults().always(one::equals, Fault.reset());
            String what = "probe when " + one.path() + " " + one.target() + " fails";
            Expect.kind(NO_ANSWER, what, Expect.deed(() -> scene.kek().probe(TIMEOUT)));
            scene.faults().clear();
        }
    }

    private static FaultProxy.Call last(Scene scene, Runnable use) {
        use.run();
        List<FaultProxy.Call> calls = scene.faults().calls();
        return calls.get(calls.size() - 1);
    }

    private static void anotherOperation(Scene scene) {
        SecretBytes dek = scene.dek();
        scene.wrap(dek);
        FaultProxy.Answer toWrap = scene.faults().keep();
        byte[] wrapped = scene.wrap(dek);
        FaultProxy.Answer toUnwrap = scene.faults().keep();
        scene.unwrap(wrapped);
        scene.faults().always(Fault.replay(toWrap));
        Expect.refused("unwrap that is given wrap's answer", () -> scene.unwrap(wrapped));
        scene.faults().clear();
        scene.faults().always(Fault.replay(toUnwrap));
        Expect.refused("wrap that is given unwrap's answer", () -> scene.wrap(dek));
    }

    private static void anotherRequest(Scene scene) {
        byte[] first = scene.wrap(scene.dek());
        byte[] second = scene.wrap(scene.dek());
        FaultProxy.Answer answer = scene.faults().keep();
        scene.unwrap(first);
        scene.faults().always(Fault.replay(answer));
        Expect.refused("unwrap that is given the answer for another DEK", () -> scene.unwrap(second));
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
