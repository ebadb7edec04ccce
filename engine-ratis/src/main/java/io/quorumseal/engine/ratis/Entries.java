package io.quorumseal.engine.ratis;

import java.nio.ByteBuffer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/** Reads and replaces the payload of a log entry. */
final class Entries {
    private Entries() {}

    static ByteString payload(LogEntryProto entry) {
        return entry.getStateMachineLogEntry().getLogData();
    }

    /** Entries of ours never have. */
    static boolean hasDataBeside(LogEntryProto entry) {
        StateMachineLogEntryProto logged = entry.getStateMachineLogEntry();
        return logged.getType() == StateMachineLogEntryProto.Type.DATASTREAM
                || !logged.getStateMachineEntry().getStateMachineData().isEmpty();
    }

    static LogEntryProto withPayload(LogEntryProto entry, ByteString payload) {
        return entry.toBuilder()
                .setStateMachineLogEntry(
                        entry.getStateMachineLogEntry().toBuilder().setLogData(payload))
                .build();
    }

    /** Wraps without copying: nobody else may hold the buffer. */
    static ByteString wrap(ByteBuffer bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes);
    }
}
