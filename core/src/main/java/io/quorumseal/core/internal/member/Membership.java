package io.quorumseal.core.internal.member;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.RejectedException;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.work.Stalls;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** This opening's standing: registered or not, refused by the cluster, open or closed. */
public final class Membership {
    private final Node node;
    private final OwnRegistrations own;
    private final Importer importer;
    private final Joining joining;
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private Runnable keysChanged = () -> {};
    private Runnable behind = () -> {};
    private Runnable refused = () -> {};
    private @Nullable StoredValues values;
    private @Nullable RetiredDeks retired;
    private volatile boolean closed;
    private volatile @Nullable String refusal;

    public Membership(Node node, OwnRegistrations own, Importer importer, Joining joining) {
        this.node = node;
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

    /** Set once, before anything is applied: takes over what the leader of the control group knows. */
    public void onBehind(Runnable task) {
        behind = task;
    }

    /** What this node knows is not what the log of the control group goes on from. */
    public void behind() {
        behind.run();
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

    /**
     * Takes over key state that another member exported, and looks at it.
     *
     * @param over whether it is not to be taken over any more
     * @return when it is taken over; fails if it may not be
     */
    public CompletionStage<Void> take(GroupId group, SealedState incoming, BooleanSupplier over) {
        return importer.importInto(group, incoming, over).thenRun(this::look);
    }

    /** Takes over key state that another member answered with, and looks at it. */
    public CompletionStage<Void> takeAnswer(SealedState incoming) {
        return importer.importAnswer(incoming).thenRun(this::look);
    }

    /**
     * Looks at what was applied or taken over last. Where that says that another life of this node has its opening number
     * or a later one, this one is refused, even if nobody answers who could say so.
     */
    public void look() {
        LocalEpoch opening = node.opening();
        if (own.look(node::state, opening) == OwnRegistrations.Standing.ANOTHER_LIFE && refusal == null) {
            refused("opening " + opening
                    + " is not new: the log that this node applies says that another life of it has"
                    + " registered that number or a later one. Its disk was rolled back, a copy of it is running, or its"
                    + " directory was wiped; it would make nonces again that were used. If no copy of it runs, start it"
                    + " again: it takes the next number, and is let in if that is new");
        }
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
