package io.quorumseal.core.internal.clean;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RetryableException;
import io.quorumseal.core.Admin;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.internal.group.GroupRuntime;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.PeerMessage.Change;
import io.quorumseal.core.internal.peer.PeerMessage.Command;
import io.quorumseal.core.internal.work.Futures;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Entries that do nothing, one in the log of each group that this node hosts. What is applied at or behind a fence, and
 * a snapshot that was taken there, came after all that was done before the fence was asked for.
 */
final class Fences {
    private final Node node;
    private final Function<Command, CompletionStage<Admin.Result>> changes;
    private final Supplier<Collection<GroupRuntime>> met;
    private final Function<GroupId, GroupRuntime> groups;

    Fences(
            Node node,
            Function<Command, CompletionStage<Admin.Result>> changes,
            Supplier<Collection<GroupRuntime>> met,
            Function<GroupId, GroupRuntime> groups) {
        this.node = node;
        this.changes = changes;
        this.met = met;
        this.groups = groups;
    }

    /**
     * Everything that this node hosts or has on disk, whether it runs or not, and what has halted since it was opened: none
     * is left out before it is proved gone.
     */
    Collection<GroupRuntime> groups() {
        return ids().stream().map(groups).toList();
    }

    SortedSet<GroupId> ids() {
        SortedSet<GroupId> all = new TreeSet<>();
        node.config().engine().groups().forEach(hosted -> all.add(hosted.group()));
        met.get().stream().filter(this::isHereForSure).forEach(group -> all.add(group.id()));
        return all;
    }

    /** A group that was merely named to the runtime is none. */
    private boolean isHereForSure(GroupRuntime group) {
        return group.hasHalted() || group.stopped().isEmpty();
    }

    /** Those of them that apply what is appended. */
    Collection<GroupRuntime> running() {
        return groups().stream().filter(group -> group.stopped().isEmpty()).toList();
    }

    /** Those of them that do not, and why. */
    List<String> stopped() {
        return groups().stream()
                .flatMap(group -> group.stopped().map(why -> "group " + group.id() + " " + why).stream())
                .toList();
    }

    /**
     * Does what {@link #pass} does, or fails if there is a group that no fence can pass.
     *
     * @param wanted whether anybody still waits for it
     */
    CompletionStage<Void> passEverywhere(BooleanSupplier wanted) {
        return Futures.started(this::requireRunning)
                .thenCompose(done -> pass(wanted))
                .thenCompose(done -> requireRunning());
    }

    private CompletionStage<Void> requireRunning() {
        List<String> stopped = stopped();
        return stopped.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(
                        new RetryableException(
                                RetryableException.Reason.BUSY,
                                String.join("; ", stopped)
                                        + ": what it has still to apply cannot be counted. Remove the cause"
                                        + " and restart the node, or remove the group's files if it is not hosted here any more"));
    }

    /**
     * Has a fence appended to every log of a group that runs, however long it takes while somebody waits for it; tells their
     * indexes. A group that has stopped or gone by then is left out.
     */
    CompletionStage<SortedMap<GroupId, Long>> append(BooleanSupplier wanted) {
        return append(running().iterator(), new TreeMap<>(), wanted);
    }

    /** Does the same, and waits until all are applied here. */
    CompletionStage<Void> pass(BooleanSupplier wanted) {
        return append(wanted).thenCompose(indexes -> {
            CompletionStage<Void> all = CompletableFuture.completedFuture(null);
            for (GroupRuntime group : running()) {
                Long index = indexes.get(group.id());
                all = index == null ? all : all.thenCombine(applied(group, index, wanted), (one, other) -> null);
            }
            return all;
        });
    }

    /** Nothing comes out of a log that is gone, or is not applied any more: so it is looked at from time to time. */
    private CompletionStage<Void> applied(GroupRuntime group, long index, BooleanSupplier wanted) {
        CompletableFuture<Void> reached = group.reached().when(index).toCompletableFuture();
        if (reached.isDone()) {
            return reached;
        }
        if (!isRunning(group.id())) {
            return CompletableFuture.completedFuture(null);
        }
        if (!wanted.getAsBoolean()) {
            return CompletableFuture.failedFuture(new RetryableException(
                    RetryableException.Reason.BUSY,
                    "group " + group.id() + " has not applied its log through index " + index + " here yet"));
        }
        CompletableFuture<Void> again =
                node.stalls().after(node.config().limits().stallRetry());
        return node.stalls()
                .until(CompletableFuture.anyOf(reached, again).thenAccept(one -> {}))
                .thenCompose(one -> applied(group, index, wanted));
    }

    private boolean isRunning(GroupId group) {
        return running().stream().anyMatch(one -> one.id().equals(group));
    }

    private CompletionStage<SortedMap<GroupId, Long>> append(
            Iterator<GroupRuntime> rest, SortedMap<GroupId, Long> indexes, BooleanSupplier wanted) {
        if (!rest.hasNext()) {
            return CompletableFuture.completedFuture(indexes);
        }
        GroupId group = rest.next().id();
        return one(group, wanted).thenCompose(index -> {
            index.ifPresent(at -> indexes.put(group, at));
            return append(rest, indexes, wanted);
        });
    }

    private CompletionStage<Optional<Long>> one(GroupId group, BooleanSupplier wanted) {
        return Futures.started(() -> changes.apply(Command.of(Change.FENCE, Purpose.RAFT, group)), node.background())
                .thenApply(done -> Optional.of(done.index()))
                .exceptionallyCompose(failure -> again(group, failure, wanted));
    }

    private CompletionStage<Optional<Long>> again(GroupId group, Throwable failure, BooleanSupplier wanted) {
        node.config()
                .tell(
                        Event.TROUBLE,
                        "a fence in group " + group + ": "
                                + Futures.cause(failure).getMessage());
        if (!isRunning(group)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return Futures.typed(failure) instanceof RetryableException && wanted.getAsBoolean()
                ? node.stalls().after(node.config().limits().stallRetry()).thenCompose(waited -> one(group, wanted))
                : CompletableFuture.failedFuture(Futures.typed(failure));
    }
}
