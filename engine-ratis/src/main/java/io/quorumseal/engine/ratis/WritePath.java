package io.quorumseal.engine.ratis;

import io.quorumseal.api.QuorumSealException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.spi.Proposal;
import java.io.IOException;
import org.apache.ratis.proto.RaftProtos.RaftClientRequestProto.TypeCase;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.statemachine.TransactionContext;

/**
 * A payload's way into the log, on the leader. Everything that can fail is done at the start, where a refusal costs
 * nothing; at the append only a change of the term is left to refuse.
 */
final class WritePath {
    private final StateMachine adapter;
    private final Hosted hosted;
    private final int maxEntrySize;

    WritePath(StateMachine adapter, Hosted hosted, int maxEntrySize) {
        this.adapter = adapter;
        this.hosted = hosted;
        this.maxEntrySize = maxEntrySize;
    }

    TransactionContext start(RaftClientRequest request) throws IOException {
        var own = hosted.own().claim(request.getMessage().getContent());
        return own.isPresent() ? context(request, own.get()) : startVendor(request);
    }

    private TransactionContext context(RaftClientRequest request, Carried carried) {
        return TransactionContext.newBuilder()
                .setStateMachine(adapter)
                .setClientRequest(request)
                .setStateMachineContext(carried)
                .build();
    }

    private TransactionContext startVendor(RaftClientRequest request) throws IOException {
        TransactionContext vendor = hosted.vendor().startTransaction(request);
        if (vendor.getException() != null) {
            return refused(request, vendor, vendor.getException());
        }
        try {
            return let(request, vendor);
        } catch (QuorumSealException e) {
            return refused(request, vendor, WriteRefusedException.of(e));
        } catch (RuntimeException e) {
            return refused(request, vendor, e);
        }
    }

    /** An exception in the context: one that is thrown makes each retry of the client wait for more than a minute. */
    private TransactionContext refused(RaftClientRequest request, TransactionContext vendor, Exception why) {
        return context(request, new Carried.Refused(vendor)).setException(why);
    }

    private TransactionContext let(RaftClientRequest request, TransactionContext vendor) {
        StateMachineLogEntryProto entry = vendor.getStateMachineLogEntry();
        if (!hosted.keyless()) {
            requireSealable(request, entry);
        }
        Proposal proposal = hosted.seal().begin(entry.getLogData().asReadOnlyByteBuffer());
        if (proposal.maxSize() > maxEntrySize) {
            proposal.close();
            throw new RejectedException(
                    RejectedException.Reason.TOO_LARGE,
                    "the payload comes to " + proposal.maxSize() + " bytes in the log, which takes " + maxEntrySize
                            + ": write less at a time, or raise raft.server.log.appender.buffer.byte-limit");
        }
        return TransactionContext.newBuilder()
                .setStateMachine(adapter)
                .setClientRequest(request)
                .setStateMachineLogEntry(entry)
                .setStateMachineContext(new VendorWrite(hosted.vendor(), vendor, proposal))
                .build();
    }

    /** Refused from the first write on, cut over or not, so that nobody depends on it when the cutover comes; not while encryption is off. */
    private static void requireSealable(RaftClientRequest request, StateMachineLogEntryProto entry) {
        if (request.is(TypeCase.DATASTREAM) || entry.getType() == StateMachineLogEntryProto.Type.DATASTREAM) {
            throw new RejectedException(
                    RejectedException.Reason.BAD_REQUEST,
                    "data streams go past the log and cannot be sealed: send the data as messages");
        }
        if (!entry.getStateMachineEntry().getStateMachineData().isEmpty()) {
            throw new RejectedException(
                    RejectedException.Reason.BAD_REQUEST,
                    "state machine data goes past the log and cannot be sealed: put it into the log data");
        }
    }

    /** In this call, under the locks of server and log, the term stays what it is. */
    TransactionContext beforeAppend(TransactionContext context) throws IOException {
        Write write = Carried.write(context)
                .orElseThrow(() -> new IllegalStateException("a transaction that this adapter did not start"));
        try {
            write.beforeAppend(context, term());
        } catch (IOException e) {
            write.close();
            throw e;
        } catch (RuntimeException e) {
            write.close();
            cancelVendor(context, e);
            throw notAppended(e);
        }
        return new Appending(context, write);
    }

    private long term() {
        return hosted.division()
                .orElseThrow(() -> new IllegalStateException("the group does not run here"))
                .term();
    }

    private static StateMachineException notAppended(RuntimeException e) {
        Exception cause = e instanceof QuorumSealException ? WriteRefusedException.of(e) : e;
        return new StateMachineException(String.valueOf(e.getMessage()), cause, false);
    }

    /** Ratis says so when the entry is not appended, and sometimes when it is. */
    TransactionContext cancel(TransactionContext context) throws IOException {
        Carried.write(context).ifPresent(Write::close);
        cancelVendor(context, context.getException());
        return context;
    }

    private void cancelVendor(TransactionContext context, Exception why) throws IOException {
        TransactionContext vendor = Carried.of(context).flatMap(Carried::vendor).orElse(null);
        if (vendor != null) {
            vendor.setException(why);
            hosted.vendor().cancelTransaction(vendor);
        }
    }
}
