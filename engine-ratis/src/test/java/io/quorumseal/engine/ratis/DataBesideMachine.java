package io.quorumseal.engine.ratis;

import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** A machine that hands over what clients write as data beside the log, and has no way of its own to take it. */
final class DataBesideMachine extends KvStateMachine {
    @Override
    public TransactionContext startTransaction(RaftClientRequest request) {
        return TransactionContext.newBuilder()
                .setStateMachine(this)
                .setClientRequest(request)
                .setLogData(ByteString.EMPTY)
                .setStateMachineData(request.getMessage().getContent())
                .build();
    }
}
