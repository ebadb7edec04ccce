package io.quorumseal.testkit.internal.contract;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.testkit.KekSubject;
import io.quorumseal.testkit.Reach;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a case needs of a subject.
 *
 * @param offer what the subject has to offer, in the words of its interface
 * @param met tells whether it does
 * @param excuse why the subject's reach alone excuses it, if it does
 * @param excused who is excused, in the words of the table
 */
record Need(String offer, Predicate<KekSubject> met, Function<Reach, Optional<String>> excuse, String excused) {
    /** Who is excused from a case that every KEK must pass. */
    static final String NOBODY = "nobody";

    private static final String WITH_A_REASON = "reason";
    private static final String IN_PROCESS = "in process";

    /** A key that gets new versions. */
    static final Need ROTATION = offered("rotate()", subject -> subject.rotate().isPresent());
    /** Old versions that can be made unusable. */
    static final Need OLD_VERSIONS_DISABLED = offered(
            "disableOldVersions()", subject -> subject.disableOldVersions().isPresent());
    /** A disabled key, or the service's answer for one. */
    static final Need DISABLED_KEY = actionOrAnswer(
            "disableKey()", Kind.KEY_DISABLED, subject -> subject.disableKey().isPresent());
    /** A deleted key, or the service's answer for one. */
    static final Need DELETED_KEY = actionOrAnswer(
            "deleteKey()", Kind.KEY_NOT_FOUND, subject -> subject.deleteKey().isPresent());
    /** Credentials that may not use the key, or the service's answer to them. */
    static final Need DENIED = actionOrAnswer(
            "deniedUri()", Kind.DENIED, subject -> subject.deniedUri().isPresent());

    /** Something outside of the process, that can hang. */
    static final Need OUTSIDE = reaching(IN_PROCESS, Need::inProcess);
    /** A stream of bytes that can be disturbed. */
    static final Need STREAM = reaching("no stream", Need::noStream);
    /** A stream of bytes that is known to be HTTP. */
    static final Need HTTP = reaching("no HTTP", Need::noHttp);

    /** Always there, unless excused: a library that handles keys in buffers of its own cannot be made to zero them. */
    static final Need OWN_BUFFERS = offered("buffers of its own", subject -> true);
    /** Always there, unless excused: a provider that is meant for the class path only has none. */
    static final Need MODULE = offered("a module descriptor", subject -> true);

    private static Need offered(String offer, Predicate<KekSubject> met) {
        return new Need(offer, met, reach -> Optional.empty(), WITH_A_REASON);
    }

    private static Need actionOrAnswer(String action, Kind kind, Predicate<KekSubject> acts) {
        return offered(
                action + ", or a reach by a stream and an answer for " + kind,
                subject -> acts.test(subject)
                        || (subject.reach().proxied().isPresent()
                                && subject.answers().containsKey(kind)));
    }

    private static Need reaching(String excused, Function<Reach, Optional<String>> excuse) {
        return new Need("reach()", subject -> true, excuse, excused);
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

    boolean isMetBy(KekSubject subject) {
        return met.test(subject);
    }

    /** Tells whether a subject may name a case that needs this in {@code notApplicable()}. */
    boolean canBeExcusedByName() {
        return !excused.equals(IN_PROCESS);
    }
}
