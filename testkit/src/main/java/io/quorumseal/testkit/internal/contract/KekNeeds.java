package io.quorumseal.testkit.internal.contract;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.testkit.KekSubject;
import io.quorumseal.testkit.Reach;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** What cases need of a KEK's subject. */
final class KekNeeds {
    /** A key that gets new versions. */
    static final Need<KekSubject> ROTATION =
            Need.offered("rotate()", subject -> subject.rotate().isPresent());
    /** Old versions that can be made unusable. */
    static final Need<KekSubject> OLD_VERSIONS_DISABLED = Need.offered(
            "disableOldVersions()", subject -> subject.disableOldVersions().isPresent());
    /** A disabled key, or the service's answer for one. */
    static final Need<KekSubject> DISABLED_KEY = actionOrAnswer(
            "disableKey()", Kind.KEY_DISABLED, subject -> subject.disableKey().isPresent());
    /** A deleted key, or the service's answer for one. */
    static final Need<KekSubject> DELETED_KEY = actionOrAnswer(
            "deleteKey()", Kind.KEY_NOT_FOUND, subject -> subject.deleteKey().isPresent());
    /** Credentials that may not use the key, or the service's answer to them. */
    static final Need<KekSubject> DENIED = actionOrAnswer(
            "deniedUri()", Kind.DENIED, subject -> subject.deniedUri().isPresent());

    /** Something outside of the process, that can hang. */
    static final Need<KekSubject> OUTSIDE = reaching("in process", false, KekNeeds::inProcess);
    /** A stream of bytes that can be disturbed. */
    static final Need<KekSubject> STREAM = reaching("no stream", true, KekNeeds::noStream);
    /** A stream of bytes that is known to be HTTP. */
    static final Need<KekSubject> HTTP = reaching("no HTTP", true, KekNeeds::noHttp);

    /** Always there, unless excused: a library that handles keys in buffers of its own cannot be made to zero them. */
    static final Need<KekSubject> OWN_BUFFERS = Need.offered("buffers of its own", subject -> true);
    /** Always there, unless excused: a provider that is meant for the class path only has none. */
    static final Need<KekSubject> MODULE = Need.offered("a module descriptor", subject -> true);

    private KekNeeds() {}

    private static Need<KekSubject> actionOrAnswer(String action, Kind kind, Predicate<KekSubject> acts) {
        return Need.offered(
                action + ", or a reach by a stream and an answer for " + kind,
                subject -> acts.test(subject)
                        || (subject.reach().proxied().isPresent()
                                && subject.answers().containsKey(kind)));
    }

    private static Need<KekSubject> reaching(String excused, boolean byName, Function<Reach, Optional<String>> excuse) {
        return new Need<>("reach()", subject -> true, subject -> excuse.apply(subject.reach()), excused, byName);
    }

    private static Optional<String> inProcess(Reach reach) {
        return reach instanceof Reach.Nowhere nowhere ? Optional.of(nowhere.why()) : Optional.empty();
    }

    private static Optional<String> noStream(Reach reach) {
        return reach instanceof Reach.Calls calls ? Optional.of(calls.why()) : inProcess(reach);
    }

    private static Optional<String> noHttp(Reach reach) {
        return reach.proxied().filter(proxy -> !proxy.speaksHttp()).isPresent()
                ? Optional.of("the proxy is not told that HTTP is spoken")
                : noStream(reach);
    }
}
