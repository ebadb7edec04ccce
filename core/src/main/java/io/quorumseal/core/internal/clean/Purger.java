package io.quorumseal.core.internal.clean;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Leadership.Leading;
import io.quorumseal.core.Admin;
import io.quorumseal.core.Admin.Outcome;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.internal.clean.Rewriter.Proof;
import io.quorumseal.core.internal.group.GroupRuntime;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.PeerMessage.Progress;
import io.quorumseal.core.internal.work.Futures;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gets rid of what the logs and snapshots of this node hold in cleartext or under older DEKs: takes snapshots, and has
 * the engine remove what lies before. Whether something is left is read from the files, not remembered.
 *
 * <p>Some engines cannot remove entries of the file that they append to. A leader that tried in vain therefore
 * gives up leadership: with another term comes another file.
 */
final class Purger {
    private static final int MOST_ROUNDS = 12;
    private static final int TRIES_IN_A_TERM = 2;
    private static final int LONGEST_PAUSE = 4;

    private final Node node;
    private final Fences fences;
    private final Function<GroupRuntime, CompletionStage<Admin.Result>> fence;
    private final Supplier<Optional<Proof>> proof;
    private final Looks looks;
    private final Map<GroupId, Tries> tries = new ConcurrentHashMap<>();
    private boolean running;
    private volatile int stoppedBefore;
    private volatile List<Remains> left = List.of();
    private volatile String failure = "";

    /** How often this node, leading in a term, tried in vain. */
    private record Tries(long term, int count) {
        Tries in(long now) {
            return new Tries(now, now == term ? count + 1 : 1);
        }
    }

    Purger(
            Node node,
            Fences fences,
            Function<GroupRuntime, CompletionStage<Admin.Result>> fence,
            Supplier<Optional<Proof>> proof,
            Looks looks) {
        this.looks = looks;
        this.node = node;
        this.fences = fences;
        this.fence = fence;
        this.proof = proof;
    }

    /** Begins unless that is under way or nothing is left, and tells what is left. */
    synchronized Progress begin() {
        if (running) {
            return new Progress(tried(), texts());
        }
        left = allLeft();
        if (left.isEmpty()) {
            return new Progress(Outcome.DONE, nothingLeft() + notCutOver() + notRunning());
        }
        String before = failure;
        failure = "";
        running = true;
        stoppedBefore = fences.stopped().size();
        tries.clear();
        node.background().run(() -> round(1));
        return before.isEmpty() || stays()
                ? new Progress(tried(), texts())
                : new Progress(Outcome.FAILED, before + "; begun again; " + texts());
    }

    /** What the engine's settings keep is tried once, and stays until somebody changes them; nothing that is left does not. */
    private Outcome tried() {
        return stays() ? Outcome.REFUSED : Outcome.UNDER_WAY;
    }

    private boolean stays() {
        List<Remains> now = left;
        return !now.isEmpty() && now.stream().allMatch(Remains::stay);
    }

    private String texts() {
        List<Remains> now = left;
        return now.isEmpty()
                ? "nothing was left when it was looked at last; that is looked at once more"
                : now.stream().flatMap(Remains::texts).collect(Collectors.joining("; "));
    }

    private String nothingLeft() {
        List<String> clear = fences.groups().stream()
                .flatMap(group -> node.config().engine().writtenInClear(group.id()).stream())
                .toList();
        return clear.isEmpty()
                ? "no log or snapshot holds cleartext or needs an older raft DEK"
                : "no log holds cleartext or needs an older raft DEK; but " + String.join("; ", clear);
    }

    private String notCutOver() {
        List<String> open = fences.groups().stream()
                .filter(group -> group.cutover().isEmpty())
                .map(group -> group.id().name())
                .toList();
        return open.isEmpty() ? "" : "; not cut over: " + String.join(", ", open);
    }

    private String notRunning() {
        List<String> stopped = fences.stopped();
        return stopped.isEmpty() ? "" : "; only files were looked at where " + String.join(", ", stopped);
    }

    private List<Remains> allLeft() {
        return fences.groups().stream()
                .map(this::leftOf)
                .filter(remains -> !remains.none())
                .toList();
    }

    private Remains leftOf(GroupRuntime group) {
        List<Left> old = new Leftovers(node, group, proof.get(), looks).toPurge();
        return new Remains(
                group.id(),
                old,
                old.isEmpty() ? List.of() : node.config().engine().hindrances(group.id()));
    }

    private void round(int number) {
        Futures.started(this::compactedAll)
                .thenCompose(
                        done -> Futures.started(() -> CompletableFuture.completedFuture(allLeft()), node.background()))
                .whenComplete((now, failed) -> ended(number, now, failed));
    }

    private CompletionStage<Void> compactedAll() {
        CompletionStage<Void> all = CompletableFuture.completedFuture(null);
        for (GroupRuntime group : fences.running()) {
            all = all.thenCompose(done -> Futures.started(() -> compacted(group), node.background()));
        }
        return all;
    }

    private CompletionStage<Void> compacted(GroupRuntime group) {
        Remains remains = leftOf(group);
        if (remains.none()) {
            return CompletableFuture.completedFuture(null);
        }
        Optional<Leading> leads = node.leadingReady(group.id());
        if (leads.isEmpty()) {
            return node.config().engine().compact(group.id());
        }
        long term = leads.get().term();
        Tries now = tries.merge(group.id(), new Tries(term, 1), (before, first) -> before.in(term));
        if (now.count() > TRIES_IN_A_TERM && remains.wantAnotherTerm()) {
            node.config().engine().stepDown(group.id(), "old entries stand in the file that is appended to");
            return CompletableFuture.completedFuture(null);
        }
        return fence.apply(group).thenCompose(done -> node.config().engine().compact(group.id()));
    }

    private void ended(int number, @Nullable List<Remains> now, @Nullable Throwable failed) {
        if (failed == null && now != null) {
            left = now;
        }
        boolean over = now != null && now.isEmpty() && isWhole();
        boolean kept = now != null && stays();
        if (over || kept || number == MOST_ROUNDS) {
            finish(over, number, failed);
        } else {
            Duration pause = node.config().limits().stallRetry().multipliedBy(Math.min(number, LONGEST_PAUSE));
            node.background().later(pause, () -> round(number + 1));
        }
    }

    /** Of a group that stopped in the meantime, nobody knows what was on its way to the disk. */
    private boolean isWhole() {
        return fences.stopped().size() <= stoppedBefore;
    }

    private synchronized void finish(boolean over, int rounds, @Nullable Throwable failed) {
        running = false;
        if (over) {
            node.config().tell(Event.PURGED, nothingLeft());
        } else {
            failure = failed == null
                    ? "after " + rounds + " rounds something was left: " + texts()
                    : String.valueOf(Futures.typed(failed).getMessage());
            node.config().tell(Event.TROUBLE, "old entries are not purged: " + failure);
        }
    }
}
