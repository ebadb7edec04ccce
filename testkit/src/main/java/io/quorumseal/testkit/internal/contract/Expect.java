package io.quorumseal.testkit.internal.contract;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What calls have to come to. Nothing secret shows in the errors made here. */
final class Expect {
    /** Bytes or context that are not authentic. */
    static final Set<Kind> NOT_AUTHENTIC = EnumSet.of(Kind.CORRUPT, Kind.WRONG_KEY);

    private Expect() {}

    /** A call of a KEK. */
    @FunctionalInterface
    interface Call {
        Object run() throws Exception;
    }

    /** A call of a KEK that gives nothing. */
    @FunctionalInterface
    interface Deed {
        void run() throws Exception;
    }

    static Call deed(Deed deed) {
        return () -> {
            deed.run();
            return "success";
        };
    }

    static KekException kind(Kind kind, String what, Call call) {
        return kind(EnumSet.of(kind), what, call);
    }

    static KekException kind(Set<Kind> kinds, String what, Call call) {
        return kind(kinds, what, failure(what + " must fail as " + kinds, call));
    }

    static KekException kind(Set<Kind> kinds, String what, Throwable failure) {
        if (failure instanceof KekException e && kinds.contains(e.kind())) {
            return e;
        }
        throw new AssertionError(what + " must fail as " + kinds + ", and failed as " + name(failure), failure);
    }

    /** Whatever the kind. */
    static void refused(String what, Call call) {
        Throwable failure = failure(what + " must fail", call);
        if (!(failure instanceof KekException)) {
            throw new AssertionError(what + " must fail as a KekException, and failed as " + failure, failure);
        }
    }

    static void closed(String what, Call call) {
        Throwable failure = failure(what + " must fail as CLOSED", call);
        if (!(failure instanceof RejectedException e) || e.reason() != RejectedException.Reason.CLOSED) {
            throw new AssertionError(what + " must fail as CLOSED, and failed as " + name(failure), failure);
        }
    }

    static void same(SecretBytes expected, SecretBytes actual, String what) {
        that(expected.equals(actual), what + " must be the DEK that was wrapped, and is another one");
    }

    static void that(boolean holds, String demand) {
        if (!holds) {
            throw new AssertionError(demand);
        }
    }

    /** What a call fails with. */
    static Throwable failure(String demand, Call call) {
        Optional<Throwable> failure = outcome(call);
        return failure.orElseThrow(() -> new AssertionError(demand + ", and succeeded"));
    }

    /** What a call fails with, if it fails; what it gives is closed. */
    static Optional<Throwable> outcome(Call call) {
        try {
            if (call.run() instanceof AutoCloseable given) {
                given.close();
            }
            return Optional.empty();
        } catch (Exception | LinkageError e) {
            return Optional.of(e);
        }
    }

    static String name(Throwable failure) {
        if (failure instanceof KekException e) {
            return e.kind() + " (" + e.getMessage() + ")";
        }
        return failure.toString();
    }
}
