package io.quorumseal.example.kv.jraft;

import io.quorumseal.example.kv.client.Caller;
import io.quorumseal.example.kv.client.Peer;
import io.quorumseal.example.kv.jraft.Frame.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A client over JRaft's RPC, which sends each request once. */
public final class JRaftCaller implements Caller {
    private static final int ANSWER_MILLIS = 3_000;
    private static final int LEADER_ATTEMPTS = 3_000;
    private static final int LEADER_PAUSE_MILLIS = 100;
    /** Three seconds. */
    private static final int TRANSFER_ATTEMPTS = 30;

    private final Line line;

    /**
     * Makes a client.
     *
     * @param peers the nodes
     */
    public JRaftCaller(List<Peer> peers) {
        line = new Line(peers);
    }

    @Override
    public long write(String key, byte[] value) throws IOException {
        return Answers.done(line.ask(Frame.put(key, value), ANSWER_MILLIS)).index();
    }

    @Override
    public Optional<byte[]> read(String key) throws IOException {
        return Answers.value(line.ask(Frame.of(Kind.GET, key), ANSWER_MILLIS));
    }

    @Override
    public Optional<byte[]> readAt(String node, String key) throws IOException {
        return Answers.value(line.ask(line.peer(node), Frame.of(Kind.GET, key), ANSWER_MILLIS));
    }

    @Override
    public Optional<byte[]> readStale(String node, String key) throws IOException {
        return Answers.value(line.ask(line.peer(node), Frame.of(Kind.GET_HERE, key), ANSWER_MILLIS));
    }

    @Override
    public void awaitLeader() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Answers.done(line.ask(Frame.of(Kind.LEADER, ""), ANSWER_MILLIS));
                return;
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                pause(attempt, LEADER_ATTEMPTS, e);
            }
        }
    }

    private static void pause(int attempt, int attempts, IOException error) throws IOException {
        if (attempt == attempts) {
            throw error;
        }
        try {
            TimeUnit.MILLISECONDS.sleep(LEADER_PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    @Override
    public void transfer(String node) throws IOException {
        awaitLeader();
        Answers.done(line.ask(Frame.of(Kind.TRANSFER, line.peer(node).address()), ANSWER_MILLIS));
        Frame question = Frame.of(Kind.LEADER, "");
        for (int attempt = 1; line.ask(line.peer(node), question, ANSWER_MILLIS).kind() != Kind.DONE; attempt++) {
            pause(attempt, TRANSFER_ATTEMPTS, new IOException(node + " does not come to lead"));
        }
    }

    @Override
    public void close() {
        line.close();
    }
}
