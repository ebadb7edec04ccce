package io.quorumseal.engine.ratis;

import io.quorumseal.api.LogPosition;
import io.quorumseal.api.RetryableException;
import io.quorumseal.api.spi.Proposal;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The local runtime's encryption entries on their way through a group's log.
 *
 * <p>They have to go through Ratis's client path. A random token, known to this process only, stands for the entry
 * there, so no client can forge one.
 */
final class OwnProposals {
    private static final int TOKEN_SIZE = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Executor executor;
    private final Map<ByteString, OwnWrite> offered = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Long, Appended> appended = new ConcurrentSkipListMap<>();

    private record Appended(TermIndex at, OwnWrite write) {}

    /** Sends a message to the local server as a client would; may block until it is appended or refused. */
    interface ClientPath {
        CompletableFuture<RaftClientReply> write(ByteString message);
    }

    OwnProposals(Executor executor) {
        this.executor = executor;
    }

    CompletionStage<LogPosition> propose(ClientPath path, Proposal proposal) {
        ByteString token = token();
        OwnWrite write = new OwnWrite(proposal, executor, this::appended);
        offered.put(token, write);
        executor.execute(() -> submit(path, token, write));
        return write.applied();
    }

    static CompletionStage<LogPosition> refused(Proposal proposal, String why) {
        proposal.close();
        return CompletableFuture.failedFuture(
                new RetryableException(RetryableException.Reason.GATE_CLOSED, "not appended, try again: " + why));
    }

    private static ByteString token() {
        byte[] token = new byte[TOKEN_SIZE];
        RANDOM.nextBytes(token);
        return ByteString.copyFrom(token);
    }

    private void submit(ClientPath path, ByteString token, OwnWrite write) {
        CompletableFuture<RaftClientReply> reply;
        try {
            reply = path.write(token);
        } catch (RuntimeException e) {
            reply = CompletableFuture.failedFuture(e);
        }
        var unused = reply.whenComplete(
                (answer, error) -> answered(token, write, error == null ? answer.getException() : error));
    }

    private void answered(ByteString token, OwnWrite write, @Nullable Throwable error) {
        offered.remove(token);
        write.answered(error);
    }

    /** Takes the entry that a client request stands for, once. */
    Optional<OwnWrite> claim(ByteString message) {
        return message.size() == TOKEN_SIZE ? Optional.ofNullable(offered.remove(message)) : Optional.empty();
    }

    private void appended(TermIndex at, OwnWrite write) {
        Appended before = appended.put(at.getIndex(), new Appended(at, write));
        if (before != null) {
            before.write.lost(at);
        }
    }

    /** Settles what stood at a position where another entry than ours is applied. */
    void passed(TermIndex at) {
        Appended ours = appended.remove(at.getIndex());
        if (ours != null) {
            ours.write.lost(at);
        }
    }

    void applied(LogPosition position) {
        Appended ours = appended.remove(position.index());
        if (ours == null) {
            return;
        }
        if (ours.at.getTerm() == position.term()) {
            ours.write.applied(position);
        } else {
            ours.write.lost(TermIndex.valueOf(position.term(), position.index()));
        }
    }

    /** Gives up what may have been decided without this node seeing it. */
    void forgetThrough(long index, String why) {
        Map<Long, Appended> unseen = appended.headMap(index, true);
        unseen.values().forEach(each -> each.write.unknown(why));
        unseen.clear();
    }
}
