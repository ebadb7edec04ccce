package io.quorumseal.example.kv.soak;

import io.quorumseal.example.kv.client.Caller;
import io.quorumseal.example.kv.client.NotWrittenException;
import io.quorumseal.example.kv.demo.Cluster;
import io.quorumseal.example.kv.soak.Operation.Kind;
import io.quorumseal.example.kv.soak.Tally.Count;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Writes or reads, one operation after the other, and enters them into the history. For one thread. */
final class Worker implements AutoCloseable {
    /** So few that operations on one key overlap. */
    static final int KEYS = 6;

    private static final int ONE_OF_KEPT = 10;
    private static final int ONE_OF_ANYWHERE = 4;

    private final Load load;
    private final SplittableRandom random;
    private final Caller caller;
    private final List<String> nodes;
    private final boolean stale;

    /** Reads what any node happens to have, if it is told to. */
    Worker(Load load, SplittableRandom random, Cluster cluster, boolean stale) {
        this.load = load;
        this.random = random;
        this.caller = cluster.caller();
        this.nodes = cluster.nodes();
        this.stale = stale;
    }

    static String name(int key) {
        return "shared/" + key;
    }

    /**
     * One write: to a key that all share, or now and then to one that nobody writes again. What was refused is not in the
     * history: it never takes effect.
     */
    void write() {
        long value = load.values().next();
        if (random.nextInt(ONE_OF_KEPT) == 0) {
            if (write(Load.keptName(value), value)) {
                load.keep(value);
            }
            return;
        }
        int key = random.nextInt(KEYS);
        long asked = System.nanoTime();
        try {
            index(caller.write(name(key), load.values().bytes(value)));
            load.history().add(new Operation(key, Kind.WRITE, value, asked, System.nanoTime()));
        } catch (IOException e) {
            if (!(e instanceof NotWrittenException)) {
                load.history().add(new Operation(key, Kind.WRITE, value, asked, Operation.OPEN));
            }
            failed(e);
        }
    }

    private boolean write(String key, long value) {
        try {
            index(caller.write(key, load.values().bytes(value)));
            return true;
        } catch (IOException e) {
            failed(e);
            return false;
        }
    }

    private void index(long index) {
        load.tally().add(Count.WRITES);
        load.applied(index);
    }

    private void failed(IOException error) {
        if (!(error instanceof NotWrittenException refused)) {
            load.tally().add(Count.WRITES_UNKNOWN);
        } else if (refused.retryable()) {
            load.tally().add(Count.WRITES_REFUSED);
        } else {
            load.tally().add(Count.WRITES_REJECTED);
            load.events().say("a write was rejected: %s", error);
        }
        awaitLeader();
    }

    /** One read. A read without an answer says nothing, and is left out. */
    void read() {
        int key = random.nextInt(KEYS);
        long asked = System.nanoTime();
        try {
            long value = ask(name(key)).map(Values::number).orElse(Operation.ABSENT);
            load.history().add(new Operation(key, Kind.READ, value, asked, System.nanoTime()));
            load.tally().add(Count.READS);
        } catch (IOException e) {
            load.tally().add(Count.READS_FAILED);
            awaitLeader();
        }
    }

    private Optional<byte[]> ask(String key) throws IOException {
        if (stale) {
            return caller.readStale(any(), key);
        }
        return random.nextInt(ONE_OF_ANYWHERE) == 0 ? caller.readAt(any(), key) : caller.read(key);
    }

    private String any() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private void awaitLeader() {
        try {
            caller.awaitLeader();
        } catch (IOException e) {
            load.tally().add(Count.LEADERLESS);
            load.events().say("nobody leads: %s", e);
        }
    }

    @Override
    public void close() throws IOException {
        caller.close();
    }
}
