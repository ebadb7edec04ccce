package io.quorumseal.engine.ratis;

import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RetryableException;
import io.quorumseal.core.Opened;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;

/**
 * A committed payload's way to the vendor's state machine, on the group's updater thread. Whatever the leader wrote
 * is opened on the leader, too, from the bytes that went to the log: damage done while sealing is found there.
 *
 * <p>To halt is to throw: Ratis closes the division and leaves the entry unapplied. Once the division closes for
 * another reason, throwing would keep its updater from ever ending, so the adapter goes dead instead: nothing reaches
 * the vendor any more, and what is not applied is met again after a restart.
 */
final class ApplyPath {
    private final Hosted hosted;
    private final Snapshots snapshots;
    private final Stall stall;

    ApplyPath(Hosted hosted, Snapshots snapshots, Stall stall) {
        this.hosted = hosted;
        this.snapshots = snapshots;
        this.stall = stall;
    }

    TransactionContext serial(TransactionContext context) throws InvalidProtocolBufferException {
        try {
            return hosted.dead() ? skipped(context) : open(context);
        } catch (Stall.Ended e) {
            hosted.die();
            return skipped(context);
        } catch (RuntimeException | Error | InvalidProtocolBufferException e) {
            if (hosted.halt(e)) {
                throw e;
            }
            return skipped(context);
        }
    }

    private static TransactionContext skipped(TransactionContext context) {
        return answered(context, failed(new IllegalStateException("the group closes; the entry is not applied here")));
    }

    private TransactionContext open(TransactionContext context) throws InvalidProtocolBufferException {
        LogEntryProto entry = context.getLogEntry();
        Opened opened = open(entry, Carried.logged(context));
        snapshots.covered(entry.getIndex());
        return opened instanceof Opened.Payload payload
                ? payload(context, entry, Entries.wrap(payload.plaintext()))
                : ours(context, TermIndex.valueOf(entry));
    }

    private Opened open(LogEntryProto entry, ByteString logged) {
        LogPosition position = new LogPosition(hosted.seal().id(), entry.getTerm(), entry.getIndex());
        ByteBuffer bytes = logged.asReadOnlyByteBuffer();
        Opened opened = hosted.seal().open(position, bytes);
        while (opened instanceof Opened.NotYet notYet) {
            stall.await(notYet.retry());
            opened = hosted.seal().open(position, bytes);
        }
        return opened;
    }

    private TransactionContext payload(TransactionContext context, LogEntryProto entry, ByteString plaintext)
            throws InvalidProtocolBufferException {
        hosted.own().passed(TermIndex.valueOf(entry));
        TransactionContext forVendor = onLeader(context, plaintext)
                .or(() -> started(context))
                .orElseGet(() -> hosted.vendor()
                        .startTransaction(Entries.withPayload(entry, plaintext), context.getServerRole()));
        return context.setStateMachineContext(
                new Carried.ForVendor(hosted.vendor().applyTransactionSerial(forVendor)));
    }

    /** The vendor's, made when the entry came. */
    private static Optional<TransactionContext> started(TransactionContext context) {
        return Carried.of(context).filter(Carried.ForVendor.class::isInstance).flatMap(Carried::vendor);
    }

    private static Optional<TransactionContext> onLeader(TransactionContext context, ByteString plaintext) {
        Optional<VendorWrite> write = Carried.write(context).map(VendorWrite.class::cast);
        if (write.isPresent() && !write.get().payload().equals(plaintext)) {
            throw new HaltApplyException(
                    HaltApplyException.Reason.INTEGRITY,
                    "the log entry opens to another payload than this leader sealed into it: the followers would"
                            + " apply something else than the client wrote. Look for a broken cipher or memory");
        }
        return write.flatMap(Carried::vendor);
    }

    private TransactionContext ours(TransactionContext context, TermIndex at) {
        hosted.own().applied(new LogPosition(hosted.seal().id(), at.getTerm(), at.getIndex()));
        hosted.vendor().event().notifyTermIndexUpdated(at.getTerm(), at.getIndex());
        return answered(context, reply(context));
    }

    /** A client's write that turned into an entry of ours was made void; it has to hear that it is not there. */
    private static CompletableFuture<Message> reply(TransactionContext context) {
        return Carried.write(context).filter(VendorWrite.class::isInstance).isEmpty()
                ? CompletableFuture.completedFuture(Message.EMPTY)
                : failed(WriteRefusedException.of(new RetryableException(
                        RetryableException.Reason.TERM_CHANGED,
                        "the term changed between checking and appending; the write is void")));
    }

    private static TransactionContext answered(TransactionContext context, CompletableFuture<Message> reply) {
        return context.setStateMachineContext(new Carried.Answered(reply));
    }

    private static CompletableFuture<Message> failed(Throwable error) {
        return CompletableFuture.failedFuture(error);
    }

    CompletableFuture<Message> apply(TransactionContext context) {
        Carried carried = Carried.of(context).orElseThrow();
        if (carried instanceof Carried.Answered answered) {
            return answered.reply();
        }
        try {
            return hosted.vendor().applyTransaction(((Carried.ForVendor) carried).context());
        } catch (RuntimeException | Error e) {
            if (hosted.halt(e)) {
                throw e;
            }
            return failed(e);
        }
    }
}
