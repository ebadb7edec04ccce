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
import java.util.Comparator;
import java.util.Iterator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Entries that do nothing, one in the log of each group that this node hosts. What is applied at or behind a fence, and
 * a snapshot that was taken there, came after all that was done before the fence was asked for.
 */
final class Fences {
    private final Node node;
    private final Function<Command, CompletionStage<Admin.Result>> changes;
    private final Supplier<Collection<GroupRuntime>> groups;

    Fences(
            Node node,
            Function<Command, CompletionStage<Admin.Result>> changes,
            Supplier<Collection<GroupRuntime>> groups) {
        this.node = node;
        this.changes = changes;
        this.groups = groups;
    }

    /** The groups that this node hosts. */
    Collection<GroupRuntime> groups() {
        return groups.get().stream()
                .filter(group -> !node.config().engine().members(group.id()).isEmpty())
                .sorted(Comparator.comparing(GroupRuntime::id))
                .toList();
    }

    /** Has a fence appended to every log, however long it takes; tells their indexes. */
    CompletionStage<SortedMap<GroupId, Long>> append() {
        return append(groups().iterator(), new TreeMap<>());
    }

    /** Does the same, and waits until all are applied here. */
    CompletionStage<Void> pass() {
        return append().thenCompose(indexes -> {
            CompletionStage<Void> all = CompletableFuture.completedFuture(null);
            for (GroupRuntime group : groups()) {
                Long index = indexes.get(group.id());
                all = index == null
                        ? all
                        : all.thenCombine(node.stalls().until(group.reached().when(index)), (one, other) -> null);
            }
            return all;
        });
    }

    private CompletionStage<SortedMap<GroupId, Long>> append(
            Iterator<GroupRuntime> rest, SortedMap<GroupId, Long> indexes) {
        if (!rest.hasNext()) {
            return CompletableFuture.completedFuture(indexes);
        }
        GroupId group = rest.next().id();
        return one(group).thenCompose(index -> {
            indexes.put(group, index);
            return append(rest, indexes);
        });
    }

    private CompletionStage<Long> one(GroupId group) {
        return Futures.started(
                        () -> changes.apply(Command.of(node, Change.FENCE, Purpose.RAFT, group)), node.background())
                .thenApply(Admin.Result::index)
                .exceptionallyCompose(failure -> again(group, failure));
    }

    private CompletionStage<Long> again(GroupId group, Throwable failure) {
        node.config()
                .tell(
                        Event.TROUBLE,
                        "a fence in group " + group + ": "
                                + Futures.cause(failure).getMessage());
        return Futures.typed(failure) instanceof RetryableException
                ? node.stalls().after(node.config().limits().stallRetry()).thenCompose(waited -> one(group))
                : CompletableFuture.failedFuture(Futures.typed(failure));
    }
}
