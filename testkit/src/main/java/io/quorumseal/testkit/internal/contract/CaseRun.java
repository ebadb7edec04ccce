package io.quorumseal.testkit.internal.contract;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.quorumseal.testkit.KekSubject;
import java.io.Closeable;
import java.time.Duration;
import org.junit.jupiter.api.function.ThrowingSupplier;

/** Runs a case. */
public final class CaseRun {
    /** The longest time of a case; what hangs must not hang the build. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private CaseRun() {}

    /** Checks a subject. */
    @FunctionalInterface
    public interface Check<S> {
        /**
         * Checks.
         *
         * @param subject the subject
         * @throws Exception if it is wrong, or could not be checked
         */
        void run(S subject) throws Exception;
    }

    /**
     * Runs a case with a KEK of its own.
     *
     * @param one the case
     * @param subjects makes the subject
     * @throws AssertionError if the KEK is wrong
     * @throws Throwable if the subject cannot be made or closed
     */
    public static void run(KekCase one, ThrowingSupplier<KekSubject> subjects) throws Throwable {
        run(one, subjects, subject -> {
            try (Scene scene = new Scene(subject)) {
                one.check().run(scene);
            }
        });
    }

    /**
     * Runs a case with a subject of its own.
     *
     * @param <S> the kind of subject
     * @param one the case
     * @param subjects makes the subject
     * @param check checks it
     * @throws AssertionError if the subject is wrong
     * @throws Throwable if the subject cannot be made or closed
     */
    public static <S extends Closeable> void run(Case<S> one, ThrowingSupplier<S> subjects, Check<S> check)
            throws Throwable {
        try (S subject = subjects.get()) {
            assertTimeoutPreemptively(
                    LIMIT, () -> checked(one, subject, check), () -> "the case hangs: " + one.demand());
        }
    }

    private static <S> void checked(Case<S> one, S subject, Check<S> check) {
        try {
            check.run(subject);
        } catch (AssertionError e) {
            throw failed(one, String.valueOf(e.getMessage()), e);
        } catch (Exception | LinkageError e) {
            throw failed(one, Expect.name(e), e);
        }
    }

    private static AssertionError failed(Case<?> one, String found, Throwable cause) {
        String read = one.source().map(source -> ". Read: " + source).orElse("");
        return new AssertionError(one.name() + " demands: " + one.demand() + ". Found: " + found + read, cause);
    }
}
