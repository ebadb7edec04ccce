package io.quorumseal.core.internal.group;

import io.quorumseal.api.Applier;
import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.HaltApplyException.Reason;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.UnknownDekException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Opened;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.Status;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.member.Imports;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.member.SealedState;
import io.quorumseal.core.internal.member.StoredValues;
import io.quorumseal.core.internal.node.Node;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One group: admits payloads on their way to the log and opens them on their way out of it. */
public final class GroupRuntime implements GroupSeal {
    private static final String UNDECIDED =
            "was cut over in another log: payloads are refused until the raft envelope is"
                    + " enabled in this one, or the node is opened with cleartextInNewLog";
    private static final String AWAITS_CLUSTER =
            "this node is new, and no member has told it yet which keys the cluster has";
    private static final String AWAITS_IMPORT = "the control group is behind the key state of this group's snapshot";

    private final Node node;
    private final GroupId id;
    private final Membership membership;
    private final Gate gate;
    private final Turns turns;
    private final Reached reached = new Reached();
    private volatile String stalled = "";
    private volatile long unclearTerm;
    private volatile @Nullable CompletableFuture<Void> importing;
    private volatile @Nullable HaltApplyException halt;

    public GroupRuntime(Node node, GroupId id, Membership membership) {
        this.node = node;
        this.id = id;
        this.membership = membership;
        this.gate = new Gate(node.config().engine().append() == Engine.Append.INDEX_KNOWN);
        this.turns = new Turns(node.background());
        node.budget().addGroup();
    }

    @Override
    public GroupId id() {
        return id;
    }

    Gate gate() {
        return gate;
    }

    public Turns turns() {
        return turns;
    }

    /** How far the log was given to the vendor, or applied, in this opening. */
    public Reached reached() {
        return reached;
    }

    boolean isControl() {
        return id.equals(node.config().control());
    }

    // ---- to the log

    @Override
    public Proposal begin(ByteBuffer payload) {
        try {
            checkAdmissible(payload);
            Leadership.Leading leading = leadingOrRefuse();
            node.budget().checkPayload();
            return pinned(leading, payload, reservation());
        } catch (QuorumSealException e) {
            node.tally().refused.increment();
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
        int size = node.desk().isEmpty() ? payload.remaining() : node.keyring().sealedSize(payload.remaining());
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

    public Leadership.Leading leadingOrRefuse() {
        CompletableFuture<Void> wanted = importing;
        boolean knowsCutover = wanted == null || (wanted.isDone() && !wanted.isCompletedExceptionally());
        return node.leadingReady(id)
                .filter(leading -> knowsCutover)
                .orElseThrow(() -> new RetryableException(
                        RetryableException.Reason.GATE_CLOSED,
                        "node " + node.config().node() + " does not lead group " + id + ", or is not ready to"));
    }

    /** An encryption entry of this term may or may not be in the log: only another term can tell. */
    void unclearIn(long term) {
        unclearTerm = term;
    }

    void checkClear(long term) {
        if (term == unclearTerm) {
            throw new RetryableException(
                    RetryableException.Reason.BUSY,
                    "whether an earlier encryption entry was appended in term " + term + " is not known; ask again when"
                            + " the term has changed");
        }
    }

    /** What sealing under the active DEK needs, if this opening is registered under it. */
    Optional<Reservation> reservation() {
        return node.activeDek(Purpose.RAFT)
                .filter(dek -> membership.own().confirmed(dek.id()))
                .map(Reservation::of);
    }

    private Proposal pinned(Leadership.Leading leading, ByteBuffer payload, Optional<Reservation> reservation) {
        try {
            gate.pin(reservation.isPresent(), node.config().limits().holdTimeout());
        } catch (RetryableException e) {
            reservation.ifPresent(Reservation::close);
            throw e;
        }
        PayloadProposal proposal = new PayloadProposal(appends(leading), payload, reservation);
        try {
            return decided(proposal);
        } catch (QuorumSealException e) {
            proposal.close();
            throw e;
        }
    }

    Appends appends(Leadership.Leading leading) {
        return new Appends(node, id, gate, leading.term());
    }

    /** Looked at again under the pin: what comes after this waits for the pin. */
    private Proposal decided(PayloadProposal proposal) {
        if (leadingOrRefuse().term() != proposal.term()) {
            throw new RetryableException(RetryableException.Reason.TERM_CHANGED, "the term changed; not appended");
        }
        proposal.recheck(proposal.term());
        return cutover().isPresent() ? proposal.sealedNow() : proposal;
    }

    // ---- from the log

    @Override
    public Opened open(LogPosition position, ByteBuffer logged) {
        return membership.whileOpen(() -> guarded(() -> {
            Optional<Awaited> awaited = awaited();
            if (awaited.isPresent()) {
                return stall(
                        awaited.get().why(), node.stalls().until(awaited.get().event()));
            }
            CompletionStage<Void> change = node.applier().nextChange();
            boolean sealed = node.cutOverBefore(id, position.index());
            ByteBuffer plain = logged.slice();
            if (sealed) {
                ByteBuffer out = ByteBuffer.allocate(logged.remaining());
                @Nullable String missing = unseal(position.index(), logged, out);
                if (missing != null) {
                    return stall(missing, node.stalls().until(change));
                }
                plain = out.flip();
            }
            return EntryFrame.isOurs(plain) ? applied(position, plain) : payload(position, plain, change);
        }));
    }

    @Override
    public Kind openInto(long term, long index, ByteBuffer logged, ByteBuffer out) {
        return membership.whileOpen(() -> guarded(() -> {
            int start = out.position();
            Optional<Awaited> awaited = awaited();
            if (awaited.isPresent()) {
                return notYet(awaited.get().why());
            }
            if (!node.cutOverBefore(id, index)) {
                out.put(logged.duplicate());
            } else {
                @Nullable String missing = unseal(index, logged, out);
                if (missing != null) {
                    return notYet(missing);
                }
            }
            ByteBuffer plain = out.duplicate().flip().position(start);
            if (!EntryFrame.isOurs(plain)) {
                return payloadInto(index, out, start);
            }
            Opened opened = applied(new LogPosition(id, term, index), plain);
            out.position(start);
            return opened instanceof Opened.NotYet ? Kind.NOT_YET : Kind.OURS;
        }));
    }

    /** Nothing of the group is applied before this has completed. */
    public void awaitImport(CompletionStage<Void> stage) {
        importing = stage.toCompletableFuture();
    }

    private record Awaited(String why, CompletionStage<Void> event) {}

    /** What has to happen before anything of the group is applied. */
    private Optional<Awaited> awaited() {
        if (!membership.joining().isOver()
                && node.leadingReady(node.config().control()).isEmpty()) {
            membership.keysChanged();
            return Optional.of(new Awaited(AWAITS_CLUSTER, membership.joining().over()));
        }
        CompletableFuture<Void> wanted = importing;
        return wanted != null && awaitsImport(wanted)
                ? Optional.of(new Awaited(AWAITS_IMPORT, wanted))
                : Optional.empty();
    }

    /** Where the group is cut over stands in what is imported: before, a sealed payload would pass for cleartext. */
    private boolean awaitsImport(CompletableFuture<Void> wanted) {
        if (wanted.isCompletedExceptionally()) {
            throw new HaltApplyException(
                    Reason.INTEGRITY, "the key state in the snapshot of group " + id + " could not be taken over");
        }
        return !wanted.isDone();
    }

    /** Opens a sealed payload; tells what is missing, or null. */
    private @Nullable String unseal(long index, ByteBuffer logged, ByteBuffer out) {
        try {
            Envelope.open(node.keyring(), Binding.RAFT, Envelope.NO_KEY, logged, out);
            node.tally().opened.increment();
            return null;
        } catch (UnknownDekException e) {
            if (isControl() || node.state().retired().contains(e.dek())) {
                throw unreadable(index, e);
            }
            return "DEK " + e.dek() + " of index " + index + " is not applied in the control group yet";
        } catch (AuthenticationFailedException | MalformedException e) {
            throw unreadable(index, e);
        }
    }

    private HaltApplyException unreadable(long index, QuorumSealException cause) {
        return new HaltApplyException(
                Reason.INTEGRITY,
                "the payload at index " + index + " of group " + id + " is behind the cutover and does not open; it is"
                        + " not skipped, because other replicas may have applied it",
                cause);
    }

    private Kind payloadInto(long index, ByteBuffer out, int start) {
        @Nullable String lacking = node.budget().lackingForValues();
        if (lacking != null) {
            out.position(start);
            return notYet(lacking);
        }
        resume();
        reached.at(index);
        return Kind.PAYLOAD;
    }

    private Opened payload(LogPosition position, ByteBuffer plain, CompletionStage<Void> change) {
        @Nullable String lacking = node.budget().lackingForValues();
        if (lacking != null) {
            return stall(lacking, node.stalls().until(change));
        }
        resume();
        reached.at(position.index());
        return new Opened.Payload(plain);
    }

    private Opened applied(LogPosition position, ByteBuffer plain) {
        EncryptionEntry entry = decoded(position, plain);
        membership.own().applying(position, entry, node.opening());
        Applier.Result result = node.applier().apply(position, entry);
        if (result instanceof Applier.Result.NotYet notYet) {
            return stall(notYet.why(), node.stalls().until(notYet.retry()));
        }
        resume();
        afterApplied(entry);
        reached.at(position.index());
        node.config()
                .listener()
                .on(Event.ENTRY_APPLIED, id, position + " " + entry.getClass().getSimpleName());
        return new Opened.Ours(entry, ((Applier.Result.Applied) result).outcome());
    }

    private EncryptionEntry decoded(LogPosition position, ByteBuffer plain) {
        if (node.desk().isEmpty()) {
            throw new HaltApplyException(
                    Reason.ENCRYPTION_OFF,
                    "the log has an encryption entry at " + position + " and encryption is off on this node; start it"
                            + " with a KEK");
        }
        try {
            return EntryFrame.unframe(plain);
        } catch (MalformedException e) {
            throw new HaltApplyException(Reason.MALFORMED, "malformed encryption entry at " + position, e);
        }
    }

    private void afterApplied(EncryptionEntry entry) {
        node.raiseKeyEpochs();
        if (entry.marker().isPresent()) {
            gate.applied();
        }
        membership.keysChanged();
    }

    // ---- how it is doing

    private Kind notYet(String why) {
        stalled(why);
        return Kind.NOT_YET;
    }

    private Opened stall(String why, CompletionStage<Void> retry) {
        stalled(why);
        return new Opened.NotYet(why, retry);
    }

    private void stalled(String why) {
        if (stalled.isEmpty()) {
            node.config().listener().on(Event.STALLED, id, why);
        }
        stalled = why;
        node.config().engine().stepDown(id, "apply is stalled: " + why);
    }

    private void resume() {
        if (!stalled.isEmpty()) {
            stalled = "";
            node.config().listener().on(Event.RESUMED, id, "apply goes on");
        }
    }

    private interface Step<T> {
        T run();
    }

    /** A halted group stays halted: nothing is applied behind what was not. */
    private <T> T guarded(Step<T> step) {
        HaltApplyException before = halt;
        if (before != null) {
            throw before;
        }
        try {
            membership.checkMayApply();
            return step.run();
        } catch (HaltApplyException e) {
            halted(e);
            throw e;
        }
    }

    public void halted(HaltApplyException why) {
        halt = why;
        node.config().listener().on(Event.HALTED, id, String.valueOf(why.getMessage()));
    }

    public Status.Group status() {
        HaltApplyException why = halt;
        if (why != null) {
            return status(Status.Mode.HALTED, String.valueOf(why.getMessage()));
        }
        if (!stalled.isEmpty()) {
            return status(Status.Mode.STALLED, stalled);
        }
        if (gate.isHeld()) {
            return status(Status.Mode.HELD, "a cutover is under way");
        }
        if (node.state().group(id).undecided()) {
            return status(Status.Mode.CLEARTEXT, UNDECIDED);
        }
        return status(cutover().isPresent() ? Status.Mode.SEALING : Status.Mode.CLEARTEXT, "");
    }

    private Status.Group status(Status.Mode mode, String why) {
        return new Status.Group(mode, why, gate.longestWait());
    }

    // ---- leadership and snapshots

    @Override
    public void leadershipChanged() {
        if (!(node.config().engine().leadership(id) instanceof Leadership.Leading leading)) {
            gate.releaseUnlessIn(0);
        } else {
            gate.releaseUnlessIn(leading.term());
            if (leading.ready() || !membership.joining().isOver()) {
                membership.keysChanged();
            }
        }
    }

    @Override
    public byte[] exportState() {
        boolean valuesSealed = membership.values().sealedIn(id, reached::has);
        return SealedState.seal(Imports.exported(node.state(), node.config().control(), id), valuesSealed, node);
    }

    @Override
    public CompletionStage<Void> importState(byte[] state) {
        StoredValues values = membership.values();
        SealedState incoming = SealedState.decode(state);
        values.exchanged();
        return membership.importer().importInto(id, incoming).thenRun(() -> {
            if (!incoming.valuesSealed()) {
                values.mayBeCleartext();
            }
        });
    }

    @Override
    public OptionalLong cutover() {
        return node.state().group(id).cutover();
    }
}
