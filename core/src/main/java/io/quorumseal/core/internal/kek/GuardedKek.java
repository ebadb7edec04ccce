package io.quorumseal.core.internal.kek;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.internal.kek.Attempts.Call;
import io.quorumseal.core.internal.kek.KekEvents.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * A KEK whose calls end in time, are tried again where that helps, and are told of.
 *
 * <p>Each attempt runs on a thread of its own ({@link CallThreads}). A caller whose time is over, or who is
 * interrupted, gets {@code UNREACHABLE} at once, and a secret that comes later is destroyed. What the taxonomy calls
 * retryable is tried again inside the caller's time, {@link Backoff#MAX_ATTEMPTS} times at most. Nothing else is, and
 * neither is a call that was given up: its server may still be at work on it.
 */
public final class GuardedKek implements Kek {
    private final Kek kek;
    private final Guarding how;
    private final Runnable release;
    private final CallThreads threads;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Attempts attempts;
    private volatile Optional<String> fingerprint = Optional.empty();

    private GuardedKek(Kek kek, Guarding how, Runnable release) {
        this.kek = kek;
        this.how = how;
        this.release = release;
        this.threads = new CallThreads(kek.description(), how.pacing().threadForEachCall());
        this.attempts = new Attempts(kek.description(), how, threads, closed);
    }

    /**
     * Guards a KEK as a runtime does if nothing else is said.
     *
     * @param kek the KEK; closed with the guard
     */
    public static GuardedKek of(Kek kek) {
        return of(kek, Guarding.DEFAULT);
    }

    /**
     * Guards a KEK.
     *
     * @param kek the KEK; closed with the guard
     * @param how how
     */
    public static GuardedKek of(Kek kek, Guarding how) {
        return new GuardedKek(kek, how, kek::close);
    }

    /**
     * Guards a KEK that is closed by somebody else.
     *
     * @param kek the KEK
     * @param how how
     */
    public static GuardedKek lent(Kek kek, Guarding how) {
        return new GuardedKek(kek, how, () -> {});
    }

    /**
     * Opens a KEK under guard.
     *
     * @param opening opens it, given the longest time to take; a KEK that comes too late is closed
     * @param timeout the longest time that opening may take
     * @param how how
     */
    public static GuardedKek open(Function<Duration, Kek> opening, Duration timeout, Guarding how) {
        try (CallThreads threads = new CallThreads("that is being opened")) {
            Attempts attempts = new Attempts("", how, threads, new CountDownLatch(1));
            return of(attempts.run(new Call<>(Operation.OPEN, opening, Kek::close), timeout), how);
        }
    }

    @Override
    public String description() {
        return kek.description();
    }

    /** Never changes, and is shown also while the key cannot be asked: a provider that asks it each time is asked once. */
    @Override
    public Optional<String> fingerprint() {
        if (fingerprint.isEmpty()) {
            fingerprint = told();
        }
        return fingerprint;
    }

    private Optional<String> told() {
        try {
            return kek.fingerprint();
        } catch (RuntimeException cannotTell) {
            return Optional.empty();
        }
    }

    @Override
    public String version() {
        return attempts.run(new Call<>(Operation.PROBE, left -> kek.version(), late -> {}), how.timeout());
    }

    @Override
    public boolean anybodyCanWrap() {
        return kek.anybodyCanWrap();
    }

    @Override
    public Optional<SecretBytes> macSecret() {
        return attempts.run(
                new Call<>(Operation.OPEN, left -> kek.macSecret(), late -> late.ifPresent(SecretBytes::close)),
                how.timeout());
    }

    /** The call's thread reads a copy of its own: the caller may close the DEK when he has given up. */
    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        return attempts.run(new Call<>(Operation.WRAP, left -> wrapCopy(dek, context, left), late -> {}), timeout);
    }

    private byte[] wrapCopy(SecretBytes dek, WrapContext context, Duration left) {
        try (SecretBytes copy = dek.copy()) {
            return kek.wrap(copy, context, left);
        }
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        return attempts.run(
                new Call<>(Operation.UNWRAP, left -> kek.unwrap(wrapped, context, left), SecretBytes::close), timeout);
    }

    @Override
    public int maxBatch() {
        return kek.maxBatch();
    }

    /** One that fails retryably among others that do not is asked for again by itself. */
    @Override
    public List<Unwrapped> unwrapAll(List<Wrapped> all, Duration timeout) {
        if (all.size() == 1) {
            return List.of(Unwrapped.of(this, all.get(0), timeout));
        }
        Deadline end = Deadline.in(timeout, how.pacing());
        List<Unwrapped> outcomes = new ArrayList<>(batch(all, timeout));
        try {
            retrySingly(all, outcomes, end);
            return outcomes;
        } catch (RuntimeException e) {
            closeAll(outcomes);
            throw e;
        }
    }

    private void retrySingly(List<Wrapped> all, List<Unwrapped> outcomes, Deadline end) {
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Unwrapped.Failed failed && Attempts.isRetryable(failed.why())) {
                outcomes.set(i, Unwrapped.of(this, all.get(i), end.left()));
            }
        }
    }

    private List<Unwrapped> batch(List<Wrapped> all, Duration timeout) {
        return attempts.run(
                new Call<>(Operation.UNWRAP, left -> answers(all, left), GuardedKek::closeAll, GuardedKek::flaw),
                timeout);
    }

    private List<Unwrapped> answers(List<Wrapped> all, Duration left) {
        List<Unwrapped> outcomes = kek.unwrapAll(all, left);
        if (outcomes.size() != all.size()) {
            closeAll(outcomes);
            throw new IllegalStateException("the KEK " + kek.description() + " gave " + outcomes.size() + " answers to "
                    + all.size() + " questions");
        }
        return outcomes;
    }

    static void closeAll(List<Unwrapped> outcomes) {
        outcomes.forEach(one -> {
            if (one instanceof Unwrapped.Dek dek) {
                dek.secret().close();
            }
        });
    }

    private static Optional<Throwable> flaw(List<Unwrapped> outcomes) {
        return outcomes.stream()
                .filter(Unwrapped.Failed.class::isInstance)
                .map(one -> (Throwable) ((Unwrapped.Failed) one).why())
                .findFirst();
    }

    @Override
    public byte[] rewrap(byte[] wrapped, WrapContext context, Duration timeout) {
        return attempts.run(
                new Call<>(Operation.REWRAP, left -> kek.rewrap(wrapped, context, left), late -> {}), timeout);
    }

    @Override
    public void probe(Duration timeout) {
        Boolean unused = attempts.run(new Call<>(Operation.PROBE, this::probed, late -> {}), timeout);
    }

    private boolean probed(Duration left) {
        kek.probe(left);
        return true;
    }

    /** Ends the calls that are under way and refuses later ones, as closed. */
    void cancel() {
        closed.countDown();
        threads.close();
    }

    /** Cancels, and closes the KEK unless it is lent. */
    @Override
    public void close() {
        cancel();
        release.run();
    }

    @Override
    public String toString() {
        return kek.description();
    }
}
