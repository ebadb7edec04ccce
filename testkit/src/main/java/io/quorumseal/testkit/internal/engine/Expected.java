package io.quorumseal.testkit.internal.engine;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What has to be so. */
final class Expected {
    private Expected() {}

    static void that(boolean holds, String found) {
        if (!holds) {
            throw new AssertionError(found);
        }
    }

    static void same(Object expected, Object actual, String what) {
        that(expected.equals(actual), what + " is " + actual + ", and should be " + expected);
    }

    static void some(Collection<?> all, String what) {
        that(!all.isEmpty(), "there is none: " + what);
    }

    /** What a stage that is done failed with. */
    static Throwable failure(String what, CompletableFuture<?> done) throws InterruptedException {
        try {
            Object gave = done.get();
            throw new AssertionError(what + " has to fail, and gave " + gave);
        } catch (ExecutionException e) {
            return e.getCause() == null ? e : e.getCause();
        }
    }
}
