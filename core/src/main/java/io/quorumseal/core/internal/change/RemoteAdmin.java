package io.quorumseal.core.internal.change;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.api.spi.Engine.Member;
import io.quorumseal.core.Admin;
import io.quorumseal.core.internal.clean.Maintenance;
import io.quorumseal.core.internal.group.GroupRuntime;
import io.quorumseal.core.internal.member.Membership;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.Answers;
import io.quorumseal.core.internal.peer.Line;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.core.internal.peer.PeerMessage.Change;
import io.quorumseal.core.internal.peer.PeerMessage.Command;
import io.quorumseal.core.internal.peer.PeerMessage.Work;
import io.quorumseal.core.internal.work.Futures;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Has a change made by whoever leads the group: this node, the control group's leader, or another member. */
public final class RemoteAdmin implements Admin {
    private final Node node;
    private final Line line;
    private final Membership membership;
    private final AdminOps here;
    private final Maintenance maintenance;
    private final Registrar registrar;
    private final Function<GroupId, GroupRuntime> groups;

    public RemoteAdmin(
            Node node,
            Line line,
            Membership membership,
            AdminOps here,
            Maintenance maintenance,
            Registrar registrar,
            Function<GroupId, GroupRuntime> groups) {
        this.node = node;
        this.line = line;
        this.membership = membership;
        this.here = here;
        this.maintenance = maintenance;
        this.registrar = registrar;
        this.groups = groups;
    }

    /** Makes the change; completes when it is applied where it was made. */
    public CompletionStage<Result> change(Command command) {
        membership.checkNotRefused();
        node.deskOrRefuse();
        GroupId group = new GroupId(command.group());
        boolean control = group.equals(node.config().control());
        if (leads(command, group) || (control && isToldToLead())) {
            return local(command);
        }
        return control
                ? line.askLeader(command).thenApply(RemoteAdmin::result)
                : askEach(command, membersOf(group).iterator(), new ArrayList<>(aboutMyself(group)));
    }

    /** A log that began anew is led by whoever may not append anything else. */
    private boolean leads(Command command, GroupId group) {
        return command.change() == Change.NEW_LOG
                ? node.leading(group).isPresent()
                : node.leadingReady(group).isPresent();
    }

    /** Nobody else leads the control group then, and this node says why it does not append. */
    private boolean isToldToLead() {
        return node.config().engine().leadership(node.config().control()) instanceof Leadership.Leading;
    }

    private List<Member> membersOf(GroupId group) {
        List<Member> members = node.config().engine().members(group);
        if (members.isEmpty()) {
            throw new RejectedException(
                    Reason.BAD_REQUEST,
                    "node " + node.config().node() + " knows no members of a group " + group
                            + "; name a group that it hosts, or ask a node that hosts this one");
        }
        return members;
    }

    /** Makes the change on this node, or refuses because it does not lead. */
    public CompletionStage<Result> local(Command command) {
        checkHosted(command.group());
        return switch (command.change()) {
            case BOOTSTRAP -> here.bootstrap();
            case ROTATE -> here.rotate(command.purpose(), command.dek());
            case REWRAP -> here.rewrap();
            case RETIRE ->
                retireWhenUnneeded(
                        command.dek().orElseThrow(() -> new RejectedException(Reason.BAD_REQUEST, "no DEK is named")));
            case NEW_LOG -> here.acceptNewLog(groups.apply(new GroupId(command.group())));
            case RAISE -> here.raise(command.purpose());
            case FENCE -> here.fence(groups.apply(new GroupId(command.group())));
            case ENABLE -> here.enable(command.purpose(), groups.apply(new GroupId(command.group())));
        };
    }

    /** Nothing is begun, or remembered, for a group that is not here. */
    private void checkHosted(String name) {
        boolean hosted = node.config().engine().groups().stream()
                .anyMatch(group -> group.group().name().equals(name));
        if (!hosted && !name.equals(node.config().control().name())) {
            throw new RetryableException(
                    RetryableException.Reason.GATE_CLOSED,
                    "node " + node.config().node() + " hosts no group " + name);
        }
    }

    /** Asked for what is known, then when all have applied what is in the logs now, then while nobody is admitted. */
    private CompletionStage<Result> retireWhenUnneeded(DekId dek) {
        if (!here.isOld(dek)) {
            return here.retire(dek, () -> CompletableFuture.failedFuture(justReplaced(dek)));
        }
        return maintenance
                .requireUnneeded(dek, true)
                .thenCompose(done -> maintenance.requireUnneeded(dek, false))
                .thenCompose(done -> here.retire(dek, () -> maintenance.requireUnneeded(dek, true)));
    }

    /** A rotation was in flight, and nobody was asked whether he needs the DEK. */
    private static RetryableException justReplaced(DekId dek) {
        return new RetryableException(
                RetryableException.Reason.BUSY, "DEK " + dek + " was replaced just now; nothing was done, ask again");
    }

    private List<String> aboutMyself(GroupId group) {
        return node.cutoverAboveLog(group).stream().toList();
    }

    /** What each says who does not lead is kept: he who leads and cannot append says why. */
    private CompletionStage<Result> askEach(Command command, Iterator<Member> members, List<String> refusals) {
        while (members.hasNext()) {
            String member = members.next().node();
            if (!member.equals(node.config().node())) {
                return line.ask(member, command)
                        .thenApply(RemoteAdmin::result)
                        .handle((result, failure) -> failure == null
                                ? CompletableFuture.completedFuture(result)
                                : otherwise(command, members, refusals, member, failure)
                                        .toCompletableFuture())
                        .thenCompose(stage -> stage);
            }
        }
        throw new RetryableException(
                RetryableException.Reason.GATE_CLOSED,
                "no member leads group " + command.group() + " and is ready"
                        + (refusals.isEmpty() ? "" : ": " + String.join("; ", refusals)));
    }

    private CompletionStage<Result> otherwise(
            Command command, Iterator<Member> members, List<String> refusals, String member, Throwable failure) {
        QuorumSealException typed = Futures.typed(failure);
        boolean leadsNot = typed instanceof RetryableException retry
                && (retry.reason() == RetryableException.Reason.GATE_CLOSED
                        || retry.reason() == RetryableException.Reason.NO_ANSWER);
        if (!leadsNot) {
            return CompletableFuture.failedFuture(typed);
        }
        refusals.add(member + ": " + typed.getMessage());
        return Futures.started(() -> askEach(command, members, refusals));
    }

    private static Result result(PeerMessage message) {
        if (message instanceof PeerMessage.Done done) {
            return new Result(done.already(), done.index(), done.text());
        }
        if (message instanceof PeerMessage.Failed failed) {
            throw Answers.failure(failed);
        }
        throw new RetryableException(RetryableException.Reason.NO_ANSWER, "the leader did not answer the question");
    }

    private Result await(Change change, Purpose purpose, GroupId group) {
        return await(() -> change(Command.of(change, purpose, group)));
    }

    private Result await(Supplier<CompletionStage<Result>> change) {
        try {
            return node.background()
                    .await(Futures.started(change), node.config().limits().adminTimeout());
        } catch (KekException e) {
            throw Answers.failure(Answers.failed(e));
        }
    }

    private Result everywhere(Work work) {
        membership.checkNotRefused();
        node.deskOrRefuse();
        return await(() -> maintenance.everywhere(work));
    }

    @Override
    public Result bootstrap() {
        return await(Change.BOOTSTRAP, Purpose.RAFT, node.config().control());
    }

    private static Purpose ofDeks(Purpose purpose) {
        if (!Purpose.ofDeks().contains(purpose)) {
            throw new RejectedException(
                    Reason.BAD_REQUEST, "no DEK is for " + purpose.word() + "; name one of " + Purpose.ofDeks());
        }
        return purpose;
    }

    @Override
    public Result rotate(Purpose purpose) {
        return await(Change.ROTATE, ofDeks(purpose), node.config().control());
    }

    @Override
    public Result raise(Purpose purpose) {
        return await(Change.RAISE, ofDeks(purpose), node.config().control());
    }

    @Override
    public Result rewrap() {
        return await(Change.REWRAP, Purpose.RAFT, node.config().control());
    }

    @Override
    public Result rewrite() {
        return everywhere(Work.REWRITE);
    }

    @Override
    public Result purge() {
        return everywhere(Work.PURGE);
    }

    @Override
    public Result retire(DekId dek) {
        return await(() -> change(Command.about(node, Change.RETIRE, Purpose.RAFT, dek)));
    }

    @Override
    public Result resync() {
        membership.checkNotRefused();
        node.deskOrRefuse();
        return await(registrar::resync);
    }

    @Override
    public Result acceptNewLog(GroupId group) {
        return await(Change.NEW_LOG, Purpose.RAFT, group);
    }

    @Override
    public Result enableStorageEnvelope() {
        return await(Change.ENABLE, Purpose.STORAGE, node.config().control());
    }

    @Override
    public Result enableRaftEnvelope(GroupId group) {
        return await(Change.ENABLE, Purpose.RAFT, group);
    }
}
