package io.quorumseal.provider.vault.internal;

import io.quorumseal.api.KekException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One login for all threads. One of them gets, renews or replaces the token, within its own deadline; those that have
 * a token that still serves go on with it meanwhile, the others wait.
 *
 * <p>A lease that is due is renewed whether anybody calls or not: a node may not need its KEK for months, and then at once.
 * What comes first does it, a call or the alarm.
 */
final class Session implements AutoCloseable {
    /** What lies between two attempts of the alarm at least, in nanoseconds. */
    static final long SHORTEST_PAUSE = 1_000_000_000;

    private final Login login;
    private final LongSupplier clock;
    private final Alarm alarm;
    private final Duration patience;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile @Nullable Lease current;

    /** Takes the alarm over; each of its renewals takes this long at most. */
    Session(Login login, LongSupplier clock, Alarm alarm, Duration patience) {
        this.login = login;
        this.clock = clock;
        this.alarm = alarm;
        this.patience = patience;
    }

    /** Tells the token to call with. */
    String token(Deadline deadline) {
        Lease lease = current;
        if (lease == null || login.isReplaced(lease)) {
            return replace(lease, deadline).token();
        }
        if (lease.isDue(clock.getAsLong()) && changing.tryLock()) {
            try {
                return refreshed(lease, deadline).token();
            } finally {
                changing.unlock();
            }
        }
        return lease.token();
    }

    /** Tells another token after Vault denied a call with that one; empty if there is no other. */
    Optional<String> tokenInsteadOf(String denied, Deadline deadline) {
        Lease lease = current;
        if (lease == null || lease.token().equals(denied)) {
            lease = replace(lease, deadline);
        }
        return Optional.of(lease.token()).filter(token -> !token.equals(denied));
    }

    private Lease replace(@Nullable Lease old, Deadline deadline) {
        lock(deadline);
        try {
            Lease lease = current;
            if (lease == null || lease.equals(old)) {
                lease = take(login.login(deadline));
            }
            return lease;
        } finally {
            changing.unlock();
        }
    }

    /** Goes on with a lease, and has it renewed when it is due. */
    private Lease take(Lease lease) {
        current = lease;
        if (lease.ends()) {
            alarm.in(Math.max(lease.due() - clock.getAsLong(), SHORTEST_PAUSE), this::renewInTime);
        }
        return lease;
    }

    /** Does nothing if a call came first: that has set the alarm anew. */
    private void renewInTime() {
        Lease lease = current;
        if (lease == null || !lease.isDue(clock.getAsLong())) {
            return;
        }
        Deadline deadline = Deadline.after(patience);
        try {
            lock(deadline);
        } catch (KekException e) {
            take(lease.later(clock.getAsLong()));
            return;
        }
        try {
            refreshed(lease, deadline);
        } finally {
            changing.unlock();
        }
    }

    private void lock(Deadline deadline) {
        try {
            if (!changing.tryLock(deadline.left(), TimeUnit.NANOSECONDS)) {
                throw new KekException(
                        KekException.Kind.UNREACHABLE,
                        "another thread still logs in to Vault (" + login.description()
                                + "); check that Vault answers");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KekException(KekException.Kind.UNREACHABLE, "the wait for a login was interrupted", e);
        }
    }

    private Lease refreshed(Lease due, Deadline deadline) {
        Lease lease = current;
        if (!due.equals(lease)) {
            return lease == null ? due : lease;
        }
        try {
            lease = renewedOrNew(due, deadline);
        } catch (KekException e) {
            // The token may well serve for a while: the call that follows shows it.
            lease = due.later(clock.getAsLong());
        }
        return take(lease);
    }

    /**
     * Vault prolongs a token up to its longest life only: one that hardly gets longer is replaced. So is one that lapsed
     * while Vault could not be reached, and one that whoever keeps its file has replaced.
     */
    private Lease renewedOrNew(Lease due, Deadline deadline) {
        return due.renewable() && !login.isReplaced(due)
                ? renewed(due, deadline).orElseGet(() -> login.login(deadline))
                : login.login(deadline);
    }

    private Optional<Lease> renewed(Lease due, Deadline deadline) {
        try {
            return Optional.of(login.renew(due, deadline)).filter(lease -> lease.lifetime() > due.lifetime() / 2);
        } catch (KekException e) {
            if (e.kind() == KekException.Kind.DENIED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Renews nothing any more. */
    @Override
    public void close() {
        alarm.close();
    }
}
