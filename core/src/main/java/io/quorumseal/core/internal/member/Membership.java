package io.quorumseal.core.internal.member;

import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.core.internal.work.Stalls;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** This opening's standing: registered or not, refused by the cluster, open or closed. */
public final class Membership {
    private final OwnRegistrations own;
    private final Importer importer;
    private final Joining joining;
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private Runnable keysChanged = () -> {};
    private Runnable refused = () -> {};
    private @Nullable StoredValues values;
    private @Nullable RetiredDeks retired;
    private volatile boolean closed;
    private volatile @Nullable String refusal;

    public Membership(OwnRegistrations own, Importer importer, Joining joining) {
        this.own = own;
        this.importer = importer;
        this.joining = joining;
    }

    public OwnRegistrations own() {
        return own;
    }

    public Importer importer() {
        return importer;
    }

    public Joining joining() {
        return joining;
    }

    /** Set once, before anything is applied. */
    public void onKeysChanged(Runnable task) {
        keysChanged = task;
    }

    /** Set once, before anything is imported. */
    public void storedValues(StoredValues stored) {
        values = stored;
    }

    /** What is known of the stored values. */
    public StoredValues values() {
        return Objects.requireNonNull(values);
    }

    /** Set once, before anything is applied. */
    public void retiredDeks(RetiredDeks kept) {
        retired = kept;
    }

    /** The retired DEKs that are kept here. */
    public RetiredDeks retired() {
        return Objects.requireNonNull(retired);
    }

    /** There may be DEKs now under which this opening is not registered, or somebody who tells a new node of them. */
    public void keysChanged() {
        keysChanged.run();
    }

    /** The cluster refuses this opening: the node must seal nothing and apply nothing any more. */
    public void refused(String why) {
        refusal = why;
        refused.run();
    }

    /** Set once, before anything is asked: gives up what a refused node must not go on with. */
    public void onRefused(Runnable task) {
        refused = task;
    }

    /** Why the cluster refuses this opening, if it does. */
    public Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    public void checkNotRefused() {
        if (closed) {
            throw Stalls.closedError();
        }
        if (refusal != null) {
            throw new RejectedException(RejectedException.Reason.REGISTRATION_REFUSED, refusal);
        }
    }

    /** Applying seals values, and a refused opening may repeat nonces. */
    public void checkMayApply() {
        if (refusal != null) {
            throw new HaltApplyException(HaltApplyException.Reason.FORBIDDEN, refusal);
        }
    }

    /** Runs a call that closing waits for. */
    public <T> T whileOpen(Supplier<T> call) {
        use.readLock().lock();
        try {
            if (closed) {
                throw Stalls.closedError();
            }
            return call.get();
        } finally {
            use.readLock().unlock();
        }
    }

    /** Makes later calls fail and waits for those in flight; tells whether it was open. */
    public boolean close() {
        use.writeLock().lock();
        try {
            boolean wasOpen = !closed;
            closed = true;
            return wasOpen;
        } finally {
            use.writeLock().unlock();
        }
    }
}
