package io.quorumseal.benchmarks.cluster;

import io.quorumseal.example.kv.client.Peer;
import io.quorumseal.example.kv.engine.KvEngine;
import io.quorumseal.example.kv.ratis.KvGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.CallId;
import org.jspecify.annotations.Nullable;

/**
 * A client of the store that sends each node requests, as fast as it can or at a rate, so many at a time, in the cheapest way
 * that Ratis has: stale reads, which a node answers by itself, on one stream that is used again and again.
 */
final class Flood implements AutoCloseable {
    private static final int AT_A_TIME = 32;
    private static final long ANY_COMMIT = -1;

    /** No time between two requests: as fast as they are answered. */
    static final Duration NO_PAUSE = Duration.ZERO;

    /** What is sent; is told of each answer. One for each node. */
    interface Requests {
        Message next();

        default void answered(Message answer) {}
    }

    private final RaftClient client;
    private final RaftGroup group;
    private final List<Thread> threads = new ArrayList<>();
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile boolean ended;

    Flood(List<Peer> peers) {
        this.group = KvGroup.of(KvEngine.LOG, peers);
        this.client = RaftClient.newBuilder()
                .setRaftGroup(group)
                .setProperties(new RaftProperties())
                .build();
    }

    /** Begins to send to a node, with a time between two requests at least. */
    void begin(RaftPeerId node, Requests requests, Duration pause) {
        Thread thread = new Thread(() -> send(node, requests, pause), "flood-" + node);
        threads.add(thread);
        thread.start();
    }

    private void send(RaftPeerId node, Requests requests, Duration pause) {
        Semaphore free = new Semaphore(AT_A_TIME);
        while (!ended) {
            LockSupport.parkNanos(pause.toNanos());
            free.acquireUninterruptibly();
            var unused = client.getClientRpc()
                    .sendRequestAsyncUnordered(request(node, requests.next()))
                    .whenComplete((reply, error) -> {
                        free.release();
                        answered(requests, reply);
                    });
        }
        free.acquireUninterruptibly(AT_A_TIME);
    }

    private RaftClientRequest request(RaftPeerId node, Message message) {
        return RaftClientRequest.newBuilder()
                .setClientId(client.getId())
                .setServerId(node)
                .setGroupId(group.getGroupId())
                .setCallId(CallId.getAndIncrement())
                .setMessage(message)
                .setType(RaftClientRequest.staleReadRequestType(ANY_COMMIT))
                .build();
    }

    private void answered(Requests requests, @Nullable RaftClientReply reply) {
        if (reply == null || !reply.isSuccess()) {
            failed.increment();
            return;
        }
        answered.increment();
        requests.answered(reply.getMessage());
    }

    /** Sends one request, and waits for its answer. */
    Message ask(RaftPeerId node, Message message) throws IOException {
        RaftClientReply reply = client.getClientRpc().sendRequest(request(node, message));
        if (!reply.isSuccess()) {
            throw new IOException(node + " does not answer: " + reply);
        }
        return reply.getMessage();
    }

    /** Tells how many requests were answered until now. */
    long answered() {
        return answered.sum();
    }

    /** Tells how many requests got no answer. */
    long failed() {
        return failed.sum();
    }

    /** Ends sending, and waits for the last answers. */
    void end() throws InterruptedException {
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Override
    public void close() throws IOException {
        ended = true;
        client.close();
    }
}
