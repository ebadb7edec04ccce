package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Proposal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

class OwnProposalsTest {
    private static final GroupId GROUP = new GroupId("g");

    private final OwnProposals proposals = new OwnProposals(Runnable::run);
    private final CompletableFuture<RaftClientReply> reply = new CompletableFuture<>();
    private final FakeProposal proposal = new FakeProposal();
    private ByteString token = ByteString.EMPTY;
    private final CompletableFuture<LogPosition> done =
            proposals.propose(this::send, proposal).toCompletableFuture();

    private CompletableFuture<RaftClientReply> send(ByteString message) {
        token = message;
        return reply;
    }

    @Test
    void claim_ofAToken_worksOnce() {
        assertTrue(proposals.claim(token).isPresent());
        assertEquals(Optional.empty(), proposals.claim(token));
    }

    @Test
    void reply_beforeTheAppend_provesThatNothingWasAppended() {
        assertTrue(proposals.claim(token).isPresent());
        assertFalse(proposal.closed);
        reply.completeExceptionally(new IOException("not leader"));
        assertInstanceOf(RetryableException.class, failure());
        assertTrue(proposal.closed);
    }

    @Test
    void reply_afterTheAppend_provesNothing() {
        append(3, 10);
        reply.completeExceptionally(new IOException("not leader"));
        assertFalse(done.isDone());
        proposals.applied(new LogPosition(GROUP, 3, 10));
        assertEquals(new LogPosition(GROUP, 3, 10), done.join());
    }

    @Test
    void entryOfAnotherTerm_appliedAtThePosition_provesThatOursIsLost() {
        append(3, 10);
        proposals.passed(TermIndex.valueOf(4, 9));
        assertFalse(done.isDone());
        proposals.passed(TermIndex.valueOf(4, 10));
        assertEquals(
                RetryableException.Reason.TERM_CHANGED,
                assertInstanceOf(RetryableException.class, failure()).reason());
    }

    @Test
    void entryOfOursOfAnotherTerm_appliedAtThePosition_provesThatThisOneIsLost() {
        append(3, 10);
        proposals.applied(new LogPosition(GROUP, 4, 10));
        assertInstanceOf(RetryableException.class, failure());
    }

    @Test
    void groupClosed_afterTheAppend_leavesTheOutcomeOpen() {
        append(3, 10);
        proposals.forgetThrough(Long.MAX_VALUE, "closed");
        assertInstanceOf(IllegalStateException.class, failure());
    }

    private Throwable failure() {
        return Objects.requireNonNull(
                assertThrows(CompletionException.class, done::join).getCause());
    }

    private void append(long term, long index) {
        OwnWrite write = proposals.claim(token).orElseThrow();
        var entry = write.entry(context(), term, index);
        assertEquals("sealed", Entries.payload(entry).toStringUtf8());
        assertTrue(proposal.closed);
    }

    private TransactionContext context() {
        return TransactionContext.newBuilder()
                .setStateMachine(new BaseStateMachine())
                .setClientRequest(RaftClientRequest.newBuilder()
                        .setClientId(ClientId.randomId())
                        .setServerId(RaftPeerId.valueOf("n1"))
                        .setGroupId(RaftGroupId.randomId())
                        .setMessage(Message.valueOf(token))
                        .setType(RaftClientRequest.writeRequestType())
                        .build())
                .build();
    }

    private static final class FakeProposal implements Proposal {
        private boolean closed;

        @Override
        public long term() {
            return 3;
        }

        @Override
        public int maxSize() {
            return 20;
        }

        @Override
        public void recheck(long term) {
            // may be appended
        }

        @Override
        public ByteBuffer bytesAt(long term, long index) {
            return ByteBuffer.wrap("sealed".getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public ByteBuffer bytes() {
            throw new IllegalStateException("Ratis tells the index");
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
