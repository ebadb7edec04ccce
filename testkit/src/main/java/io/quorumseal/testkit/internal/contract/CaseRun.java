package io.quorumseal.testkit.internal.contract;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.quorumseal.testkit.KekSubject;
import java.time.Duration;
import org.junit.jupiter.api.function.ThrowingSupplier;

/** Runs a case. */
public final class CaseRun {
    /** The longest time of a case; a provider that hangs must not hang the build. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private CaseRun() {}

    /**
     * Runs a case with a subject of its own.
     *
     * @param one the case
     * @param subjects makes the subject
     * @throws AssertionError if the KEK is wrong
     * @throws Throwable if the subject cannot be made or closed
     */
    public static void run(KekCase one, ThrowingSupplier<KekSubject> subjects) throws Throwable {
        try (KekSubject subject = subjects.get()) {
            assertTimeoutPreemptively(LIMIT, () -> check(one, subject), () -> "the case hangs: " + one.demand());
        }
    }

    private static void check(KekCase one, KekSubject subject) {
        try (Scene scene = new Scene(subject)) {
            one.check().run(scene);
        } catch (AssertionError e) {
            throw failed(one, String.valueOf(e.getMessage()), e);
        } catch (Exception | LinkageError e) {
            throw failed(one, Expect.name(e), e);
        }
    }

    private static AssertionError failed(KekCase one, String found, Throwable cause) {
        return new AssertionError(one.name() + " demands: " + one.demand() + ". Found: " + found, cause);
    }
}
