package io.quorumseal.engine.ratis;

import io.quorumseal.api.spi.Proposal;
import java.io.IOException;
import java.util.Optional;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** A client's write. */
final class VendorWrite extends Write {
    private final StateMachine vendor;
    private final TransactionContext context;
    private TransactionContext appended;

    VendorWrite(StateMachine vendor, TransactionContext context, Proposal proposal) {
        super(proposal);
        this.vendor = vendor;
        this.context = context;
        this.appended = context;
    }

    @Override
    public Optional<TransactionContext> vendor() {
        return Optional.of(context);
    }

    /** The vendor is asked last: what it sees here in log order, it expects to be appended. */
    @Override
    void beforeAppend(TransactionContext ours, long term) throws IOException {
        super.beforeAppend(ours, term);
        appended = vendor.preAppendTransaction(context);
        requireUnchanged(appended.getStateMachineLogEntry().getLogData());
    }

    @Override
    LogEntryProto plainEntry(TransactionContext ours, long term, long index) {
        ours.initLogEntry(term, index);
        LogEntryProto plain = appended.initLogEntry(term, index);
        requireUnchanged(Entries.payload(plain));
        return plain;
    }

    private void requireUnchanged(ByteString payload) {
        if (!payload.equals(payload())) {
            throw new IllegalStateException(
                    "the state machine " + vendor.getClass().getName()
                            + " changed the log data after startTransaction, where it was checked and its DEK reserved:"
                            + " decide about the log data in startTransaction");
        }
    }

    ByteString payload() {
        return context.getStateMachineLogEntry().getLogData();
    }
}
