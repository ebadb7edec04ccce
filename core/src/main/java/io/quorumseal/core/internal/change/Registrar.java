package io.quorumseal.core.internal.change;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.RegisterWriter;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.core.Admin;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.internal.group.GroupRuntime;
import io.quorumseal.core.internal.group.Proposer;
import io.quorumseal.core.internal.member.Counted;
import io.quorumseal.core.internal.member.Joining;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.member.SealedState;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.Answers;
import io.quorumseal.core.internal.peer.Members;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.core.internal.work.Futures;
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
 * Gets this opening registered under the active DEKs: by the leader of the control group, or by itself while it leads
 * that. What is registered is not asked for again, and what was asked counts when the answer comes, however late.
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
    private final AtomicBoolean underWay = new AtomicBoolean();
    private final AtomicBoolean takingOver = new AtomicBoolean();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    public Registrar(Node node, Membership membership, Proposer proposer, GroupRuntime control, Members members) {
        this.node = node;
        this.membership = membership;
        this.proposer = proposer;
        this.control = control;
        this.members = members;
    }

    /** Registers in the background, and tries again later if that fails. */
    public void refresh() {
        if (isSettled()) {
            return;
        }
        List<DekId> wanted = missing();
        if (!underWay.compareAndSet(false, true)) {
            return;
        }
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
        if (Answers.isRegistrationRefused(typed)) {
            refuse(String.valueOf(typed.getMessage()));
        } else {
            failures = anotherMayDoBetter() ? failures + 1 : 0;
            node.config().tell(Event.TROUBLE, "registration will be tried again: " + typed.getMessage());
            if (failures >= FAILURES_BEFORE_STEPPING_DOWN) {
                node.config().engine().stepDown(control.id(), "this opening cannot be registered");
            }
            refreshLater();
        }
    }

    /** In a log that ends before what was applied, no leader can be registered. */
    private boolean anotherMayDoBetter() {
        return node.leadingReady(control.id()).isPresent()
                && node.keysAboveLog(control.id()).isEmpty();
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

    /** The active DEKs under which this opening is not registered, the raft DEK first. */
    private List<DekId> missing() {
        return membership.own().missing(node.state());
    }

    private Joining joining() {
        return membership.joining();
    }

    private CompletionStage<Void> register() {
        boolean ready = node.leadingReady(control.id()).isPresent();
        if (ready) {
            joining().end();
            membership.own().heard();
        }
        if (isSettled()) {
            return CompletableFuture.completedFuture(null);
        }
        if (ready) {
            return byMyself();
        }
        if (!(node.config().engine().leadership(control.id()) instanceof Leadership.Leading)) {
            return byTheLeader();
        }
        if (membership.own().isUnproved()) {
            // Nobody else leads who could say whose the number is, and nothing is applied before it is known.
            raiseOpening();
        }
        return joining().isOver() ? byTheLeader() : byTheOthers();
    }

    private boolean isSettled() {
        return joining().isOver()
                && missing().isEmpty()
                && !membership.own().isUnproved()
                && (membership.own().isHeard() || needsNoAnswer());
    }

    /** A registration is an answer, too. */
    private boolean needsNoAnswer() {
        KeyState state = node.state();
        boolean registers = !Counted.active(state).isEmpty();
        return !state.bootstrapped() || (registers && !membership.own().awaitsAnswer(state));
    }

    // ---- as leader

    private CompletionStage<Void> byMyself() {
        membership.look();
        if (objection().isPresent()
                && membership.own().wasSent()
                && membership.refusal().isEmpty()) {
            raiseOpening();
        }
        objection().ifPresent(text -> {
            throw RegistrationDesk.refused(text);
        });
        List<DekId> missing = missing();
        if (missing.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        DekId dek = missing.get(0);
        int generation = membership.own().generation();
        return proposer.propose(control, new RegisterWriter(node.registration(dek)))
                .thenAccept(position -> confirmed(Map.of(dek, position), generation));
    }

    private Optional<String> objection() {
        return RegistrationDesk.objection(
                node.state(),
                node.config().nodeId(),
                node.opening(),
                membership.own().confirmed());
    }

    private void confirmed(Map<DekId, LogPosition> positions, int generation) {
        positions.forEach((dek, at) -> {
            if (membership.own().answered(dek, node.state(), node.opening(), generation)) {
                node.config().tell(Event.REGISTERED, "opening " + node.opening() + " under DEK " + dek + " by " + at);
            }
        });
        membership.look();
    }

    // ---- through the leader

    private CompletionStage<Void> byTheLeader() {
        return ask().thenAccept(done -> {});
    }

    /**
     * Asks the leader to register this opening, and imports the key state that it answers with. That counts whenever it
     * comes; who waits for it is told after a while that there was no answer.
     */
    public CompletionStage<PeerMessage> ask() {
        Set<DekId> held = membership.own().confirmed();
        PeerMessage question = new PeerMessage.Register(
                node.config().node(), node.opening(), membership.own().life(), List.copyOf(held));
        int generation = membership.own().sending();
        CompletionStage<PeerMessage> whenever = members.line().askLeader(question);
        CompletableFuture<PeerMessage> inTime =
                Futures.bounded(whenever, node.config().limits().adminTimeout(), node.background());
        whenever.thenAccept(answer -> {
            if (inTime.isCompletedExceptionally()) {
                late(answer, generation);
            }
        });
        return inTime.thenCompose(answer -> answered(answer, held, generation)).whenComplete((done, failure) -> {
            if (failure != null && Answers.nothingDone(failure)) {
                membership.own().notSent(generation);
            }
        });
    }

    private CompletionStage<PeerMessage> answered(PeerMessage answer, Set<DekId> held, int generation) {
        if (answer instanceof PeerMessage.Registered registered) {
            return registered(registered, generation).thenApply(done -> answer);
        }
        if (answer instanceof PeerMessage.NotBootstrapped) {
            joining().end();
            membership.own().heard();
        }
        if (answer instanceof PeerMessage.Failed failed) {
            return failed(Answers.failure(failed), held, generation);
        }
        return CompletableFuture.completedFuture(answer);
    }

    /**
     * The row that a leader objects to may be this opening's own: by another question whose answer was lost, or by itself, while
     * it led and this question was on its way.
     */
    private CompletionStage<PeerMessage> failed(QuorumSealException failure, Set<DekId> held, int generation) {
        if (!Answers.isRegistrationRefused(failure)) {
            throw failure;
        }
        boolean outdated = generation != membership.own().generation()
                || !membership.own().confirmed().equals(held);
        if (outdated) {
            return ask();
        }
        if (membership.own().wasSentAgain()) {
            return raisedUnlessRefused(failure).thenCompose(done -> ask());
        }
        throw failure;
    }

    /** What the leader knows says whether it is this very number that is taken, or a later one, by another life. */
    private CompletionStage<Void> raisedUnlessRefused(QuorumSealException failure) {
        return takeWhatTheLeaderHas().thenRun(() -> {
            if (membership.refusal().isPresent()) {
                throw failure;
            }
            raiseOpening();
        });
    }

    private CompletionStage<Void> takeWhatTheLeaderHas() {
        return Futures.bounded(
                        members.line().askLeader(new PeerMessage.AskKeys(true)),
                        node.config().limits().adminTimeout(),
                        node.background())
                .thenCompose(answer -> {
                    if (answer instanceof PeerMessage.Registered known) {
                        return membership.takeAnswer(SealedState.decode(known.state()));
                    }
                    throw refusedBy(answer);
                });
    }

    private CompletionStage<Void> registered(PeerMessage.Registered answer, int generation) {
        SealedState theirs = SealedState.decode(answer.state());
        return membership.importer().importAnswer(theirs).thenRun(() -> {
            confirmed(answer.positions(), generation);
            joining().end();
            membership.own().heard();
        });
    }

    /** Nobody waits for it any more: a refusal is an answer to the next question, too. */
    private void late(PeerMessage answer, int generation) {
        if (answer instanceof PeerMessage.Registered registered
                && generation == membership.own().generation()) {
            registered(registered, generation).whenComplete((done, failure) -> {
                if (failure != null) {
                    node.config()
                            .tell(
                                    Event.TROUBLE,
                                    "a late answer: " + Futures.cause(failure).getMessage());
                }
            });
        }
    }

    // ---- as a leader that does not know the cluster's keys itself

    /**
     * Whoever was there before has them. There are none if most voters know that, or if all voters are as new as this node:
     * new ones alone may be most of a cluster that has keys.
     */
    private CompletionStage<Void> byTheOthers() {
        return members.askForKeys().thenCompose(this::told);
    }

    private CompletionStage<Void> told(SortedMap<String, PeerMessage> answers) {
        Known known = Known.by(answers);
        if (known.states().isEmpty()) {
            checkThereAreNone(answers);
        }
        return known.takenOver(membership).thenRun(joining()::end);
    }

    private void checkThereAreNone(SortedMap<String, PeerMessage> answers) {
        Set<String> voters = members.voters();
        List<String> know = named(voters, answers, PeerMessage.NotBootstrapped.class);
        List<String> areNew = named(voters, answers, PeerMessage.Unknown.class);
        if (know.size() * 2 <= voters.size() && know.size() + areNew.size() < voters.size()) {
            throw new RetryableException(
                    RetryableException.Reason.NO_ANSWER,
                    "this node is new. Of " + voters.size() + " voters, " + know.size()
                            + " know that there are no keys; new as well, and no help: " + areNew
                            + "; the others have not answered. Start them: one that knows the keys, most that know of none,"
                            + " or, if the cluster itself is new, all");
        }
    }

    private static List<String> named(
            Set<String> voters, SortedMap<String, PeerMessage> answers, Class<? extends PeerMessage> kind) {
        return voters.stream()
                .filter(voter -> kind.isInstance(answers.get(voter)))
                .sorted()
                .toList();
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
        membership.look();
    }

    /** Takes over what the leader has applied, in the background; whoever waits for it asks for it again. */
    public void takeOver() {
        if (takingOver.compareAndSet(false, true)) {
            node.background()
                    .run(() -> Futures.started(this::takeWhatTheLeaderHas).whenComplete((done, failure) -> {
                        takingOver.set(false);
                        if (failure != null) {
                            String why = String.valueOf(Futures.cause(failure).getMessage());
                            node.config().tell(Event.TROUBLE, "key state will be asked for again: " + why);
                        }
                    }));
        }
    }

    /** Takes over what the leader has applied. */
    public CompletionStage<Admin.Result> resync() {
        if (node.leadingReady(control.id()).isPresent()) {
            return CompletableFuture.completedFuture(
                    new Admin.Result(true, 0, "this node leads the control group: others take over what it has"));
        }
        KeyState before = node.state();
        CompletionStage<Void> taken =
                joining().isOver() ? takeWhatTheLeaderHas() : ask().thenAccept(Registrar::requireRegistered);
        return taken.thenApply(done -> resynced(before));
    }

    private static void requireRegistered(PeerMessage answer) {
        if (!(answer instanceof PeerMessage.Registered)) {
            throw refusedBy(answer);
        }
    }

    private static QuorumSealException refusedBy(PeerMessage answer) {
        return answer instanceof PeerMessage.Failed failed
                ? Answers.failure(failed)
                : new RejectedException(
                        RejectedException.Reason.NOT_BOOTSTRAPPED, "the cluster has no keys yet; bootstrap it first");
    }

    private Admin.Result resynced(KeyState before) {
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
