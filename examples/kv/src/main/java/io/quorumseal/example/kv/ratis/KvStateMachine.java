package io.quorumseal.example.kv.ratis;

import io.quorumseal.example.kv.store.KvReplica;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.util.LifeCycle;

/** The vendor's state machine in Ratis. It is what it would be without QuorumSeal. */
final class KvStateMachine extends BaseStateMachine {
    private final KvReplica replica;
    private final Snapshots snapshots = new Snapshots();

    KvStateMachine(KvReplica replica) {
        this.replica = replica;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage) throws IOException {
        super.initialize(server, group, storage);
        getLifeCycle().startAndTransition(() -> {
            snapshots.init(storage);
            load();
        });
    }

    /** Takes over the latest snapshot, if the store is behind it. */
    private synchronized void load() throws IOException {
        Optional<Snapshots.Snapshot> latest = snapshots.reload();
        if (latest.isPresent()) {
            TermIndex at = latest.get().at();
            setLastAppliedTermIndex(at);
            replica.load(latest.get().folder(), at.getIndex());
        }
    }

    @Override
    public synchronized CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        try {
            replica.apply(entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer(), entry.getIndex());
        } catch (IOException e) {
            // Thrown, not returned: Ratis goes on to the next entry after a failed future.
            throw new UncheckedIOException(e);
        }
        notifyTermIndexUpdated(entry.getTerm(), entry.getIndex());
        return CompletableFuture.completedFuture(Message.EMPTY);
    }

    @Override
    public CompletableFuture<Message> query(Message request) {
        try {
            byte[] key = request.getContent().toByteArray();
            return CompletableFuture.completedFuture(Requests.answer(replica.read(key)));
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public synchronized void notifyTermIndexUpdated(long term, long index) {
        super.notifyTermIndexUpdated(term, index);
        replica.reached(index);
    }

    @Override
    public Snapshots getStateMachineStorage() {
        return snapshots;
    }

    @Override
    public synchronized long takeSnapshot() throws IOException {
        TermIndex at = getLastAppliedTermIndex();
        Path draft = snapshots.draft();
        replica.checkpoint(draft);
        snapshots.publish(draft, at);
        return at.getIndex();
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    @Override
    public synchronized void reinitialize() throws IOException {
        getLifeCycle().transition(LifeCycle.State.STARTING);
        load();
        replica.installed();
        getLifeCycle().transition(LifeCycle.State.RUNNING);
    }

    @Override
    public synchronized void close() {
        replica.store().close();
    }
}
