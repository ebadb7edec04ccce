package com.example.orders;

import io.quorumseal.api.RetryableException;
import io.quorumseal.engine.ratis.WriteRefusedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.ReadIndexException;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.TimeDuration;

/** What an application uses. */
final class Client implements AutoCloseable {
    private static final int ATTEMPTS = 100;
    private static final TimeDuration PAUSE = TimeDuration.valueOf(200, TimeUnit.MILLISECONDS);

    private final RaftClient raft;

    Client(RaftGroup group) {
        raft = RaftClient.newBuilder()
                .setRaftGroup(group)
                .setProperties(new RaftProperties())
                .setRetryPolicy(RetryPolicies.retryUpToMaximumCountWithFixedSleep(ATTEMPTS, PAUSE))
                .build();
    }

    void put(String key, byte[] value) throws IOException {
        Message put = Message.valueOf(new Put(key, value).encoded());
        persistently(() -> raft.io().send(put));
    }

    Optional<byte[]> get(String key) throws IOException {
        Message question = Message.valueOf(ByteString.copyFromUtf8(key));
        ByteString answer = persistently(() -> raft.io().sendReadOnly(question))
                .getMessage()
                .getContent();
        return answer.isEmpty()
                ? Optional.empty()
                : Optional.of(answer.substring(1).toByteArray());
    }

    private interface Call {
        RaftClientReply send() throws IOException;
    }

    /** Ratis tries again where a node does not lead or answer; this adds where nothing was done and that is going to pass. */
    private static RaftClientReply persistently(Call call) throws IOException {
        for (int left = ATTEMPTS; ; left--) {
            try {
                RaftClientReply reply = call.send();
                if (!reply.isSuccess()) {
                    throw new IOException("refused: " + reply, reply.getException());
                }
                return reply;
            } catch (StateMachineException | LeaderSteppingDownException | ReadIndexException e) {
                if (left == 0 || !passes(e)) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static boolean passes(IOException error) {
        boolean refused = error instanceof StateMachineException;
        return !refused
                || (error.getCause() instanceof WriteRefusedException why
                        && why.refusal() instanceof RetryableException);
    }

    private static void pause() throws InterruptedIOException {
        try {
            PAUSE.sleep();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    @Override
    public void close() throws IOException {
        raft.close();
    }
}
