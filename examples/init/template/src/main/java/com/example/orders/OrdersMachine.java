package com.example.orders;

import io.quorumseal.core.ValueSeal;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.AtomicFileOutputStream;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;

/**
 * What the log does to the rows. It is what it would be without QuorumSeal, but that values pass through {@link ValueSeal} on
 * their way into the rows and out of them; payloads and snapshots' key state are the adapter's.
 */
final class OrdersMachine extends BaseStateMachine {
    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
    private final Rows rows;
    private final ValueSeal values;

    OrdersMachine(Rows rows, ValueSeal values) {
        this.rows = rows;
        this.values = values;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage) throws IOException {
        super.initialize(server, group, raftStorage);
        getLifeCycle().startAndTransition(() -> {
            storage.init(raftStorage);
            load();
        });
    }

    private void load() throws IOException {
        SingleFileSnapshotInfo latest = storage.loadLatestSnapshot();
        if (latest != null) {
            File file = latest.getFile().getPath().toFile();
            MD5FileUtil.verifySavedMD5(file, MD5FileUtil.computeMd5ForFile(file));
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(file)))) {
                rows.replaceAll(in);
            }
            setLastAppliedTermIndex(latest.getTermIndex());
        }
    }

    /** What is no write never gets into the log: no replica could apply it. */
    @Override
    public TransactionContext startTransaction(RaftClientRequest request) throws IOException {
        TransactionContext context = super.startTransaction(request);
        try {
            Put.decode(request.getMessage().getContent());
        } catch (IOException e) {
            context.setException(new IOException("not a write", e));
        }
        return context;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        try {
            Put put = Put.decode(entry.getStateMachineLogEntry().getLogData());
            ByteString key = ByteString.copyFromUtf8(put.key());
            rows.put(key, values.seal(key.asReadOnlyByteBuffer(), ByteBuffer.wrap(put.value())));
        } catch (IOException e) {
            // Thrown, not returned: Ratis goes on to the next entry after a failed future.
            throw new UncheckedIOException(e);
        }
        updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
        return CompletableFuture.completedFuture(Message.EMPTY);
    }

    /** Answers the value of a key: empty if there is none, otherwise a 1 and the value. */
    @Override
    public CompletableFuture<Message> query(Message request) {
        ByteString key = request.getContent();
        try {
            Optional<byte[]> value = rows.get(key).map(stored -> values.open(key.asReadOnlyByteBuffer(), stored));
            return CompletableFuture.completedFuture(
                    Message.valueOf(value.map(OrdersMachine::found).orElse(ByteString.EMPTY)));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static ByteString found(byte[] value) {
        return ByteString.copyFrom(new byte[] {1}).concat(ByteString.copyFrom(value));
    }

    @Override
    public long takeSnapshot() throws IOException {
        TermIndex at = getLastAppliedTermIndex();
        File file = storage.getSnapshotFile(at.getTerm(), at.getIndex());
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(new AtomicFileOutputStream(file)))) {
            rows.write(out);
        }
        MD5Hash md5 = MD5FileUtil.computeAndSaveMd5ForFile(file);
        storage.updateLatestSnapshot(new SingleFileSnapshotInfo(new FileInfo(file.toPath(), md5), at));
        return at.getIndex();
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    @Override
    public void reinitialize() throws IOException {
        getLifeCycle().transition(LifeCycle.State.STARTING);
        load();
        getLifeCycle().transition(LifeCycle.State.RUNNING);
    }
}
