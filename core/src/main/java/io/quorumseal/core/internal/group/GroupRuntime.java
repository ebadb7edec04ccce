package io.quorumseal.core.internal.group;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.LogStatus;
import io.quorumseal.core.Opened;
import io.quorumseal.core.Status;
import io.quorumseal.core.internal.flight.Flight;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.member.SealedState;
import io.quorumseal.core.internal.member.StoredValues;
import io.quorumseal.core.internal.node.Node;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** One group: the way of its payloads to the log and out of it, how it is doing, and its snapshots. */
public final class GroupRuntime implements GroupSeal {
    private final Node node;
    private final GroupId id;
    private final Membership membership;
    private final Bound bound;
    private final Gate gate;
    private final Doubt doubt = new Doubt();
    private final Turns turns;
    private final Condition condition;
    private final FromLog fromLog;
    private final ToLog toLog;

    public GroupRuntime(Node node, GroupId id, Membership membership) {
        this.node = node;
        this.id = id;
        this.membership = membership;
        this.gate = new Gate(
                node.config().engine().append() == Engine.Append.INDEX_KNOWN,
                () -> Flight.recorder().hold(node.config().node(), id));
        this.turns = new Turns(node.background());
        this.condition = new Condition(node, id, membership, gate);
        this.bound = new Bound(node, id, this::identify);
        this.fromLog = new FromLog(node, id, bound, membership, gate, doubt, condition);
        this.toLog = new ToLog(node, id, bound, membership, gate, doubt, fromLog::knowsCutover);
        node.budget().addGroup();
    }

    @Override
    public GroupId id() {
        return id;
    }

    Gate gate() {
        return gate;
    }

    Doubt doubt() {
        return doubt;
    }

    ToLog toLog() {
        return toLog;
    }

    public Turns turns() {
        return turns;
    }

    /** How far the log was given to the vendor, or applied, in this opening. */
    public Reached reached() {
        return fromLog.reached();
    }

    @Override
    public Proposal begin(ByteBuffer payload) {
        return toLog.begin(payload);
    }

    public Leadership.Leading leadingOrRefuse() {
        return toLog.leadingOrRefuse();
    }

    @Override
    public Opened open(LogPosition position, ByteBuffer logged) {
        return fromLog.open(position, logged);
    }

    @Override
    public Kind openInto(long term, long index, ByteBuffer logged, ByteBuffer out) {
        return fromLog.openInto(term, index, logged, out);
    }

    /** Nothing of the group is applied before what its snapshot carries is taken over. */
    public void importLater(SealedState incoming) {
        fromLog.awaitImport(taken(incoming));
    }

    /** A log that goes on, while what a snapshot carries still waits, is not the one that the snapshot is of. */
    private CompletionStage<Void> taken(SealedState incoming) {
        return membership.take(id, incoming, fromLog.reached().next()::isDone);
    }

    public void halted(HaltApplyException why) {
        condition.halted(why);
    }

    /** The runtime closes. */
    public void closed() {
        condition.closed();
    }

    /** Tells why nothing of the group goes on here, if that is so: it has halted, or the engine does not run it. */
    public Optional<String> stopped() {
        return condition.halted().or(() -> runsInTheEngine() ? Optional.empty() : Optional.of("does not run here"));
    }

    /** Whether it halted in an engine that goes on: what is in other members' logs still comes. */
    public boolean haltedWhileItsLogGrows() {
        return condition.halted().isPresent() && runsInTheEngine();
    }

    /** Whether the engine runs it, be it halted here or not. */
    public boolean runsInTheEngine() {
        return !node.config().engine().members(id).isEmpty();
    }

    /**
     * Tells how it is doing.
     *
     * @param log what was seen of its log and snapshots
     */
    public Status.Group status(Optional<LogStatus> log) {
        return condition.status(log);
    }

    /** Whether nothing of it goes on here, whoever says so. */
    public boolean hasHalted() {
        return condition.status(Optional.empty()).mode() == Status.Mode.HALTED;
    }

    /**
     * Records which log a group has that was not there when the node was opened, or was made anew since: a cutover holds in no
     * other.
     */
    public void identify() {
        boolean anew = isEmpty();
        if (anew) {
            condition.begunAnew();
            endWhatWasBegun();
        }
        if (anew || node.state().group(id).log().isEmpty()) {
            hosted().map(Engine.Hosted::log).filter(log -> !log.isEmpty()).ifPresent(this::recordLog);
        }
        if (anew && node.state().group(id).cutover().isPresent()) {
            node.cutovers().heard(id);
        }
    }

    /** Terms have the same numbers in every log, and so may the log's identity; who is ready to lead this one began in it. */
    private void endWhatWasBegun() {
        boolean ready = node.config().engine().leadership(id) instanceof Leadership.Leading leading && leading.ready();
        if (!ready) {
            bound.begunAnew();
            gate.begunAnew();
            doubt.none();
            fromLog.begunAnew();
        }
    }

    private Optional<Engine.Hosted> hosted() {
        return node.config().engine().hosted(id);
    }

    /** As far as the engine can tell now. */
    private boolean isEmpty() {
        try {
            return hosted().filter(hosted -> hosted.lastIndex() <= 0).isPresent();
        } catch (RuntimeException unreadable) {
            return false;
        }
    }

    /** One that cannot be used is left to whoever needs it, and says so. */
    private void recordLog(String log) {
        if (Binding.unusable(id, log).isPresent()
                || node.state().group(id).log().equals(log)) {
            return;
        }
        var unused =
                node.keeper().update(sidecar -> sidecar.with(sidecar.state().withGroup(id, known -> known.in(log))));
    }

    @Override
    public void leadershipChanged() {
        identify();
        if (!(node.config().engine().leadership(id) instanceof Leadership.Leading leading)) {
            gate.releaseUnlessIn(0);
        } else {
            gate.releaseUnlessIn(leading.term());
            membership.refusal().ifPresent(why -> node.config().engine().stepDown(id, why));
            membership
                    .retired()
                    .givesUp(id, leading.term())
                    .ifPresent(why -> node.config().engine().stepDown(id, why));
            if (leading.ready() || !membership.joining().isOver()) {
                membership.keysChanged();
            }
        }
    }

    @Override
    public byte[] exportState(long snapshot) {
        fromLog.lackingForSnapshot().or(membership.retired()::inValues).ifPresent(why -> {
            throw new RejectedException(RejectedException.Reason.STILL_NEEDED, "no snapshot is taken here: " + why);
        });
        return exported(new SealedState.Snapshot(snapshot));
    }

    /** What a snapshot would carry, for another member that asks. */
    public byte[] exportState() {
        return exported(SealedState.Carrier.ANSWER);
    }

    private byte[] exported(SealedState.Carrier carrier) {
        boolean valuesSealed = membership.values().sealedIn(id, fromLog.reached()::has);
        return SealedState.seal(id, carrier, valuesSealed, node);
    }

    @Override
    public CompletionStage<Void> importState(byte[] state, long snapshot) {
        StoredValues values = membership.values();
        SealedState incoming = SealedState.decode(state, snapshot);
        values.exchanged();
        return taken(incoming).thenRun(() -> {
            membership.retired().look();
            if (!incoming.valuesSealed()) {
                values.mayBeCleartext();
            }
        });
    }

    @Override
    public void importAtStart(byte[] state, long snapshot) {
        fromLog.awaitImport(importState(state, snapshot));
    }

    @Override
    public OptionalLong cutover() {
        return node.state().group(id).cutover();
    }
}
