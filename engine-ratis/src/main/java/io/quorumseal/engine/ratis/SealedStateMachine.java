package io.quorumseal.engine.ratis;

import io.quorumseal.api.HaltApplyException;
import io.quorumseal.core.SealedFileException;
import io.quorumseal.engine.ratis.KeyFiles.KeyFile;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Stands between Ratis and the vendor's state machine: the log sees sealed payloads, the vendor sees plain ones. One
 * for each group and start of the server.
 *
 * <p>Ratis holds contexts of this state machine only; each carries the vendor's own. With the vendor's it would call
 * the vendor past this adapter, and the log would be cleartext.
 */
final class SealedStateMachine implements StateMachine {
    private final Hosted hosted;
    private final Running running;
    private final Stall stall;
    private final Snapshots snapshots;
    private final HostedEvents events;
    private final WritePath writes;
    private final ApplyPath applies;

    /** Is told when the group runs and when it does not any more. */
    interface Running {
        void started(Hosted hosted);

        void stopped(Hosted hosted);
    }

    SealedStateMachine(Hosted hosted, Running running, Snapshots snapshots, int maxEntrySize) {
        this.hosted = hosted;
        this.running = running;
        this.stall = new Stall(hosted);
        this.snapshots = snapshots;
        this.events = new HostedEvents(hosted, snapshots);
        this.writes = new WritePath(this, hosted, maxEntrySize);
        this.applies = new ApplyPath(hosted, snapshots, stall);
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage) throws IOException {
        refuseWaysBesideTheLog();
        hosted.runsAs(LocalDivision.of(server, group));
        boolean good = false;
        try {
            RaftStorage vendors = snapshots.begin(storage);
            bring(hosted.runtime().status().storage().cleartextRefused());
            hosted.vendor().initialize(server, group, vendors);
            snapshots.loaded();
            good = true;
        } finally {
            if (!good) {
                // Ratis closes no state machine that it could not initialize, and what was brought is in clear.
                snapshots.close();
            }
        }
        running.started(hosted);
        hosted.seal().leadershipChanged();
    }

    private void refuseWaysBesideTheLog() {
        if (!hosted.keyless()) {
            BesideTheLog.found(hosted.vendor()).ifPresent(found -> {
                throw BesideTheLog.refused("group " + hosted.seal().id() + ": " + found);
            });
        }
    }

    /**
     * The runtime may never have had the key state of an installed snapshot, if the group stopped while that was waited for. And
     * a DEK may be missing that the control group is about to bring, after a crash while a snapshot was installed.
     */
    private void bring(boolean refuseClear) throws IOException {
        Optional<KeyFile> keys = snapshots.newestKeys();
        if (keys.isEmpty()) {
            hosted.knowsNone();
        } else if (!hosted.isKnown(keys.get().at().getIndex())) {
            long index = keys.get().at().getIndex();
            hosted.seal().importAtStart(keys.get().read(), index);
            hosted.known(index);
        }
        try {
            snapshots.bring(refuseClear);
        } catch (SealedFileException e) {
            if (e.reason() != SealedFileException.Reason.UNKNOWN_DEK) {
                throw e;
            }
            importKeys(stall::awaitAtStart);
            snapshots.bring(refuseClear);
        }
    }

    @Override
    public TransactionContext startTransaction(RaftClientRequest request) throws IOException {
        return writes.start(request);
    }

    /**
     * The payload cannot be opened before it is committed, so the vendor is not asked yet. Where data beside the log
     * passes, the vendor needs its own context for the data, before the entry is committed.
     */
    @Override
    public TransactionContext startTransaction(LogEntryProto entry, RaftPeerRole role) {
        TransactionContext ours = TransactionContext.newBuilder()
                .setStateMachine(this)
                .setLogEntry(entry)
                .setServerRole(role)
                .build();
        return hosted.keyless() && Entries.hasDataBeside(entry)
                ? ours.setStateMachineContext(
                        new Carried.ForVendor(hosted.vendor().startTransaction(entry, role)))
                : ours;
    }

    @Override
    public TransactionContext preAppendTransaction(TransactionContext context) throws IOException {
        return writes.beforeAppend(context);
    }

    @Override
    public TransactionContext cancelTransaction(TransactionContext context) throws IOException {
        return writes.cancel(context);
    }

    @Override
    public TransactionContext applyTransactionSerial(TransactionContext context) throws InvalidProtocolBufferException {
        return applies.serial(context);
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext context) {
        return applies.apply(context);
    }

    @Override
    public CompletableFuture<Message> query(Message request) {
        return Question.is(request) ? answer(request) : hosted.vendor().query(request);
    }

    @Override
    public CompletableFuture<Message> queryStale(Message request, long minIndex) {
        return Question.is(request) ? answer(request) : hosted.vendor().queryStale(request, minIndex);
    }

    private CompletableFuture<Message> answer(Message request) {
        return Question.isPing(request)
                ? CompletableFuture.completedFuture(Question.PING)
                : hosted.runtime()
                        .answer(Question.bytes(request))
                        .toCompletableFuture()
                        .thenApply(Question::reply);
    }

    @Override
    public long takeSnapshot() throws IOException {
        return snapshots.take();
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        return snapshots.latest();
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return new HostedStorage(hosted, snapshots);
    }

    /** Another member's snapshot was installed: its key state comes before anything that the vendor does with it. */
    @Override
    public void reinitialize() throws IOException {
        try {
            boolean refuseClear = hosted.runtime().status().storage().cleartextRefused();
            importKeys(stall::await);
            snapshots.bring(refuseClear);
            hosted.vendor().reinitialize();
            snapshots.loaded();
            hosted.paused(false);
            hosted.own().forgetThrough(snapshots.position(), "a snapshot was installed over it");
        } catch (Stall.Ended e) {
            hosted.die();
        } catch (RuntimeException | Error | IOException e) {
            if (hosted.halt(e)) {
                throw e;
            }
        }
    }

    private void importKeys(Consumer<CompletionStage<Void>> wait) throws IOException {
        Optional<KeyFile> keys = snapshots.newestKeys();
        if (keys.isPresent()) {
            long index = keys.get().at().getIndex();
            wait.accept(hosted.seal().importState(keys.get().read(), index));
            hosted.known(index);
        } else if (hosted.runtime().status().keys().bootstrapped()) {
            throw new HaltApplyException(
                    HaltApplyException.Reason.INTEGRITY,
                    "the installed snapshot carries no key state, though the cluster has keys: find out which member"
                            + " sent it, and host its state machine in QuorumSeal");
        }
    }

    @Override
    public void close() throws IOException {
        running.stopped(hosted);
        hosted.die();
        hosted.own().forgetThrough(Long.MAX_VALUE, "the group closed");
        try {
            hosted.vendor().close();
        } finally {
            snapshots.close();
        }
    }

    @Override
    public void pause() {
        hosted.vendor().pause();
        hosted.paused(true);
    }

    /** Ratis installs a snapshot only where this says paused, and there are machines that never do. */
    @Override
    public LifeCycle.State getLifeCycleState() {
        return hosted.paused() ? LifeCycle.State.PAUSED : hosted.vendor().getLifeCycleState();
    }

    @Override
    public TermIndex getLastAppliedTermIndex() {
        return hosted.vendor().getLastAppliedTermIndex();
    }

    @Override
    public DataApi data() {
        return new HostedData(hosted);
    }

    @Override
    public EventApi event() {
        return events;
    }

    @Override
    public LeaderEventApi leaderEvent() {
        return events;
    }

    @Override
    public FollowerEventApi followerEvent() {
        return events;
    }

    @Override
    public String toString() {
        return "SealedStateMachine[" + hosted.vendor() + "]";
    }
}
