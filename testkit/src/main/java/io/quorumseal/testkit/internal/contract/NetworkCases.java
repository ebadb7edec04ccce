package io.quorumseal.testkit.internal.contract;

import static io.quorumseal.testkit.internal.contract.Scene.CONTEXT;
import static io.quorumseal.testkit.internal.contract.Scene.TIMEOUT;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.testkit.proxy.Fault;
import io.quorumseal.testkit.proxy.FaultProxy;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the network and the server do wrong comes out as what it is, in time, and leaves no trace. */
final class NetworkCases {
    private static final Set<Kind> NO_ANSWER = EnumSet.of(Kind.UNREACHABLE);
    private static final int CUT_BYTES = 3;
    private static final Set<Kind> NOT_THE_SERVICE = EnumSet.of(Kind.UNREACHABLE, Kind.MISCONFIGURED);

    static final List<KekCase> ALL = List.of(
            KekCase.of(
                    "network.nobody-listens",
                    "a connection that is refused comes out as UNREACHABLE, also at opening",
                    NetworkCases::nobodyListens,
                    KekNeeds.STREAM),
            harm("network.hang-up", "a connection that is reset before anything is read", NO_ANSWER, Fault.hangUp()),
            harm("network.reset", "a connection that is reset behind a call", NO_ANSWER, Fault.reset()),
            harm("network.cut", "an answer that ends early", NO_ANSWER, Fault.cutAfter(CUT_BYTES)),
            harm("network.garbled", "an answer with each byte changed", NOT_THE_SERVICE, Fault.garble()),
            KekCase.of(
                    "network.another-operation",
                    "the answer to another operation is not taken for this one's",
                    NetworkCases::anotherOperation,
                    KekNeeds.STREAM),
            KekCase.of(
                    "network.another-request",
                    "the answer to the same operation on another DEK is not taken for this one's",
                    NetworkCases::anotherRequest,
                    KekNeeds.STREAM),
            status("network.500", 500, Kind.UNREACHABLE),
            status("network.503", 503, Kind.UNREACHABLE),
            status("network.429", 429, Kind.THROTTLED),
            KekCase.of(
                    "network.throttled",
                    "the service's own answer to too many calls, if the subject has one, comes out as THROTTLED",
                    NetworkCases::throttled,
                    KekNeeds.HTTP),
            KekCase.of(
                    "network.garbage",
                    "an answer of status 200 that is not the service's comes out as UNREACHABLE or MISCONFIGURED, and"
                            + " the next call works",
                    scene -> comesOutAs(scene, NOT_THE_SERVICE, Fault.garbage()),
                    KekNeeds.HTTP),
            KekCase.of(
                    "network.probe-both-ways",
                    "a probe fails when only wrap fails, and when only unwrap fails",
                    NetworkCases::probeBothWays,
                    KekNeeds.HTTP));

    private NetworkCases() {}

    private static Fault status(int status) {
        return Fault.answer(status, Map.of("Content-Type", "text/plain"), "scripted");
    }

    private static KekCase harm(String name, String what, Set<Kind> kinds, Fault fault) {
        return KekCase.of(
                name,
                what + " comes out as " + either(kinds) + ", and the next call works",
                scene -> comesOutAs(scene, kinds, fault),
                KekNeeds.STREAM);
    }

    private static KekCase status(String name, int status, Kind kind) {
        return KekCase.of(
                name,
                "status " + status + " comes out as " + kind + ", and the next call works",
                scene -> comesOutAs(scene, EnumSet.of(kind), status(status)),
                KekNeeds.HTTP);
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
}
