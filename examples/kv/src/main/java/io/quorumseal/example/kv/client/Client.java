package io.quorumseal.example.kv.client;

import io.quorumseal.api.RetryableException;
import io.quorumseal.engine.ratis.WriteRefusedException;
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
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.ReadIndexException;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.retry.ExponentialBackoffRetry;
import org.apache.ratis.retry.RetryPolicy;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.TimeDuration;

/** What an application uses. Safe for use by several threads. */
public final class Client implements AutoCloseable {
    private static final long SNAPSHOT_TIMEOUT_MILLIS = 60_000;
    private static final long TRANSFER_MILLIS = 3_000;

    private final LongAdder retries = new LongAdder();
    private final RetryPolicy policy = counted(patient());
    private final RaftClient raft;

    /**
     * Makes a client.
     *
     * @param peers the nodes
     */
    public Client(List<RaftPeer> peers) {
        this(KvGroup.LOG, peers);
    }

    /**
     * Makes a client of a cluster whose log has another name.
     *
     * @param log the name of the log
     * @param peers the nodes
     */
    public Client(String log, List<RaftPeer> peers) {
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

    /**
     * Writes a value.
     *
     * @param key the key
     * @param value the value
     * @return the index of the log entry, when a majority has it
     * @throws IOException if the write was refused, or nobody answered in time
     */
    public long put(String key, byte[] value) throws IOException {
        Message put = write(key, value);
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

    /**
     * Reads a value: the one of a write that was under way meanwhile, or else of the last one before.
     *
     * @param key the key
     * @return the value
     * @throws IOException if nobody answered in time
     */
    public Optional<byte[]> get(String key) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return value(checked(answer(raft.async().sendReadOnly(read(key)))));
            } catch (ReadIndexException e) {
                // While nobody leads, no node knows what the last write was.
                pause(e, attempt);
            }
        }
    }

    /**
     * Makes the request of a write, for a Ratis client of one's own.
     *
     * @param key the key
     * @param value the value
     * @return the request
     */
    public static Message write(String key, byte[] value) {
        return Message.valueOf(new Put(key, ByteString.copyFrom(value)).encoded());
    }

    /**
     * Makes the request of a read, for a Ratis client of one's own.
     *
     * @param key the key
     * @return the request
     */
    public static Message read(String key) {
        return Message.valueOf(key);
    }

    /**
     * Takes the value out of the reply to a read.
     *
     * @param reply the reply, which is a success
     * @return the value, if there is one
     */
    public static Optional<byte[]> value(RaftClientReply reply) {
        ByteString answer = reply.getMessage().getContent();
        return answer.isEmpty()
                ? Optional.empty()
                : Optional.of(answer.substring(1).toByteArray());
    }

    /**
     * Has a node take a snapshot, and purge its log up to there.
     *
     * @param node the node's name
     * @return the snapshot's index
     * @throws IOException if it fails
     */
    public long snapshot(String node) throws IOException {
        return checked(raft.getSnapshotManagementApi(RaftPeerId.valueOf(node)).create(true, SNAPSHOT_TIMEOUT_MILLIS))
                .getLogIndex();
    }

    /**
     * Replaces the members of the group.
     *
     * @param peers the new members
     * @throws IOException if it fails
     */
    public void members(List<RaftPeer> peers) throws IOException {
        checked(raft.admin().setConfiguration(peers));
    }

    /**
     * Has the leader hand over to a node, and asks again while it does not come to that.
     *
     * @param node the node's name
     * @throws IOException if it does not lead in time
     */
    public void lead(String node) throws IOException {
        for (int attempt = 1; !leader().equals(node); attempt++) {
            try {
                checked(raft.admin().transferLeadership(RaftPeerId.valueOf(node), TRANSFER_MILLIS));
            } catch (IOException e) {
                pause(e, attempt);
            }
        }
    }

    /**
     * Finds the leader, which alone answers this read.
     *
     * @return its name
     * @throws IOException if there is none in time
     */
    public String leader() throws IOException {
        return checked(raft.io().sendReadOnlyNonLinearizable(Message.valueOf("leader?")))
                .getServerId()
                .toString();
    }

    /**
     * Tells how often a request was sent again.
     *
     * @return a count
     */
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
