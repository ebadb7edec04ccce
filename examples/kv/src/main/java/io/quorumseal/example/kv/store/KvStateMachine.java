package io.quorumseal.example.kv.store;

import io.quorumseal.core.StoredValue;
import io.quorumseal.core.ValueSeal;
import io.quorumseal.example.kv.client.Put;
import io.quorumseal.example.kv.files.Snapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
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
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;

/**
 * The vendor's state machine. It is what it would be without QuorumSeal, but that values pass through {@link ValueSeal}
 * on their way into the store and out of it.
 *
 * <p>After a restart Ratis delivers the log from the latest snapshot on; what the store has already is not written
 * again.
 */
public final class KvStateMachine extends BaseStateMachine {
    private final KvStore store;
    private final ValueSeal values;
    private final Snapshots snapshots = new Snapshots();
    private int installed;

    KvStateMachine(KvStore store, ValueSeal values) {
        this.store = store;
        this.values = values;
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
            if (store.applied() < at.getIndex()) {
                store.restore(latest.get().folder());
            }
        }
    }

    @Override
    public synchronized CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        try {
            if (entry.getIndex() > store.applied()) {
                write(Put.decode(entry.getStateMachineLogEntry().getLogData()), entry.getIndex());
            }
        } catch (IOException e) {
            // Thrown, not returned: Ratis goes on to the next entry after a failed future.
            throw new UncheckedIOException(e);
        }
        notifyTermIndexUpdated(entry.getTerm(), entry.getIndex());
        return CompletableFuture.completedFuture(Message.EMPTY);
    }

    private void write(Put put, long index) throws IOException {
        ByteString key = ByteString.copyFromUtf8(put.key());
        StoredValue stored = values.seal(key.asReadOnlyByteBuffer(), put.value().asReadOnlyByteBuffer());
        store.put(key.toByteArray(), stored, index);
    }

    /** Answers the value of a key: empty if there is none, otherwise a 1 and the value. */
    @Override
    public synchronized CompletableFuture<Message> query(Message request) {
        byte[] key = request.getContent().toByteArray();
        try {
            ByteString answer = store.get(key)
                    .map(stored -> values.open(ByteBuffer.wrap(key), stored))
                    .map(value -> ByteString.copyFrom(new byte[] {1}).concat(ByteString.copyFrom(value)))
                    .orElse(ByteString.EMPTY);
            return CompletableFuture.completedFuture(Message.valueOf(answer));
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public synchronized void notifyTermIndexUpdated(long term, long index) {
        super.notifyTermIndexUpdated(term, index);
        notifyAll();
    }

    /**
     * Waits until the log is applied up to an index.
     *
     * @param index the index
     * @throws InterruptedException if the thread is interrupted
     */
    public synchronized void await(long index) throws InterruptedException {
        while (getLastAppliedTermIndex().getIndex() < index) {
            wait();
        }
    }

    /**
     * Tells how often a snapshot of another node's was taken over while this process ran.
     *
     * @return a count
     */
    public synchronized int installed() {
        return installed;
    }

    @Override
    public Snapshots getStateMachineStorage() {
        return snapshots;
    }

    @Override
    public synchronized long takeSnapshot() throws IOException {
        TermIndex at = getLastAppliedTermIndex();
        Path draft = snapshots.draft();
        store.checkpoint(draft);
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
        installed++;
        getLifeCycle().transition(LifeCycle.State.RUNNING);
    }

    @Override
    public synchronized void close() {
        store.close();
    }
}
