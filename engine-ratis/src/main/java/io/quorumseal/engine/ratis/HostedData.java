package io.quorumseal.engine.ratis;

import io.quorumseal.api.RejectedException;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/** The vendor's data beside the log: upkeep passes, all else is refused, for it would pass unsealed. While encryption is off, all of it passes. */
final class HostedData implements StateMachine.DataApi {
    private final Hosted hosted;

    HostedData(Hosted hosted) {
        this.hosted = hosted;
    }

    private StateMachine.DataApi vendor() {
        return hosted.vendor().data();
    }

    @Override
    public CompletableFuture<Void> flush(long index) {
        return vendor().flush(index);
    }

    @Override
    public CompletableFuture<Void> truncate(long index) {
        return vendor().truncate(index);
    }

    @Override
    public long transferTo(Message request, WritableByteChannel stream) throws IOException {
        return vendor().transferTo(request, stream);
    }

    @Override
    public CompletableFuture<ByteString> read(LogEntryProto entry, @Nullable TransactionContext context) {
        return hosted.keyless() ? vendor().read(entry, vendors(context)) : refused();
    }

    @Override
    public CompletableFuture<?> write(LogEntryProto entry, @Nullable TransactionContext context) {
        return hosted.keyless() ? vendor().write(entry, vendors(context)) : refused();
    }

    @Override
    public CompletableFuture<StateMachine.DataStream> stream(RaftClientRequest request) {
        return hosted.keyless() ? vendor().stream(request) : refused();
    }

    @Override
    public CompletableFuture<?> link(StateMachine.@Nullable DataStream stream, LogEntryProto entry) {
        return hosted.keyless() ? vendor().link(stream, entry) : refused();
    }

    /** Ratis hands in the adapter's context, or none where it has none. */
    private static @Nullable TransactionContext vendors(@Nullable TransactionContext context) {
        return context == null
                ? null
                : Carried.of(context).flatMap(Carried::vendor).orElse(null);
    }

    private static <T> CompletableFuture<T> refused() {
        return CompletableFuture.failedFuture(WriteRefusedException.of(new RejectedException(
                RejectedException.Reason.BAD_REQUEST,
                "state machine data and data streams go past the log and are not sealed: use the log data")));
    }
}
