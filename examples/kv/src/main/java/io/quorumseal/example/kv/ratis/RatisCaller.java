package io.quorumseal.example.kv.ratis;

import io.quorumseal.api.RetryableException;
import io.quorumseal.engine.ratis.WriteRefusedException;
import io.quorumseal.example.kv.client.Caller;
import io.quorumseal.example.kv.client.NotWrittenException;
import io.quorumseal.example.kv.client.Peer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.client.retry.ClientRetryEvent;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.RaftClientRequestProto.TypeCase;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.retry.RetryPolicy;
import org.apache.ratis.util.TimeDuration;

/**
 * A client over Ratis' own, which sends each request once. Ratis would send a write again and can take it for a new one, if the node that
 * has seen it is gone; then the outcome would be another one than it says.
 */
public final class RatisCaller implements Caller {
    private static final int LEADER_ATTEMPTS = 3_000;
    private static final int LEADER_PAUSE_MILLIS = 100;
    private static final int TRANSFER_MILLIS = 3_000;

    private final RaftClient raft;

    /**
     * Makes a client.
     *
     * @param log the name of the log
     * @param peers the nodes
     */
    public RatisCaller(String log, List<Peer> peers) {
        raft = RaftClient.newBuilder()
                .setRaftGroup(KvGroup.of(log, peers))
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

    @Override
    public long write(String key, byte[] value) throws IOException {
        try {
            return checked(raft.io().send(Requests.write(key, value))).getLogIndex();
        } catch (StateMachineException e) {
            throw e.getCause() instanceof WriteRefusedException refused
                    ? new NotWrittenException(e, refused.refusal() instanceof RetryableException)
                    : e;
        }
    }

    @Override
    public Optional<byte[]> read(String key) throws IOException {
        return Requests.value(checked(raft.io().sendReadOnly(Requests.read(key))));
    }

    @Override
    public Optional<byte[]> readAt(String node, String key) throws IOException {
        return Requests.value(checked(raft.io().sendReadOnly(Requests.read(key), RaftPeerId.valueOf(node))));
    }

    @Override
    public Optional<byte[]> readStale(String node, String key) throws IOException {
        return Requests.value(checked(raft.io().sendStaleRead(Requests.read(key), 0, RaftPeerId.valueOf(node))));
    }

    @Override
    public void awaitLeader() throws IOException {
        checked(raft.io().sendReadOnlyNonLinearizable(Message.valueOf("leader?")));
    }

    @Override
    public void transfer(String node) throws IOException {
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
