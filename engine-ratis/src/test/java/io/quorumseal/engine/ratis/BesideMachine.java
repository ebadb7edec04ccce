package io.quorumseal.engine.ratis;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** A vendor's state machine that keeps what clients write beside the log, and knows its own contexts again. */
final class BesideMachine extends KvStateMachine {
    private static final String MINE = "a context of the vendor's";

    private final boolean writes;
    private final Map<Long, ByteString> data = new ConcurrentHashMap<>();
    private final AtomicInteger streams = new AtomicInteger();

    /**
     * Makes one.
     *
     * @param writes whether it keeps single writes so, too, and not only data streams
     */
    BesideMachine(boolean writes) {
        this.writes = writes;
    }

    @Override
    public TransactionContext startTransaction(RaftClientRequest request) throws IOException {
        return writes ? beside(request) : super.startTransaction(request);
    }

    private TransactionContext beside(RaftClientRequest request) {
        return TransactionContext.newBuilder()
                .setStateMachine(this)
                .setClientRequest(request)
                .setLogData(ByteString.EMPTY)
                .setStateMachineData(request.getMessage().getContent())
                .setStateMachineContext(MINE)
                .build();
    }

    @Override
    public TransactionContext startTransaction(LogEntryProto entry, RaftPeerRole role) {
        return super.startTransaction(entry, role).setStateMachineContext(MINE);
    }

    @Override
    public CompletableFuture<?> write(LogEntryProto entry, TransactionContext context) {
        if (!MINE.equals(context.getStateMachineContext())) {
            return CompletableFuture.failedFuture(new IllegalStateException("a strange context: " + context));
        }
        data.put(
                entry.getIndex(),
                entry.getStateMachineLogEntry().getStateMachineEntry().getStateMachineData());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<ByteString> read(LogEntryProto entry, TransactionContext context) {
        return CompletableFuture.completedFuture(written(entry));
    }

    private ByteString written(LogEntryProto entry) {
        return Objects.requireNonNull(data.get(entry.getIndex()), () -> "nothing was written for " + entry.getIndex());
    }

    @Override
    String line(LogEntryProto entry) {
        return writes ? written(entry).toStringUtf8() : super.line(entry);
    }

    @Override
    public CompletableFuture<DataStream> stream(RaftClientRequest request) {
        streams.incrementAndGet();
        return super.stream(request);
    }

    /** Counts the data streams that were asked for. */
    int streams() {
        return streams.get();
    }
}
