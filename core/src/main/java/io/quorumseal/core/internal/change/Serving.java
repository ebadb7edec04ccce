package io.quorumseal.core.internal.change;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.RegisterWriter;
import io.quorumseal.api.EncryptionEntry.Void;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Registration;
import io.quorumseal.api.RetryableException;
import io.quorumseal.core.internal.group.GroupRuntime;
import io.quorumseal.core.internal.group.Proposer;
import io.quorumseal.core.internal.member.Counted;
import io.quorumseal.core.internal.member.OwnRegistrations;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.work.Futures;
import io.quorumseal.core.internal.work.Latest;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The leader's work for another node's registration: one entry for each active DEK, one after the other, in one turn of
 * the group. What was registered for a process is remembered, so that it may ask again: no opening is spent on a row that
 * is its own.
 */
final class Serving {
    /** Processes that are remembered. One that is forgotten takes another opening number if its answer was lost. */
    static final int MOST_REMEMBERED = 4_096;

    private final Node node;
    private final Proposer proposer;
    private final GroupRuntime control;
    private final Latest<NodeId, Served> served = new Latest<>(MOST_REMEMBERED);
    private @Nullable CompletableFuture<LogPosition> fence;

    /** Who asks: one process, in one of its openings. */
    record Asker(NodeId node, LocalEpoch opening, long life) {}

    /** What was registered for the latest process of a node. */
    private record Served(Asker asker, SortedMap<DekId, LogPosition> positions) {}

    Serving(Node node, Proposer proposer, GroupRuntime control) {
        this.node = node;
        this.proposer = proposer;
        this.control = control;
    }

    /**
     * Registers an opening under the active DEKs; tells where each registration stands that was made for it.
     *
     * @param held the DEKs under which it is registered already, as it says
     */
    CompletionStage<SortedMap<DekId, LogPosition>> register(Asker asker, Collection<DekId> held) {
        CompletionStage<SortedMap<DekId, LogPosition>> registered =
                control.turns().next(() -> inTurn(asker, held, false));
        return Counted.active(node.state()).isEmpty()
                ? registered.thenCompose(positions -> fresh().thenApply(done -> positions))
                : registered;
    }

    /**
     * Completes when an entry that was appended after this call is applied: only who leads can have it so, and has applied
     * then whatever was committed before. One serves all who wait for it to begin.
     */
    private synchronized CompletionStage<LogPosition> fresh() {
        CompletableFuture<LogPosition> waiting = fence;
        if (waiting == null) {
            waiting = new CompletableFuture<>();
            fence = waiting;
            Futures.pipe(
                    control.turns().next(() -> {
                        begun();
                        return proposer.inTurn(control, new Void("fence"));
                    }),
                    waiting);
        }
        return waiting;
    }

    private synchronized void begun() {
        fence = null;
    }

    private CompletionStage<SortedMap<DekId, LogPosition>> inTurn(Asker asker, Collection<DekId> held, boolean begun) {
        SortedMap<DekId, LogPosition> positions = positions(asker);
        Set<DekId> own = new HashSet<>(held);
        own.addAll(positions.keySet());
        RegistrationDesk.objection(node.state(), asker.node(), asker.opening(), own)
                .ifPresent(text -> {
                    throw RegistrationDesk.refused(text);
                });
        Optional<DekId> next =
                OwnRegistrations.missing(node.state(), own).stream().findFirst();
        if (next.isEmpty()) {
            return CompletableFuture.completedFuture(positions);
        }
        RegisterWriter entry = new RegisterWriter(new Registration(next.get(), asker.node(), asker.opening()));
        return Futures.started(() -> proposer.inTurn(control, entry))
                .exceptionally(failure -> {
                    throw begun ? halfDone(failure) : Futures.typed(failure);
                })
                .thenCompose(position -> {
                    remember(asker, next.get(), position);
                    return inTurn(asker, held, true);
                });
    }

    /** Whoever asked must not take it that nothing was done. */
    private static RetryableException halfDone(Throwable failure) {
        return new RetryableException(
                RetryableException.Reason.OUTCOME_UNKNOWN,
                "registered under one of the two active DEKs only: "
                        + Futures.cause(failure).getMessage(),
                failure);
    }

    private synchronized SortedMap<DekId, LogPosition> positions(Asker asker) {
        Served known = served.get(asker.node());
        return known == null || !known.asker().equals(asker) ? new TreeMap<>() : new TreeMap<>(known.positions());
    }

    private synchronized void remember(Asker asker, DekId dek, LogPosition position) {
        SortedMap<DekId, LogPosition> positions = positions(asker);
        positions.put(dek, position);
        served.put(asker.node(), new Served(asker, positions));
    }
}
