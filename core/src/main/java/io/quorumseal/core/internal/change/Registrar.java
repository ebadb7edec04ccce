package io.quorumseal.core.internal.change;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.RegisterWriter;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.core.Admin;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.internal.group.GroupRuntime;
import io.quorumseal.core.internal.group.Proposer;
import io.quorumseal.core.internal.member.Joining;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.member.SealedState;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.Answers;
import io.quorumseal.core.internal.peer.Members;
import io.quorumseal.core.internal.peer.PeerCodec;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.core.internal.work.Futures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Gets this opening registered under every live DEK: by the leader of the control group, or by itself while it leads
 * that.
 */
public final class Registrar {
    /** A leader that cannot be registered seals nothing: another one may be able to. */
    private static final int FAILURES_BEFORE_STEPPING_DOWN = 3;

    private final Node node;
    private final Membership membership;
    private final Proposer proposer;
    private final GroupRuntime control;
    private final Members members;
    private volatile int failures;
    private volatile boolean again;
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    public Registrar(Node node, Membership membership, Proposer proposer, GroupRuntime control) {
        this.node = node;
        this.membership = membership;
        this.proposer = proposer;
        this.control = control;
        this.members = new Members(node);
    }

    /** Registers in the background, and tries again later if that fails. */
    public void refresh() {
        if (isSettled()) {
            return;
        }
        List<DekId> wanted = missing();
        if (!underWay.compareAndSet(false, true)) {
            again = true;
            return;
        }
        again = false;
        node.background()
                .run(() -> Futures.started(this::register).whenComplete((done, failure) -> {
                    underWay.set(false);
                    finished(wanted, failure);
                }));
    }

    private void finished(List<DekId> wanted, @Nullable Throwable failure) {
        if (failure == null) {
            failures = 0;
            goOn(wanted);
            return;
        }
        QuorumSealException typed = Futures.typed(failure);
        if (Answers.isRegistrationRefused(typed) || Answers.isWrongCipher(typed)) {
            refuse(String.valueOf(typed.getMessage()));
        } else {
            failures = node.leadingReady(control.id()).isPresent() ? failures + 1 : 0;
            node.config().tell(Event.TROUBLE, "registration will be tried again: " + typed.getMessage());
            if (failures >= FAILURES_BEFORE_STEPPING_DOWN) {
                node.config().engine().stepDown(control.id(), "this opening cannot be registered");
            }
            refreshLater();
            if (again) {
                refresh();
            }
        }
    }

    /** A leader that has not applied a DEK yet registers nothing under it: asking again at once would not help. */
    private void goOn(List<DekId> wanted) {
        if (missing().equals(wanted)) {
            refreshLater();
        } else {
            refresh();
        }
    }

    private void refreshLater() {
        if (scheduled.compareAndSet(false, true)) {
            node.background().later(node.config().limits().stallRetry(), () -> {
                scheduled.set(false);
                refresh();
            });
        }
    }

    private void refuse(String why) {
        membership.refused(why);
        node.config().tell(Event.HALTED, why);
    }

    /** The live DEKs under which this opening is not registered, the active raft DEK first. */
    private List<DekId> missing() {
        KeyState state = node.state();
        List<DekId> missing = new ArrayList<>(state.keys().keySet());
        missing.removeIf(membership.own()::confirmed);
        state.activeDek(Purpose.RAFT).filter(missing::remove).ifPresent(dek -> missing.add(0, dek));
        return missing;
    }

    private Joining joining() {
        return membership.joining();
    }

    private CompletionStage<Void> register() {
        boolean ready = node.leadingReady(control.id()).isPresent();
        if (ready) {
            joining().end();
        }
        if (isSettled()) {
            return CompletableFuture.completedFuture(null);
        }
        if (ready) {
            return byMyself();
        }
        boolean begins =
                !joining().isOver() && node.config().engine().leadership(control.id()) instanceof Leadership.Leading;
        return begins ? byTheOthers() : byTheLeader();
    }

    private boolean isSettled() {
        return joining().isOver() && missing().isEmpty();
    }

    // ---- as leader

    private CompletionStage<Void> byMyself() {
        DekId dek = missing().get(0);
        if (objection(dek).isPresent() && membership.own().wasSent()) {
            raiseOpening();
        }
        objection(dek).ifPresent(text -> {
            throw RegistrationDesk.refused(text);
        });
        int generation = membership.own().generation();
        return proposer.propose(control, new RegisterWriter(node.registration(dek)))
                .thenAccept(position -> confirmed(Map.of(dek, position), generation));
    }

    private Optional<String> objection(DekId dek) {
        return RegistrationDesk.objection(node.state(), dek, node.config().nodeId(), node.opening());
    }

    private void confirmed(Map<DekId, LogPosition> positions, int generation) {
        long applied = node.state().group(control.id()).registered();
        positions.forEach((dek, at) -> {
            membership.own().answered(dek, at, applied, generation);
            node.config().tell(Event.REGISTERED, "opening " + node.opening() + " under DEK " + dek + " by " + at);
        });
    }

    // ---- through the leader

    private CompletionStage<Void> byTheLeader() {
        return ask(missing()).thenAccept(done -> {});
    }

    /** Asks the leader to register this opening, and imports the key state that it answers with. */
    public CompletionStage<PeerMessage> ask(List<DekId> deks) {
        boolean sentBefore = membership.own().wasSent();
        PeerMessage question =
                new PeerMessage.Register(node.config().cluster(), node.config().node(), node.opening(), deks);
        int generation = membership.own().sending();
        CompletionStage<byte[]> answer = Futures.bounded(
                node.config().engine().askLeader(PeerCodec.encode(question)),
                node.config().limits().adminTimeout(),
                node.background());
        return answer.thenCompose(bytes -> answered(PeerCodec.decode(bytes), deks, sentBefore, generation))
                .whenComplete((done, failure) -> {
                    if (failure != null && nothingDone(failure)) {
                        membership.own().notSent(generation);
                    }
                });
    }

    private static boolean nothingDone(Throwable failure) {
        return Futures.cause(failure) instanceof RetryableException retry
                && retry.reason() == RetryableException.Reason.GATE_CLOSED;
    }

    private CompletionStage<PeerMessage> answered(
            PeerMessage answer, List<DekId> deks, boolean sentBefore, int generation) {
        if (answer instanceof PeerMessage.Registered registered) {
            SealedState theirs = SealedState.decode(registered.state());
            return membership.importer().importInto(control.id(), theirs).thenApply(done -> {
                confirmed(registered.positions(), generation);
                joining().end();
                return answer;
            });
        }
        if (answer instanceof PeerMessage.NotBootstrapped) {
            joining().end();
        }
        if (answer instanceof PeerMessage.Failed failed) {
            QuorumSealException failure = Answers.failure(failed);
            if (sentBefore && Answers.isRegistrationRefused(failure)) {
                raiseOpening();
                return ask(deks);
            }
            throw failure;
        }
        return CompletableFuture.completedFuture(answer);
    }

    // ---- as a leader that does not know the cluster's keys itself

    /** Whoever was there before has them; there are none if most voters have none. */
    private CompletionStage<Void> byTheOthers() {
        PeerMessage question = new PeerMessage.AskKeys(node.config().cluster());
        return members.ask(
                        question,
                        node.config().limits().registerTimeout(),
                        () -> CompletableFuture.completedFuture(new PeerMessage.NotBootstrapped()))
                .thenCompose(this::told);
    }

    private CompletionStage<Void> told(SortedMap<String, PeerMessage> answers) {
        List<SealedState> known = answers.values().stream()
                .filter(PeerMessage.Registered.class::isInstance)
                .map(answer -> SealedState.decode(((PeerMessage.Registered) answer).state()))
                .toList();
        Set<String> voters = members.voters();
        long keyless = voters.stream()
                .filter(voter -> answers.get(voter) instanceof PeerMessage.NotBootstrapped)
                .count();
        if (known.isEmpty() && keyless * 2 <= voters.size()) {
            throw new RetryableException(
                    RetryableException.Reason.NO_ANSWER,
                    "this node is new, and only " + keyless + " of " + voters.size()
                            + " voters say that there are no keys");
        }
        CompletionStage<Void> imported = CompletableFuture.completedFuture(null);
        for (SealedState theirs : known) {
            imported = imported.thenCompose(done -> membership.importer().importInto(control.id(), theirs));
        }
        return imported.thenRun(joining()::end);
    }

    /** This very opening sent its number before and the answer was lost: the row may be its own. It takes the next. */
    private void raiseOpening() {
        if (node.opening().value() == LocalEpoch.MAX) {
            throw RegistrationDesk.refused(
                    "all opening numbers of node " + node.config().node() + " are used up; replace it");
        }
        LocalEpoch next = new LocalEpoch(node.opening().value() + 1);
        node.keeper().update(sidecar -> sidecar.with(sidecar.local().withOpening(next)));
        node.keyring().startSealing(next);
        membership.own().raised();
        node.raiseKeyEpochs();
    }

    /** Takes over what the leader has applied. */
    public CompletionStage<Admin.Result> resync() {
        if (node.leadingReady(control.id()).isPresent()) {
            return CompletableFuture.completedFuture(
                    new Admin.Result(true, 0, "this node leads the control group: others take over what it has"));
        }
        KeyState before = node.state();
        byte[] question = PeerCodec.encode(new PeerMessage.AskKeys(node.config().cluster()));
        return node.config()
                .engine()
                .askLeader(question)
                .thenCompose(answer -> {
                    if (PeerCodec.decode(answer) instanceof PeerMessage.Registered known) {
                        return membership.importer().importInto(control.id(), SealedState.decode(known.state()));
                    }
                    throw refusedBy(PeerCodec.decode(answer));
                })
                .thenApply(done -> resynced(before));
    }

    private static QuorumSealException refusedBy(PeerMessage answer) {
        return answer instanceof PeerMessage.Failed failed
                ? Answers.failure(failed)
                : new RejectedException(
                        RejectedException.Reason.NOT_BOOTSTRAPPED, "the cluster has no keys yet; bootstrap it first");
    }

    private Admin.Result resynced(KeyState before) {
        joining().end();
        membership.keysChanged();
        long from = before.group(control.id()).applied();
        long to = node.state().group(control.id()).applied();
        return new Admin.Result(
                to == from,
                0,
                to == from
                        ? "nothing is lacking: key changes are known through index " + to
                        : "key changes were known through index " + from + ", and are through " + to + " now");
    }
}
