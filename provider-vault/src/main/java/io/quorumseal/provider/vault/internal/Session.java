package io.quorumseal.provider.vault.internal;

import io.quorumseal.api.KekException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One login for all threads. One of them gets, renews or replaces the token, within its own deadline; those that have
 * a token that still serves go on with it meanwhile, the others wait.
 *
 * <p>There is no thread behind it: a lease that is due is renewed by the next call.
 */
final class Session {
    private final Login login;
    private final LongSupplier clock;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile @Nullable Lease current;

    Session(Login login, LongSupplier clock) {
        this.login = login;
        this.clock = clock;
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
                lease = login.login(deadline);
                current = lease;
            }
            return lease;
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
        current = lease;
        return lease;
    }

    /** Vault prolongs a token up to its longest life only: one that hardly gets longer is replaced. */
    private Lease renewedOrNew(Lease due, Deadline deadline) {
        if (due.renewable()) {
            Lease renewed = login.renew(due, deadline);
            if (renewed.lifetime() > due.lifetime() / 2) {
                return renewed;
            }
        }
        return login.login(deadline);
    }
}
