package io.quorumseal.engine.ratis;

import java.io.IOException;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.statemachine.TransactionContext;

/** The adapter's context while the log appends it: all but the log entry is the context's own. */
final class Appending implements TransactionContext {
    private final TransactionContext context;
    private final Write write;

    Appending(TransactionContext context, Write write) {
        this.context = context;
        this.write = write;
    }

    @Override
    public LogEntryProto initLogEntry(long term, long index) {
        return write.entry(context, term, index);
    }

    @Override
    public RaftPeerRole getServerRole() {
        return context.getServerRole();
    }

    @Override
    public RaftClientRequest getClientRequest() {
        return context.getClientRequest();
    }

    @Override
    public StateMachineLogEntryProto getStateMachineLogEntry() {
        return context.getStateMachineLogEntry();
    }

    @Override
    public TransactionContext setException(Exception exception) {
        context.setException(exception);
        return this;
    }

    @Override
    public Exception getException() {
        return context.getException();
    }

    @Override
    public TransactionContext setStateMachineContext(Object stateMachineContext) {
        context.setStateMachineContext(stateMachineContext);
        return this;
    }

    @Override
    public Object getStateMachineContext() {
        return context.getStateMachineContext();
    }

    @Override
    public LogEntryProto getLogEntry() {
        return context.getLogEntry();
    }

    @Override
    public TransactionContext setShouldCommit(boolean shouldCommit) {
        context.setShouldCommit(shouldCommit);
        return this;
    }

    @Override
    public boolean shouldCommit() {
        return context.shouldCommit();
    }

    @Override
    public TransactionContext preAppendTransaction() throws IOException {
        return context.preAppendTransaction();
    }

    @Override
    public TransactionContext cancelTransaction() throws IOException {
        return context.cancelTransaction();
    }
}
