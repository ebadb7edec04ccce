package io.quorumseal.core.internal.group;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.NewLog;
import io.quorumseal.api.EncryptionEntry.RegisterWriter;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.RetryableException.Reason;
import io.quorumseal.api.spi.Engine.Leadership.Leading;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.member.OwnRegistrations;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.work.Futures;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Proposes encryption entries as leader: one at a time in a group, and only what applying was tried for. What halts
 * one replica halts all, so nothing is appended that would.
 */
public final class Proposer {
    private final Node node;
    private final OwnRegistrations own;

    public Proposer(Node node, OwnRegistrations own) {
        this.node = node;
        this.own = own;
    }

    /** Proposes in the group's turn; completes when the entry is applied here. */
    public CompletionStage<LogPosition> propose(GroupRuntime group, EncryptionEntry entry) {
        return group.turns().next(() -> inTurn(group, entry));
    }

    /** Proposes now; the caller has the group's turn. */
    public CompletionStage<LogPosition> inTurn(GroupRuntime group, EncryptionEntry entry) {
        Leading leading = group.leadingOrRefuse();
        Appends at = group.toLog().appends(leading);
        checkTakesEffect(group);
        group.toLog().checkClear(leading.term());
        checkOwnNumber(entry);
        dryRun(group, leading, entry);
        if (entry.marker().isEmpty()) {
            return append(group, at, entry);
        }
        requireSealable(group, at);
        return drained(group, leading)
                .thenCompose(done -> append(group, at, entry))
                .whenComplete((done, failure) -> endHold(group));
    }

    /** Refuses unless this node leads a group, in whatever log, and has nothing there whose outcome is not known. */
    public Leading checkMayAccept(GroupRuntime group) {
        Leading leading = group.toLog().leadingAnyLogOrRefuse();
        group.toLog().checkClear(leading.term());
        return leading;
    }

    /** Accepts a log that began anew; the caller has the turn. Only a leader whose log ends before what is known may. */
    public CompletionStage<LogPosition> acceptLog(GroupRuntime group, NewLog entry) {
        Leading leading = checkMayAccept(group);
        Appends at = group.toLog().appends(leading);
        dryRun(group, leading, entry);
        return append(group, at, entry);
    }

    /**
     * Whoever registers himself along with a new DEK has a number that is his: it would count from there on, and under older DEKs
     * another life may have sealed with it.
     */
    private void checkOwnNumber(EncryptionEntry entry) {
        boolean alongWith = !(entry instanceof RegisterWriter)
                && entry.registrations().stream()
                        .anyMatch(registration ->
                                registration.node().equals(node.config().nodeId()));
        if (alongWith) {
            own.checkProved();
        }
    }

    private void checkTakesEffect(GroupRuntime group) {
        node.keysAboveLog(group.id()).ifPresent(why -> {
            throw new RetryableException(Reason.GATE_CLOSED, why);
        });
    }

    /** Holds, and waits for the pins that the marker must not overtake; nothing is appended before that. */
    private CompletionStage<Void> drained(GroupRuntime group, Leading leading) {
        Duration bound = node.config().limits().adminTimeout();
        return Futures.bounded(
                group.gate().hold(leading.term()),
                bound,
                node.background(),
                () -> new RetryableException(
                        Reason.HELD,
                        "payloads that were begun before it were not through within " + bound
                                + "; the marker was not appended. See that proposals are closed, and ask again"));
    }

    /** While nobody knows whether the marker was appended, the hold stays until that is proved or leadership is lost. */
    private static void endHold(GroupRuntime group) {
        if (!group.doubt().is()) {
            group.gate().release();
        }
    }

    private void dryRun(GroupRuntime group, Leading leading, EncryptionEntry entry) {
        try {
            node.applier().dryRun(new LogPosition(group.id(), leading.term(), leading.lastIndex() + 1), entry);
        } catch (HaltApplyException e) {
            throw new RejectedException(
                    RejectedException.Reason.WOULD_HALT, "every replica would halt: " + e.getMessage(), e);
        }
        // Behind the rest: what has no room is not encoded, and the dry run says more about it.
        checkSize(entry);
    }

    /** An entry that the engine refuses would leave its outcome unknown. */
    private void checkSize(EncryptionEntry entry) {
        int size = Keyring.maxSize(Purpose.RAFT, EntryFrame.frame(entry).length);
        int limit = node.config().engine().maxEntrySize();
        if (size > limit) {
            throw new RejectedException(
                    RejectedException.Reason.TOO_LARGE,
                    "the entry comes to " + size + " bytes when sealed, and the log takes " + limit
                            + "; nothing was proposed. Raise the engine's limit on every member");
        }
    }

    private CompletionStage<LogPosition> append(GroupRuntime group, Appends at, EncryptionEntry entry) {
        Optional<Reservation> reservation = group.toLog().reservation(at.log());
        try {
            return append(group, at, entry, sealer(group, at, entry, reservation))
                    .whenComplete((position, failure) -> reservation.ifPresent(Reservation::close));
        } catch (RuntimeException | Error e) {
            reservation.ifPresent(Reservation::close);
            throw e;
        }
    }

    private CompletionStage<LogPosition> append(
            GroupRuntime group, Appends at, EncryptionEntry entry, Optional<Sealer> sealer) {
        EntryProposal proposal = new EntryProposal(at, entry, sealer, () -> requireSealable(group, at));
        own.proposing(group.id(), at.term(), entry);
        group.doubt().proposing(at.term(), entry);
        CompletionStage<LogPosition> outcome =
                Futures.started(() -> node.config().engine().propose(group.id(), proposal));
        return Futures.bounded(outcome, node.config().limits().adminTimeout(), node.background())
                .handle((position, failure) -> settled(group, proposal, position, failure));
    }

    private LogPosition settled(
            GroupRuntime group, EntryProposal proposal, @Nullable LogPosition position, @Nullable Throwable failure) {
        if (failure == null && position != null) {
            group.doubt().none();
            if (proposal.isVoid()) {
                throw new RetryableException(
                        Reason.TERM_CHANGED, "appended as a void entry, because the term changed; ask again");
            }
            return position;
        }
        RetryableException typed = failure == null || !(Futures.cause(failure) instanceof RetryableException known)
                ? new RetryableException(
                        Reason.OUTCOME_UNKNOWN, "the engine does not say whether the entry was appended", failure)
                : known;
        if (typed.reason() == Reason.OUTCOME_UNKNOWN) {
            group.doubt().begin();
            node.config().engine().stepDown(group.id(), "the outcome of an encryption entry is not known");
        } else {
            group.doubt().none();
        }
        throw typed;
    }

    /** Looked at again when the marker is appended: a rotation may have come between, and what follows has to be sealed. */
    private void requireSealable(GroupRuntime group, Appends at) {
        Optional<Reservation> trial = group.toLog().reservation(at.log());
        trial.ifPresent(Reservation::close);
        if (trial.isEmpty()) {
            throw notRegistered(group);
        }
    }

    /** How the entry is sealed, if it can be: like a payload, or, beforehand, as the node's own registration. */
    private Optional<Sealer> sealer(
            GroupRuntime group, Appends at, EncryptionEntry entry, Optional<Reservation> reservation) {
        if (reservation.isPresent()) {
            return reservation.map(reserved -> reserved);
        }
        Optional<Dek> dek = ownRegistration(entry);
        boolean seals = group.cutover().isPresent() && !EntryProposal.isClear(node, group.id(), entry);
        if (dek.isEmpty() && seals) {
            throw notRegistered(group);
        }
        return dek.map(active -> own.sealed(active, at.log(), node.opening(), ByteBuffer.wrap(EntryFrame.frame(entry))))
                .map(ready -> plain -> ready.duplicate());
    }

    /** The one thing that may be sealed under the active raft DEK before this opening is registered under it. */
    private Optional<Dek> ownRegistration(EncryptionEntry entry) {
        if (!(entry instanceof RegisterWriter register)
                || !register.registration()
                        .equals(node.registration(register.registration().dek()))) {
            return Optional.empty();
        }
        DekId dek = register.registration().dek();
        return node.activeDek(Purpose.RAFT).filter(active -> active.id().equals(dek));
    }

    private RetryableException notRegistered(GroupRuntime group) {
        group.toLog().checkHeard();
        return new RetryableException(
                Reason.NOT_REGISTERED,
                "this opening of node " + node.config().node() + " is not registered yet under the active raft DEK, so"
                        + " it cannot seal for group " + group.id());
    }
}
