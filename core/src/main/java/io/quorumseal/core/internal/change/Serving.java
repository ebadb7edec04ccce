package io.quorumseal.core.internal.change;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.RegisterWriter;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Registration;
import io.quorumseal.api.RetryableException;
import io.quorumseal.core.internal.group.GroupRuntime;
import io.quorumseal.core.internal.group.Proposer;
import io.quorumseal.core.internal.work.Futures;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The leader's work for another node's registration: one entry for each DEK, one after the other. */
final class Serving {
    private Serving() {}

    /** Whoever asked must not take it that nothing was done. */
    private static RetryableException halfDone(Throwable failure) {
        return new RetryableException(
                RetryableException.Reason.OUTCOME_UNKNOWN,
                "registered under some of the DEKs only: "
                        + Futures.cause(failure).getMessage(),
                failure);
    }

    static CompletionStage<SortedMap<DekId, LogPosition>> registerAll(
            Proposer proposer, GroupRuntime control, List<DekId> deks, NodeId node, LocalEpoch opening) {
        SortedMap<DekId, LogPosition> positions = new TreeMap<>();
        CompletionStage<LogPosition> last = CompletableFuture.completedFuture(new LogPosition(control.id(), 0, 0));
        for (DekId dek : deks) {
            last = last.thenCompose(before ->
                            proposer.propose(control, new RegisterWriter(new Registration(dek, node, opening))))
                    .thenApply(position -> {
                        positions.put(dek, position);
                        return position;
                    });
        }
        return last.handle((done, failure) -> {
            if (failure == null) {
                return positions;
            }
            throw positions.isEmpty() ? Futures.typed(failure) : halfDone(failure);
        });
    }
}
