package io.quorumseal.example.kv.soak;

import io.quorumseal.example.kv.client.Client;
import io.quorumseal.example.kv.client.KvGroup;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.client.retry.ClientRetryEvent;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.RaftClientRequestProto.TypeCase;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.retry.RetryPolicy;
import org.apache.ratis.util.TimeDuration;

/**
 * A client that sends each request once. Ratis would send a write again and can take it for a new one, if the node that
 * has seen it is gone; then the outcome would be another one than it says.
 */
final class Caller implements AutoCloseable {
    private static final int LEADER_ATTEMPTS = 3_000;
    private static final int LEADER_PAUSE_MILLIS = 100;
    private static final int TRANSFER_MILLIS = 3_000;

    private final List<RaftPeer> peers;
    private final RaftClient raft;

    Caller(List<RaftPeer> peers) {
        this.peers = peers;
        this.raft = RaftClient.newBuilder()
                .setRaftGroup(KvGroup.of(KvGroup.LOG, peers))
                .setProperties(new RaftProperties())
                .setRetryPolicy(policy())
                .build();
    }

    /** Only the search for the leader is worth a second attempt: five minutes, longer than a start may take. */
    private static RetryPolicy policy() {
        RetryPolicy patient = RetryPolicies.retryUpToMaximumCountWithFixedSleep(
                LEADER_ATTEMPTS, TimeDuration.valueOf(LEADER_PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        RetryPolicy once = RetryPolicies.noRetry();
        return event -> (searches(event) ? patient : once).handleAttemptFailure(event);
    }

    private static boolean searches(RetryPolicy.Event event) {
        return event instanceof ClientRetryEvent sent
                && sent.getRequest().is(TypeCase.READ)
                && sent.getRequest().getType().getRead().getPreferNonLinearizable();
    }

    /** Gives the index of the log entry. After an error the write may or may not take effect, now or later. */
    long write(String key, byte[] value) throws IOException {
        return checked(raft.io().send(Client.write(key, value))).getLogIndex();
    }

    /** Reads at whatever node this client knows last, linearizably. */
    Optional<byte[]> read(String key) throws IOException {
        return Client.value(checked(raft.io().sendReadOnly(Client.read(key))));
    }

    /** Reads at any node, linearizably. */
    Optional<byte[]> readAnywhere(String key, SplittableRandom random) throws IOException {
        return Client.value(checked(raft.io().sendReadOnly(Client.read(key), any(random))));
    }

    /** Reads what any node happens to have. */
    Optional<byte[]> readStale(String key, SplittableRandom random) throws IOException {
        return Client.value(checked(raft.io().sendStaleRead(Client.read(key), 0, any(random))));
    }

    private RaftPeerId any(SplittableRandom random) {
        return peers.get(random.nextInt(peers.size())).getId();
    }

    /** Waits until there is a leader that this client knows. */
    void awaitLeader() throws IOException {
        checked(raft.io().sendReadOnlyNonLinearizable(Message.valueOf("leader?")));
    }

    /** Has the leader hand over to a node. */
    void transfer(String node) throws IOException {
        awaitLeader();
        checked(raft.admin().transferLeadership(RaftPeerId.valueOf(node), TRANSFER_MILLIS));
    }

    private static RaftClientReply checked(RaftClientReply reply) throws IOException {
        if (!reply.isSuccess()) {
            throw new IOException("refused: " + reply, reply.getException());
        }
        return reply;
    }

    @Override
    public void close() throws IOException {
        raft.close();
    }
}
