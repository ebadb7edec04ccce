package io.quorumseal.example.kv.ratis;

import io.quorumseal.api.RetryableException;
import io.quorumseal.engine.ratis.WriteRefusedException;
import io.quorumseal.example.kv.client.Client;
import io.quorumseal.example.kv.client.Peer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.ReadIndexException;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.retry.ExponentialBackoffRetry;
import org.apache.ratis.retry.RetryPolicy;
import org.apache.ratis.util.TimeDuration;

/** A client of the store over Ratis' own. */
public final class RatisClient implements Client {
    private static final long SNAPSHOT_TIMEOUT_MILLIS = 60_000;
    private static final long TRANSFER_MILLIS = 3_000;

    private final LongAdder retries = new LongAdder();
    private final RetryPolicy policy = counted(patient());
    private final RaftClient raft;

    /**
     * Makes a client.
     *
     * @param log the name of the log
     * @param peers the nodes
     */
    public RatisClient(String log, List<Peer> peers) {
        raft = RaftClient.newBuilder()
                .setRaftGroup(KvGroup.of(log, peers))
                .setProperties(new RaftProperties())
                .setRetryPolicy(policy)
                .build();
    }

    /** About a minute in all. */
    private static RetryPolicy patient() {
        return ExponentialBackoffRetry.newBuilder()
                .setBaseSleepTime(TimeDuration.valueOf(20, TimeUnit.MILLISECONDS))
                .setMaxSleepTime(TimeDuration.valueOf(500, TimeUnit.MILLISECONDS))
                .setMaxAttempts(120)
                .build();
    }

    private RetryPolicy counted(RetryPolicy attempts) {
        return event -> {
            retries.increment();
            return attempts.handleAttemptFailure(event);
        };
    }

    @Override
    public long put(String key, byte[] value) throws IOException {
        Message put = Requests.write(key, value);
        for (int attempt = 1; ; attempt++) {
            try {
                return checked(answer(raft.async().send(put))).getLogIndex();
            } catch (StateMachineException e) {
                pauseIfRetryable(e, attempt);
            } catch (LeaderSteppingDownException e) {
                // It takes nothing while it hands over.
                pause(e, attempt);
            }
        }
    }

    /** Ratis tries again where a node does not lead, but not where QuorumSeal says that it may. */
    private void pauseIfRetryable(StateMachineException error, int attempt) throws IOException {
        boolean retryable = error.getCause() instanceof WriteRefusedException refused
                && refused.refusal() instanceof RetryableException;
        if (!retryable) {
            throw error;
        }
        pause(error, attempt);
    }

    private void pause(IOException error, int attempt) throws IOException {
        RetryPolicy.Action action = policy.handleAttemptFailure(() -> attempt);
        if (!action.shouldRetry()) {
            throw error;
        }
        try {
            action.getSleepTime().sleep();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    @Override
    public Optional<byte[]> get(String key) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return Requests.value(checked(answer(raft.async().sendReadOnly(Requests.read(key)))));
            } catch (ReadIndexException e) {
                // While nobody leads, no node knows what the last write was.
                pause(e, attempt);
            }
        }
    }

    @Override
    public long snapshot(String node) throws IOException {
        return checked(raft.getSnapshotManagementApi(RaftPeerId.valueOf(node)).create(true, SNAPSHOT_TIMEOUT_MILLIS))
                .getLogIndex();
    }

    @Override
    public void members(List<Peer> peers) throws IOException {
        checked(raft.admin().setConfiguration(KvGroup.peers(peers)));
    }

    @Override
    public void lead(String node) throws IOException {
        for (int attempt = 1; !leader().equals(node); attempt++) {
            try {
                checked(raft.admin().transferLeadership(RaftPeerId.valueOf(node), TRANSFER_MILLIS));
            } catch (IOException e) {
                pause(e, attempt);
            }
        }
    }

    /** It alone answers this read. */
    @Override
    public String leader() throws IOException {
        return checked(raft.io().sendReadOnlyNonLinearizable(Message.valueOf("leader?")))
                .getServerId()
                .toString();
    }

    @Override
    public long retries() {
        return retries.sum();
    }

    /** The calls of all threads go over one stream, one behind the other; each thread waits for its own answer. */
    private static RaftClientReply answer(CompletableFuture<RaftClientReply> reply) throws IOException {
        try {
            return reply.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException error ? error : new IOException(e);
        }
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
