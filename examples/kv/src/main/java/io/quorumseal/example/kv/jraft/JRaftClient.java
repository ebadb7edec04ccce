package io.quorumseal.example.kv.jraft;

import io.quorumseal.example.kv.client.Client;
import io.quorumseal.example.kv.client.NotWrittenException;
import io.quorumseal.example.kv.client.Peer;
import io.quorumseal.example.kv.jraft.Frame.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A client over JRaft's RPC. A write without an answer is sent again, and may then be in the log twice; the second one changes
 * nothing, unless another client wrote the key in between.
 */
public final class JRaftClient implements Client {
    private static final int ANSWER_MILLIS = 3_000;
    private static final int SNAPSHOT_MILLIS = 60_000;
    private static final int MOST_ATTEMPTS = 120;
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 500;

    private final LongAdder retries = new LongAdder();
    private final Line line;

    private interface Call {
        Frame ask() throws IOException;
    }

    /**
     * Makes a client.
     *
     * @param peers the nodes
     */
    public JRaftClient(List<Peer> peers) {
        line = new Line(peers);
    }

    @Override
    public long put(String key, byte[] value) throws IOException {
        return toLeader(Frame.put(key, value)).index();
    }

    @Override
    public Optional<byte[]> get(String key) throws IOException {
        return Answers.value(toLeader(Frame.of(Kind.GET, key)));
    }

    @Override
    public long snapshot(String node) throws IOException {
        Peer peer = line.peer(node);
        return Answers.done(line.ask(peer, Frame.of(Kind.SNAPSHOT, ""), SNAPSHOT_MILLIS))
                .index();
    }

    @Override
    public void members(List<Peer> peers) throws IOException {
        Frame request = Frame.of(Kind.MEMBERS, Peer.text(peers));
        again(() -> line.ask(request, SNAPSHOT_MILLIS));
        line.know(peers);
    }

    @Override
    public void lead(String node) throws IOException {
        Frame request = Frame.of(Kind.TRANSFER, line.peer(node).address());
        for (int attempt = 1; !leader().equals(node); attempt++) {
            try {
                Answers.done(line.ask(request, ANSWER_MILLIS));
            } catch (IOException e) {
                pause(e, attempt);
            }
        }
    }

    @Override
    public String leader() throws IOException {
        return toLeader(Frame.of(Kind.LEADER, "")).text();
    }

    private Frame toLeader(Frame request) throws IOException {
        return again(() -> line.ask(request, ANSWER_MILLIS));
    }

    private Frame again(Call call) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return Answers.done(call.ask());
            } catch (InterruptedIOException e) {
                throw e;
            } catch (NotWrittenException e) {
                if (!e.retryable()) {
                    throw e;
                }
                pause(e, attempt);
            } catch (IOException e) {
                pause(e, attempt);
            }
        }
    }

    /** Twice as long each time; about a minute in all. */
    private void pause(IOException error, int attempt) throws IOException {
        if (attempt == MOST_ATTEMPTS) {
            throw error;
        }
        retries.increment();
        long longer = FIRST_PAUSE_MILLIS << Math.min(attempt - 1, Byte.SIZE);
        try {
            TimeUnit.MILLISECONDS.sleep(Math.min(longer, LONGEST_PAUSE_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    @Override
    public long retries() {
        return retries.sum();
    }

    @Override
    public void close() {
        line.close();
    }
}
