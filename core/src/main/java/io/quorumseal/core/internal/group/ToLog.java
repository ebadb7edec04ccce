package io.quorumseal.core.internal.group;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.internal.flight.Flight;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.node.Node;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The way to a group's log: what is admitted, and with what it is sealed. */
final class ToLog {
    private final Node node;
    private final GroupId id;
    private final Bound bound;
    private final Membership membership;
    private final Gate gate;
    private final Doubt doubt;
    private final BooleanSupplier knowsCutover;

    /**
     * Makes the way.
     *
     * @param knowsCutover whether it is known here where the group is cut over
     */
    ToLog(
            Node node,
            GroupId id,
            Bound bound,
            Membership membership,
            Gate gate,
            Doubt doubt,
            BooleanSupplier knowsCutover) {
        this.node = node;
        this.id = id;
        this.bound = bound;
        this.membership = membership;
        this.gate = gate;
        this.doubt = doubt;
        this.knowsCutover = knowsCutover;
    }

    /** Begins a payload of the vendor's. */
    Proposal begin(ByteBuffer payload) {
        try {
            checkAdmissible(payload);
            Leadership.Leading leading = leadingOrRefuse();
            node.budget().checkPayload();
            Appends at = appends(leading);
            Optional<Reservation> reservation = reservation(at.log());
            if (reservation.isEmpty() && node.state().group(id).cutover().isPresent()) {
                checkHeard();
            }
            return pinned(at, payload, reservation);
        } catch (QuorumSealException e) {
            node.tally().refused.increment();
            Flight.recorder().refusedPayload(node.config().node(), id, e, payload.remaining());
            throw e;
        }
    }

    private void checkAdmissible(ByteBuffer payload) {
        membership.checkNotRefused();
        if (EntryFrame.isOurs(payload)) {
            throw new RejectedException(
                    RejectedException.Reason.RESERVED_PREFIX,
                    "the payload starts with the 16 bytes that mark encryption entries; begin it otherwise");
        }
        if (Envelope.isPayloadOf(node.keyring(), bound.now(), payload)) {
            throw new RejectedException(
                    RejectedException.Reason.RESERVED_PREFIX,
                    "the payload is one that was sealed in this cluster, as it stands in a log; whoever applied it would"
                            + " halt. Begin what was sealed instead");
        }
        int size = node.desk().isEmpty() ? payload.remaining() : Keyring.maxSize(Purpose.RAFT, payload.remaining());
        int limit = node.config().engine().maxEntrySize();
        if (size > limit) {
            throw new RejectedException(
                    RejectedException.Reason.TOO_LARGE,
                    "the payload comes to " + size + " bytes when sealed; the log takes " + limit);
        }
        if (node.state().group(id).undecided()) {
            throw new RejectedException(
                    RejectedException.Reason.OTHER_LOG,
                    "group " + id + " was cut over in another log; enable the raft envelope in this one, or open the"
                            + " node with cleartextInNewLog");
        }
    }

    Leadership.Leading leadingOrRefuse() {
        return orRefuse(node.leadingReady(id));
    }

    /** The same, also if the log ends before what is known of it. */
    Leadership.Leading leadingAnyLogOrRefuse() {
        return orRefuse(node.leading(id));
    }

    private Leadership.Leading orRefuse(Optional<Leadership.Leading> found) {
        return found.filter(leading -> knowsCutover.getAsBoolean())
                .orElseThrow(() -> new RetryableException(RetryableException.Reason.GATE_CLOSED, whyClosed()));
    }

    private String whyClosed() {
        return node.cutoverAboveLog(id)
                .orElseGet(
                        () -> "node " + node.config().node() + " does not lead group " + id + ", or is not ready to");
    }

    /** Refuses while an encryption entry of this term may or may not be in the log. */
    void checkClear(long term) {
        if (doubt.isIn(term)) {
            throw new RetryableException(
                    RetryableException.Reason.BUSY,
                    "whether an earlier encryption entry was appended in term " + term + " is not known; ask again when"
                            + " it is applied here or the term has changed");
        }
    }

    /**
     * What sealing needs, if this opening is registered: under the active DEK, or under the one before until it is
     * registered under that. Looked at again behind the lease: a DEK that nobody seals under any more may be retired
     * once it has none.
     */
    Optional<Reservation> reservation(Binding log) {
        boolean heard = membership.own().isHeard();
        if (!heard && node.leadingReady(node.config().control()).isPresent()) {
            membership.own().heard();
        }
        while (true) {
            Optional<DekId> chosen = membership.own().sealing(node.state());
            Optional<Reservation> reserved =
                    chosen.flatMap(node.keyring()::find).map(dek -> Reservation.of(dek, log));
            if (membership.own().sealing(node.state()).equals(chosen)) {
                return reserved;
            }
            reserved.ifPresent(Reservation::close);
        }
    }

    /** Refuses what would have to be sealed while nobody has told this process whether the active DEK still is. */
    void checkHeard() {
        if (membership.own().awaitsAnswer(node.state())) {
            GroupId control = node.config().control();
            throw new RetryableException(
                    RetryableException.Reason.GATE_CLOSED,
                    "node " + node.config().node() + " has not heard from the leader of group " + control
                            + " since it was opened: the DEK that its disk says is active may have been retired since. "
                            + node.keysAboveLog(control)
                                    .or(() -> node.cutoverAboveLog(control))
                                    .orElse("Ask again; see that the control group has a leader"));
        }
    }

    private Proposal pinned(Appends at, ByteBuffer payload, Optional<Reservation> reservation) {
        try {
            gate.pin(reservation.isPresent(), node.config().limits().holdTimeout());
        } catch (RuntimeException | Error e) {
            reservation.ifPresent(Reservation::close);
            throw e;
        }
        PayloadProposal proposal = new PayloadProposal(at, payload, reservation);
        try {
            return decided(proposal);
        } catch (RuntimeException | Error e) {
            proposal.close();
            throw e;
        }
    }

    /** What is begun now in a term. */
    Appends appends(Leadership.Leading leading) {
        return new Appends(node, id, gate, bound, bound.now(), leading.term());
    }

    /** Looked at again under the pin: what comes after this waits for the pin. */
    private Proposal decided(PayloadProposal proposal) {
        if (leadingOrRefuse().term() != proposal.term()) {
            throw new RetryableException(RetryableException.Reason.TERM_CHANGED, "the term changed; not appended");
        }
        proposal.recheck(proposal.term());
        return node.state().group(id).cutover().isPresent() ? proposal.sealedNow() : proposal;
    }
}
