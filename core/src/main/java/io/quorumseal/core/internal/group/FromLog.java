package io.quorumseal.core.internal.group;

import io.quorumseal.api.Applier;
import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.EnableEnvelope;
import io.quorumseal.api.EncryptionEntry.NewKeys;
import io.quorumseal.api.EncryptionEntry.RotateDek;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.HaltApplyException.Reason;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.UnknownDekException;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.Opened;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.internal.flight.Flight;
import io.quorumseal.core.internal.flight.Span;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.core.internal.kek.KekDesk;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.node.Node;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The way out of a group's log: payloads are opened, encryption entries applied, and nothing is skipped. */
final class FromLog {
    private static final String AWAITS_CLUSTER =
            "this node is new, and no member has told it yet which keys the cluster has";
    private static final String AWAITS_PROOF =
            "a registration with this opening's number is applied that no leader has confirmed: either the answer is on its"
                    + " way, or this disk was rolled back and values sealed now would repeat nonces";

    private final Node node;
    private final GroupId id;
    private final Bound bound;
    private final Membership membership;
    private final Gate gate;
    private final Doubt doubt;
    private final Condition condition;
    private final Reached reached = new Reached();
    private volatile @Nullable CompletableFuture<Void> importing;

    FromLog(Node node, GroupId id, Bound bound, Membership membership, Gate gate, Doubt doubt, Condition condition) {
        this.node = node;
        this.id = id;
        this.bound = bound;
        this.membership = membership;
        this.gate = gate;
        this.doubt = doubt;
        this.condition = condition;
    }

    /** How far the log was given to the vendor, or applied, in this opening. */
    Reached reached() {
        return reached;
    }

    /** Opens and applies one payload; tells what is missing, if something is. */
    Opened open(LogPosition position, ByteBuffer logged) {
        return whileOpen(() -> {
            Optional<Awaited> awaited = awaited();
            if (awaited.isPresent()) {
                return condition.stall(
                        awaited.get().why(), node.stalls().until(awaited.get().event()));
            }
            node.cutovers().passing(node.config().engine(), id, position.index());
            CompletionStage<Void> change = node.applier().nextChange();
            boolean sealed = node.cutOverBefore(id, position.index());
            ByteBuffer plain = logged.slice();
            if (sealed) {
                ByteBuffer out = ByteBuffer.allocate(logged.remaining());
                @Nullable String missing = unseal(position.term(), position.index(), logged, out);
                if (missing != null) {
                    return condition.stall(missing, node.stalls().until(change));
                }
                plain = out.flip();
            } else {
                checkNotSealed(position.term(), position.index(), plain);
            }
            if (EntryFrame.isOurs(plain)) {
                return applied(position, plain);
            }
            node.cutovers().isNoMarker(id, position.index());
            return payload(position, plain, change);
        });
    }

    /** Does the same into the caller's buffer. */
    GroupSeal.Kind openInto(long term, long index, ByteBuffer logged, ByteBuffer out) {
        return whileOpen(() -> {
            int start = out.position();
            Optional<Awaited> awaited = awaited();
            if (awaited.isPresent()) {
                return condition.notYet(awaited.get().why());
            }
            node.cutovers().passing(node.config().engine(), id, index);
            if (!node.cutOverBefore(id, index)) {
                checkNotSealed(term, index, logged);
                out.put(logged.duplicate());
            } else {
                @Nullable String missing = unseal(term, index, logged, out);
                if (missing != null) {
                    return condition.notYet(missing);
                }
            }
            ByteBuffer plain = out.duplicate().flip().position(start);
            if (!EntryFrame.isOurs(plain)) {
                node.cutovers().isNoMarker(id, index);
                return payloadInto(term, index, out, start);
            }
            Opened opened = applied(new LogPosition(id, term, index), plain);
            out.position(start);
            return opened instanceof Opened.NotYet ? GroupSeal.Kind.NOT_YET : GroupSeal.Kind.OURS;
        });
    }

    /** The listener is told outside of the lock that closing waits for. */
    private <T> T whileOpen(Condition.Step<T> step) {
        return node.config().listener().tellingAfter(() -> membership.whileOpen(() -> condition.guarded(step)));
    }

    /** The group has another log, which waits for nothing that the one before waited for. */
    void begunAnew() {
        importing = null;
        reached.begunAnew();
    }

    /** Nothing of the group is applied before this has completed. */
    void awaitImport(CompletionStage<Void> stage) {
        importing = stage.toCompletableFuture();
    }

    /** Whether nothing is awaited that says where the group is cut over. */
    boolean knowsCutover() {
        CompletableFuture<Void> wanted = importing;
        return wanted == null || (wanted.isDone() && !wanted.isCompletedExceptionally());
    }

    /** Why what a snapshot carries would be less than what an earlier one does, if so. */
    Optional<String> lackingForSnapshot() {
        return knowsCutover() ? Optional.empty() : Optional.of(awaitsImport());
    }

    private record Awaited(String why, CompletionStage<Void> event) {}

    /** What has to happen before anything of the group is applied. */
    private Optional<Awaited> awaited() {
        if (!membership.joining().isOver()
                && node.leadingReady(node.config().control()).isEmpty()) {
            if (!condition.isStalled()) {
                // Once: what a leader does for the answer comes out of the log, and must not be a reason to ask again.
                membership.keysChanged();
            }
            return Optional.of(new Awaited(AWAITS_CLUSTER, membership.joining().over()));
        }
        CompletableFuture<Void> wanted = importing;
        return wanted != null && awaitsImport(wanted)
                ? Optional.of(new Awaited(awaitsImport(), wanted))
                : Optional.empty();
    }

    private String awaitsImport() {
        return node.desk()
                .flatMap(KekDesk::trouble)
                .map(why -> "the key state of this group's snapshot waits: " + why)
                .orElse("the control group is behind the key state of this group's snapshot");
    }

    /** Where the group is cut over stands in what is imported: before, a sealed payload would pass for cleartext. */
    private boolean awaitsImport(CompletableFuture<Void> wanted) {
        if (wanted.isCompletedExceptionally()) {
            throw new HaltApplyException(
                    Reason.INTEGRITY, "the key state in the snapshot of group " + id + " could not be taken over");
        }
        return !wanted.isDone();
    }

    /**
     * Nothing is sealed before the cutover: a payload that is shows that the cutover is not known here. Key state of before
     * bootstrap has no MAC, so that anybody who writes a snapshot's files can put it beside a newer one.
     */
    private void checkNotSealed(long term, long index, ByteBuffer logged) {
        if (Envelope.isPayloadAt(node.keyring(), bound.now(), term, index, logged)) {
            throw new HaltApplyException(
                    Reason.INTEGRITY,
                    "the payload at index " + index + " of group " + id
                            + " is sealed, and this node knows of no cutover"
                            + " before it: the key state beside its snapshot is not of that snapshot, and what the node"
                            + " appended as leader would be cleartext. Nothing is lost where other members go on: remove"
                            + " what this node has of the group, its snapshots and its log, and let it get them from the"
                            + " leader");
        }
    }

    /** Opens a sealed payload; tells what is missing, or null. */
    private @Nullable String unseal(long term, long index, ByteBuffer logged, ByteBuffer out) {
        try {
            Envelope.openLogged(node.keyring(), bound.now(), term, index, logged, out);
            node.tally().opened.increment();
            return null;
        } catch (UnknownDekException e) {
            if (id.equals(node.config().control()) || node.state().retired().contains(e.dek())) {
                throw unreadable(index, " It names DEK " + e.dek() + ", which " + standing(e.dek()) + ".", e);
            }
            return "DEK " + e.dek() + " of index " + index + " is not applied in the control group yet";
        } catch (AuthenticationFailedException | MalformedException e) {
            throw unreadable(index, boundTo(logged), e);
        }
    }

    /** What a payload of suite 2 has to be of beside its group. */
    private String boundTo(ByteBuffer logged) {
        String log = node.state().group(id).log();
        return Envelope.isOfSuite1(logged)
                ? ""
                : " It was taken to be of the log \"" + log
                        + "\", the identity that this node's engine tells: either the"
                        + " payload was changed or moved, or another member's engine tells another identity for the same"
                        + " log. Compare them";
    }

    private String standing(DekId dek) {
        return node.state().retired().contains(dek)
                ? "was retired: its key is destroyed, and this payload was to be gone before that"
                : "is not among the keys of this cluster";
    }

    private HaltApplyException unreadable(long index, String which, QuorumSealException cause) {
        return new HaltApplyException(
                Reason.INTEGRITY,
                "the payload at index " + index + " of group " + id + " on node "
                        + node.config().node()
                        + " is behind the cutover and does not open as the one that stands there:"
                        + " it was damaged, exchanged, repeated or moved. It is not skipped, because other replicas may"
                        + " have applied the right one. Nothing is lost where they go on: remove what this node has of the"
                        + " group, its snapshots and its log, and let it get them from the leader." + which,
                cause);
    }

    private GroupSeal.Kind payloadInto(long term, long index, ByteBuffer out, int start) {
        Optional<String> lacking = lackingForValues();
        if (lacking.isPresent()) {
            out.position(start);
            return condition.notYet(lacking.get());
        }
        condition.resume();
        proved(term, null);
        reached.at(index);
        return GroupSeal.Kind.PAYLOAD;
    }

    private Optional<String> lackingForValues() {
        return mayBeAnotherLife()
                ? Optional.of(AWAITS_PROOF)
                : Optional.ofNullable(node.budget().lackingForValues());
    }

    /** Applying a payload seals values where those are sealed. */
    private boolean mayBeAnotherLife() {
        return membership.own().isUnproved() && node.state().storageCutover().isPresent();
    }

    private Opened payload(LogPosition position, ByteBuffer plain, CompletionStage<Void> change) {
        if (mayBeAnotherLife()) {
            return condition.stall(
                    AWAITS_PROOF, node.stalls().until(membership.own().proved()));
        }
        @Nullable String lacking = node.budget().lackingForValues();
        if (lacking != null) {
            return condition.stall(lacking, node.stalls().until(change));
        }
        condition.resume();
        proved(position.term(), null);
        reached.at(position.index());
        return new Opened.Payload(plain);
    }

    private Opened applied(LogPosition position, ByteBuffer plain) {
        EncryptionEntry entry = decoded(position, plain);
        if (entry.marker().isEmpty()) {
            node.cutovers().isNoMarker(id, position.index());
        }
        Optional<String> otherLog = node.applier().otherLogShownBy(position, entry);
        if (otherLog.isPresent()) {
            membership.behind();
            return condition.stall(
                    otherLog.get(), node.stalls().after(node.config().limits().stallRetry()));
        }
        Span span = Flight.recorder().apply(node.config().node(), position, entry);
        Applier.Result result = node.applier().apply(position, entry);
        if (result instanceof Applier.Result.NotYet notYet) {
            return condition.stall(notYet.why(), node.stalls().until(notYet.retry()));
        }
        Applier.Outcome outcome = ((Applier.Result.Applied) result).outcome();
        span.end(outcome.name());
        record(position, entry, outcome);
        membership.own().applied(position, entry, node.state(), node.opening());
        membership.look();
        membership.checkMayApply();
        condition.resume();
        afterApplied(entry);
        proved(position.term(), entry);
        reached.at(position.index());
        node.config()
                .listener()
                .on(Event.ENTRY_APPLIED, id, position + " " + entry.getClass().getSimpleName());
        return new Opened.Ours(entry, outcome);
    }

    /** What an entry changed that one looks for in a recording. */
    private void record(LogPosition position, EncryptionEntry entry, Applier.Outcome outcome) {
        if (outcome != Applier.Outcome.FRESH) {
            return;
        }
        String name = node.config().node();
        if (entry instanceof EnableEnvelope enable) {
            Flight.recorder().cutover(name, position, enable.kind());
        } else if (entry instanceof RotateDek rotate) {
            Flight.recorder()
                    .rotation(name, position, rotate.purpose(), rotate.dek().id(), DekCipher.FIRST_SUITE);
        } else if (entry instanceof NewKeys keys && keys.what() == NewKeys.What.ROTATE) {
            keys.keys()
                    .forEach(key -> Flight.recorder()
                            .rotation(
                                    name,
                                    position,
                                    key.purpose(),
                                    key.dek().id(),
                                    key.cipher().suite()));
        }
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

    /** What waited for the outcome of an encryption entry goes on, once the log has told it. */
    private void proved(long term, @Nullable EncryptionEntry entry) {
        if (doubt.endsWith(term, entry)) {
            gate.release();
        }
    }

    private void afterApplied(EncryptionEntry entry) {
        node.raiseKeyEpochs();
        if (entry instanceof RotateDek || entry instanceof NewKeys) {
            node.warnOfRoom();
        }
        if (entry.marker().isPresent()) {
            node.cutovers().met(id);
            gate.applied();
        }
        if (!(entry instanceof EncryptionEntry.Void)) {
            membership.keysChanged();
        }
    }
}
