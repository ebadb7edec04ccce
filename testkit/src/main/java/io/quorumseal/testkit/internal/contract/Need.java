package io.quorumseal.testkit.internal.contract;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.testkit.KekSubject;
import java.util.function.Predicate;

/**
 * What a case needs of a subject.
 *
 * @param offer what the subject has to offer, in the words of its interface
 * @param met tells whether it does
 */
record Need(String offer, Predicate<KekSubject> met) {
    /** A key that gets new versions. */
    static final Need ROTATION =
            new Need("rotate()", subject -> subject.rotate().isPresent());
    /** Old versions that can be made unusable. */
    static final Need OLD_VERSIONS_DISABLED = new Need(
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
    /** A network that can be disturbed. */
    static final Need NETWORK = new Need("faults()", subject -> subject.faults().isPresent());

    /** Always there, unless excused: a library that handles keys in buffers of its own cannot be made to zero them. */
    static final Need OWN_BUFFERS = new Need("buffers of its own", subject -> true);
    /** Always there, unless excused: a provider that is meant for the class path only has none. */
    static final Need MODULE = new Need("a module descriptor", subject -> true);

    private static Need actionOrAnswer(String action, Kind kind, Predicate<KekSubject> acts) {
        return new Need(
                action + ", or faults() and an answer for " + kind,
                subject -> acts.test(subject)
                        || (subject.faults().isPresent() && subject.answers().containsKey(kind)));
    }

    boolean isMetBy(KekSubject subject) {
        return met.test(subject);
    }
}
