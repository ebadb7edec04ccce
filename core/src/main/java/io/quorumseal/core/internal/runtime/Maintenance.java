package io.quorumseal.core.internal.runtime;

import io.quorumseal.api.DekId;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.core.Status;
import io.quorumseal.core.ValueSeal;
import io.quorumseal.core.internal.runtime.PeerMessage.AskNeeds;
import io.quorumseal.core.internal.runtime.PeerMessage.Begin;
import io.quorumseal.core.internal.runtime.PeerMessage.Command;
import io.quorumseal.core.internal.runtime.PeerMessage.Needs;
import io.quorumseal.core.internal.runtime.PeerMessage.Progress;
import io.quorumseal.core.internal.runtime.PeerMessage.Work;
import io.quorumseal.core.internal.runtime.Rewriter.Proof;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** What every member does with its own files, so that old DEKs can be retired: rewrites, purges, and tells what is left. */
final class Maintenance implements StoredValues {
    private final Node node;
    private final Members members;
    private final Rewriter rewriter;
    private final Purger purger;
    private final Fences fences;
    private final Needing needing;
    private final Cleartext cleartext;

    Maintenance(
            Node node,
            ValueSeal values,
            Supplier<Collection<GroupRuntime>> groups,
            Function<Command, CompletionStage<Admin.Result>> changes,
            Function<GroupRuntime, CompletionStage<Admin.Result>> fence) {
        this.node = node;
        this.members = new Members(node);
        this.fences = new Fences(node, changes, groups);
        this.rewriter = new Rewriter(node, values, fences);
        this.purger = new Purger(node, fences, fence, rewriter::proof);
        this.needing = new Needing(node, fences, rewriter);
        this.cleartext = new Cleartext(node, fences, rewriter::proof);
    }

    // ---- on this node

    Progress begin(Begin question) {
        Answers.checkCluster(node, question.cluster());
        return begin(question.work());
    }

    private Progress begin(Work work) {
        Progress progress = switch (work) {
            case REWRITE -> rewriter.begin();
            case PURGE -> purger.begin();
        };
        String ended = progress.done() ? cleartext.end() : "";
        return ended.isEmpty() ? progress : new Progress(Outcome.DONE, progress.text() + "; " + ended);
    }

    /** A member that is about to install a snapshot, which may bring back what it has removed, passes no fence. */
    CompletionStage<PeerMessage> needs(AskNeeds question) {
        Answers.checkCluster(node, question.cluster());
        CompletionStage<Void> ready = question.atOnce() ? CompletableFuture.completedFuture(null) : fences.pass();
        return ready.thenApply(passed -> new Needs(node.config().node(), needing.of(question.dek())));
    }

    Optional<Status.Values> values() {
        return rewriter.proof().map(Proof::values);
    }

    @Override
    public void exchanged() {
        rewriter.forget();
    }

    @Override
    public void mayBeCleartext() {
        cleartext.begin();
    }

    @Override
    public boolean sealedIn(GroupRuntime group) {
        return cleartext.noneIn(group);
    }

    void close() {
        rewriter.cancel();
    }

    // ---- on all members

    /** Has all members begin, or tell how far they are; done when all are. */
    CompletionStage<Admin.Result> everywhere(Work work) {
        Begin question = new Begin(node.config().cluster(), work);
        return members.ask(
                        question,
                        node.config().limits().adminTimeout(),
                        () -> CompletableFuture.completedFuture(begin(work)))
                .thenApply(Maintenance::result);
    }

    private static Admin.Result result(SortedMap<String, PeerMessage> answers) {
        return Admin.Result.of(answers.entrySet().stream()
                .map(entry -> member(entry.getKey(), entry.getValue()))
                .toList());
    }

    private static Admin.OnMember member(String name, PeerMessage answer) {
        if (answer instanceof Progress progress) {
            return new Admin.OnMember(name, progress.outcome(), progress.text());
        }
        return answer instanceof PeerMessage.Failed failed
                ? new Admin.OnMember(name, failed.retry() ? Outcome.FAILED : Outcome.REFUSED, failed.text())
                : new Admin.OnMember(name, Outcome.FAILED, "no proper answer");
    }

    private static String text(PeerMessage answer) {
        return answer instanceof PeerMessage.Failed failed ? "failed: " + failed.text() : "no proper answer";
    }

    /** Fails with the list of what may still need a DEK, unless no member has anything. */
    CompletionStage<Void> requireUnneeded(DekId dek, boolean atOnce) {
        AskNeeds question = new AskNeeds(node.config().cluster(), dek, atOnce);
        return members.ask(question, node.config().limits().adminTimeout().dividedBy(2), () -> needs(question))
                .thenAccept(answers -> {
                    List<String> lines = new ArrayList<>();
                    answers.forEach((member, answer) -> lines.addAll(needs(member, answer)));
                    if (!lines.isEmpty()) {
                        throw new RejectedException(
                                Reason.STILL_NEEDED,
                                "DEK " + dek + " may still be needed:\n" + String.join("\n", lines));
                    }
                });
    }

    private static List<String> needs(String member, PeerMessage answer) {
        if (answer instanceof Needs needs && needs.node().equals(member)) {
            return needs.why().stream().map(why -> member + ": " + why).toList();
        }
        return List.of(member + ": " + text(answer));
    }
}
