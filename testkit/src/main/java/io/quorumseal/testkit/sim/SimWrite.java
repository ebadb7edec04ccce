package io.quorumseal.testkit.sim;

import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Proposal;
import java.util.Optional;

/** A vendor's write on its way: begun, then appended, then applied by the node that appended it. */
public final class SimWrite {
    private final SimReplica replica;
    private final String key;
    private final String value;
    private final Proposal proposal;
    private Optional<LogPosition> position = Optional.empty();

    SimWrite(SimReplica replica, String key, String value, Proposal proposal) {
        this.replica = replica;
        this.key = key;
        this.value = value;
        this.proposal = proposal;
    }

    /**
     * Appends the write, if this node leads now.
     *
     * @return this
     * @throws RetryableException if it may not be appended; it was not
     */
    public SimWrite append() {
        position = Optional.of(replica.append(proposal));
        return this;
    }

    /** Lets go of the write without appending it. */
    public void drop() {
        proposal.close();
    }

    /**
     * Tells where the write was appended.
     *
     * @return its position; empty if it was not appended
     */
    public Optional<LogPosition> position() {
        return position;
    }

    /**
     * Tells whether the write is committed, so that it may be acknowledged.
     *
     * @return whether it can not be lost any more
     */
    public boolean committed() {
        return position.filter(replica.group()::isCommitted).isPresent();
    }

    /**
     * Tells whether the write is gone: another entry stands at its place, or it was never appended.
     *
     * @return whether it can not be committed any more
     */
    public boolean lost() {
        return position.isEmpty() || !replica.group().isHeld(position.get());
    }

    public SimNode node() {
        return replica.node();
    }

    /** Whether the write is of this group; one that was made anew under its name is another. */
    public boolean isIn(SimGroup group) {
        return replica.group() == group;
    }

    public String group() {
        return replica.group().id().name();
    }

    public String key() {
        return key;
    }

    public String value() {
        return value;
    }

    Proposal proposal() {
        return proposal;
    }
}
