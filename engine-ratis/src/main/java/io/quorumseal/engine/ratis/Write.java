package io.quorumseal.engine.ratis;

import io.quorumseal.api.spi.Proposal;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** A payload on the leader, between its check and its being applied. */
abstract sealed class Write implements Carried permits VendorWrite, OwnWrite {
    private final Proposal proposal;
    private volatile ByteString logged = ByteString.EMPTY;

    Write(Proposal proposal) {
        this.proposal = proposal;
    }

    /**
     * Decides again, under the log's lock and in the term of the append.
     *
     * @throws IOException if the payload is not appended
     */
    void beforeAppend(TransactionContext context, long term) throws IOException {
        proposal.recheck(term);
    }

    /**
     * Makes the entry that goes to the log. The log appends it under the same lock, so the pins may end here: what
     * waits for them cannot be appended before it.
     */
    LogEntryProto entry(TransactionContext context, long term, long index) {
        try {
            LogEntryProto plain = plainEntry(context, term, index);
            ByteBuffer bytes = ByteBuffer.allocate(proposal.maxSize());
            proposal.writeAt(term, index, bytes);
            logged = Entries.wrap(bytes.flip());
            return Entries.withPayload(plain, logged);
        } finally {
            close();
        }
    }

    /** Makes the entry as it would be without encryption, in every context that needs to know it. */
    abstract LogEntryProto plainEntry(TransactionContext context, long term, long index);

    final ByteString logged() {
        return logged;
    }

    final void close() {
        proposal.close();
    }
}
