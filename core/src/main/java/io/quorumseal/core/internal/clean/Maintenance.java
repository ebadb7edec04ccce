package io.quorumseal.core.internal.clean;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.core.LogStatus;
import io.quorumseal.core.Status;
import io.quorumseal.core.StorageStatus;
import io.quorumseal.core.ValueSeal;
import io.quorumseal.core.internal.clean.Rewriter.Proof;
import io.quorumseal.core.internal.group.FileDesk;
import io.quorumseal.core.internal.group.GroupRuntime;
import io.quorumseal.core.internal.member.OwnRegistrations;
import io.quorumseal.core.internal.member.RetiredDeks;
import io.quorumseal.core.internal.member.StoredValues;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.Members;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.core.internal.peer.PeerMessage.AskNeeds;
import io.quorumseal.core.internal.peer.PeerMessage.Begin;
import io.quorumseal.core.internal.peer.PeerMessage.Command;
import io.quorumseal.core.internal.peer.PeerMessage.Needs;
import io.quorumseal.core.internal.peer.PeerMessage.Progress;
import io.quorumseal.core.internal.peer.PeerMessage.Work;
import io.quorumseal.core.internal.work.Futures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/** What every member does with its own files, so that old DEKs can be retired: rewrites, purges, and tells what is left. */
public final class Maintenance implements StoredValues {
    private final Node node;
    private final Members members;
    private final Rewriter rewriter;
    private final Purger purger;
    private final Fences fences;
    private final Needing needing;
    private final Cleartext cleartext;
    private final Kept kept;
    private final FileDesk files;
    private final Looks looks;

    public Maintenance(
            Node node,
            Members members,
            OwnRegistrations own,
            FileDesk files,
            Function<String, ValueSeal> scopes,
            Supplier<Collection<GroupRuntime>> met,
            Function<GroupId, GroupRuntime> groups,
            Function<Command, CompletionStage<Admin.Result>> changes,
            Function<GroupRuntime, CompletionStage<Admin.Result>> fence) {
        this.node = node;
        this.members = members;
        this.fences = new Fences(node, changes, met, groups);
        this.rewriter = new Rewriter(node, scopes, fences, () -> {
            own.checkProved();
            node.budget().checkRewriting();
        });
        this.files = files;
        this.looks = new Looks(node, files);
        this.purger = new Purger(node, fences, fence, rewriter::proof, looks);
        this.needing = new Needing(node, fences, rewriter, own, files, looks);
        this.cleartext = new Cleartext(node, fences, rewriter::proof, looks);
        this.kept = new Kept(node, needing, fences);
    }

    // ---- on this node

    /** Begins, or tells how far it is. */
    private Progress begin(Work work) {
        Progress progress = switch (work) {
            case REWRITE -> rewriter.begin();
            case PURGE -> withFiles(purger.begin());
        };
        kept.look();
        String more = progress.done()
                ? and(cleartext.end(), files.endClear())
                : kept.inValues().orElse("");
        return new Progress(progress.outcome(), and(progress.text(), more), progress.share());
    }

    /** The same where nothing else waits: files are looked at, and their disk may be slow. */
    public CompletionStage<PeerMessage> beginning(Work work) {
        return Futures.started(() -> CompletableFuture.completedFuture(begin(work)), node.background());
    }

    /** Sealed files are the vendor's to write again. */
    private Progress withFiles(Progress purged) {
        String older = purged.done() ? files.left() : "";
        return older.isEmpty() ? purged : new Progress(Outcome.REFUSED, older);
    }

    private static String and(String first, String second) {
        return first.isEmpty() || second.isEmpty() ? first + second : first + "; " + second;
    }

    /**
     * A member that is about to install a snapshot, which may bring back what it has removed, passes no fence. A fence is
     * passed on the thread that applies, which is not to wait for a disk.
     */
    public CompletionStage<PeerMessage> needs(AskNeeds question) {
        CompletionStage<Void> ready = question.atOnce() ? CompletableFuture.completedFuture(null) : passed();
        return ready.thenCompose(passed -> Futures.started(
                () -> CompletableFuture.completedFuture(new Needs(node.config().node(), needing.of(question.dek()))),
                node.background()));
    }

    /** Nobody waits for the answer any more after a while. */
    private CompletionStage<Void> passed() {
        AtomicBoolean late = new AtomicBoolean();
        node.background().later(askingTime(), () -> late.set(true));
        return fences.pass(() -> !late.get());
    }

    private Duration askingTime() {
        return node.config().limits().adminTimeout().dividedBy(2);
    }

    public Optional<Status.Values> values() {
        return rewriter.proof().map(Proof::values);
    }

    /** How far the rewriting is that is under way. */
    public Optional<StorageStatus.Rewriting> rewriting() {
        return rewriter.progress();
    }

    /** The retired DEKs that are kept on this node. */
    public RetiredDeks kept() {
        return kept;
    }

    /** What on this node needs a DEK that is not active, as far as it is known without looking. */
    public Function<KeyState.Key, List<String>> knownNeeds() {
        Set<DekId> retired = node.state().retired();
        Collection<GroupRuntime> groups = fences.groups();
        return key ->
                retired.contains(key.dek().id()) ? kept.knownNeeds(key.dek().id()) : needing.asSeen(key, groups);
    }

    /** What a group's log and snapshots held when somebody looked last. */
    public Optional<LogStatus> log(GroupId group) {
        return looks.last(group);
    }

    /** Has them looked at in the background if what is known of them may be old. */
    public void lookIfDue() {
        looks.refresh(fences::groups);
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
    public boolean sealedIn(GroupId group, LongPredicate reached) {
        return cleartext.noneIn(group, reached);
    }

    public void close() {
        rewriter.cancel();
        kept.close();
    }

    // ---- on all members

    /** Has all members begin, or tell how far they are; done when all are. */
    public CompletionStage<Admin.Result> everywhere(Work work) {
        Begin question = new Begin(work);
        return members.ask(question, node.config().limits().adminTimeout(), () -> beginning(work))
                .thenApply(Maintenance::result);
    }

    private static Admin.Result result(SortedMap<String, PeerMessage> answers) {
        return Admin.Result.of(answers.entrySet().stream()
                .map(entry -> member(entry.getKey(), entry.getValue()))
                .toList());
    }

    private static Admin.OnMember member(String name, PeerMessage answer) {
        if (answer instanceof Progress progress) {
            return new Admin.OnMember(name, progress.outcome(), progress.text(), progress.share());
        }
        return answer instanceof PeerMessage.Failed failed
                ? new Admin.OnMember(name, failed.retry() ? Outcome.FAILED : Outcome.REFUSED, failed.text())
                : new Admin.OnMember(name, Outcome.FAILED, "no proper answer");
    }

    private static String text(PeerMessage answer) {
        return answer instanceof PeerMessage.Failed failed ? "failed: " + failed.text() : "no proper answer";
    }

    /** Fails with the list of what may still need a DEK, unless no member has anything. */
    public CompletionStage<Void> requireUnneeded(DekId dek, boolean atOnce) {
        AskNeeds question = new AskNeeds(dek, atOnce);
        return members.ask(question, askingTime(), () -> needs(question)).thenAccept(answers -> {
            List<String> lines = new ArrayList<>();
            answers.forEach((member, answer) -> lines.addAll(needs(member, answer)));
            if (!lines.isEmpty()) {
                throw new RejectedException(
                        Reason.STILL_NEEDED, "DEK " + dek + " may still be needed:\n" + String.join("\n", lines));
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
