package io.quorumseal.core;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.spi.Proposal;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** One Raft group's handle. */
public interface GroupSeal {

    /**
     * Names the group.
     *
     * @return the group
     */
    GroupId id();

    /**
     * Begins to propose a payload: checks that it may be appended by this node now, and pins what was decided until
     * the proposal is closed.
     *
     * <p><b>Threads.</b> May be called by several threads at a time. While a cutover is under way, a payload that could
     * not be sealed behind the marker waits, for at most {@link Limits#holdTimeout}: on an engine that does not know
     * the index at append, every payload; elsewhere, only while this opening is not registered.
     *
     * @param payload the payload, from position to limit; unchanged, and not to be changed before the proposal is
     *     closed
     * @return the proposal
     * @throws io.quorumseal.api.RetryableException if this node cannot append it now; it was not appended
     * @throws io.quorumseal.api.RejectedException if it can never be appended
     * @throws io.quorumseal.api.HaltApplyException if a hard limit is set and the sidecar cannot be written
     */
    Proposal begin(ByteBuffer payload);

    /**
     * Opens a logged payload, and applies it if it is an encryption entry.
     *
     * <p><b>The caller must</b> call this for every payload of the log, in order, one at a time per group, before
     * anything else sees it. It may be called for different groups at the same time; for a group other than the control
     * group, it must not be called on the thread that applies the control group.
     *
     * @param position where the payload stands
     * @param logged the bytes as logged, from position to limit; unchanged
     * @return the vendor's payload, ours, or not yet
     * @throws io.quorumseal.api.HaltApplyException if the entry must be neither applied nor skipped: leave it unapplied
     *     and stop
     */
    Opened open(LogPosition position, ByteBuffer logged);

    /** What {@link #openInto} found. */
    enum Kind {
        /** The vendor's payload; it was written into the caller's buffer. */
        PAYLOAD,
        /** An encryption entry; it is applied. */
        OURS,
        /** Something is missing: {@link #open} tells what, and when to ask again. */
        NOT_YET
    }

    /**
     * Does the same as {@link #open} into the caller's buffer.
     *
     * @param term the entry's term
     * @param index the entry's index
     * @param logged the bytes as logged, from position to limit; unchanged
     * @param out receives the vendor's payload from its position on, never more bytes than were logged
     * @return what it was
     */
    Kind openInto(long term, long index, ByteBuffer logged, ByteBuffer out);

    /**
     * Tells the runtime that this node's part in the group may have changed: the engine begins to run the group, before
     * anything comes out of its log; it began to lead, became ready, or stopped leading. The runtime looks at {@link io.quorumseal.api.spi.Engine#leadership} and does what is due.
     */
    void leadershipChanged();

    /**
     * Exports the key state that a snapshot of this group has to carry. To be called after the vendor has fixed the
     * snapshot's position and data, and before anything beyond the position is given to {@link #open}: newer key state
     * is harmless, older is not, and it says whether the values at that position may be in cleartext.
     *
     * @param snapshot the snapshot's index; beside a snapshot at another index the bytes are worth nothing
     * @return the bytes; DEKs are in them in wrapped form only
     * @throws io.quorumseal.api.RejectedException of reason {@code STILL_NEEDED} if values of this node may be under a
     *     DEK that was retired, and that only this node still has; no snapshot can be taken until they are rewritten. Or if
     *     what an earlier snapshot of the group carries is not taken over yet: this one would lack it; ask again
     */
    byte[] exportState(long snapshot);

    /**
     * Imports key state from a snapshot that another member made. Nothing moves back.
     *
     * @param state the bytes
     * @param snapshot the snapshot's index
     * @return completes when the group may serve: at once if all keys are there, later if a KEK or the control group
     *     is awaited; fails if the runtime closes, and with a {@link io.quorumseal.api.MalformedException} if the bytes
     *     were not exported for that snapshot. Unless it completes, the snapshot must not be served, nor anything behind
     *     it applied
     * @throws io.quorumseal.api.MalformedException if the bytes are no exported key state
     */
    CompletionStage<Void> importState(byte[] state, long snapshot);

    /**
     * Imports, as {@link #importState} does, what a snapshot carries that another member made, and that the engine finds when it
     * begins to run the group: the group had stopped before it was imported. To be called before anything comes out of the log.
     * There is nothing to wait for: until it is taken over, nothing is opened or sealed, and no snapshot can be taken.
     *
     * @param state the bytes
     * @param snapshot the snapshot's index
     * @throws io.quorumseal.api.MalformedException if the bytes are no exported key state
     */
    void importAtStart(byte[] state, long snapshot);

    /**
     * Tells where the group was cut over.
     *
     * @return the marker's index as applied here; empty if payloads are not sealed
     */
    OptionalLong cutover();
}
