package io.quorumseal.example.kv.soak;

import io.quorumseal.api.RetryableException;
import io.quorumseal.engine.ratis.WriteRefusedException;
import io.quorumseal.example.kv.soak.Operation.Kind;
import io.quorumseal.example.kv.soak.Tally.Count;
import java.io.IOException;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.ratis.protocol.exceptions.StateMachineException;

/** Writes or reads, one operation after the other, and enters them into the history. For one thread. */
final class Worker implements AutoCloseable {
    /** So few that operations on one key overlap. */
    static final int KEYS = 6;

    private static final int ONE_OF_KEPT = 10;
    private static final int ONE_OF_ANYWHERE = 4;

    private final Load load;
    private final SplittableRandom random;
    private final Caller caller;
    private final boolean stale;

    /** Reads what any node happens to have, if it is told to. */
    Worker(Load load, SplittableRandom random, Caller caller, boolean stale) {
        this.load = load;
        this.random = random;
        this.caller = caller;
        this.stale = stale;
    }

    static String name(int key) {
        return "shared/" + key;
    }

    /** One write: to a key that all share, or now and then to one that nobody writes again. */
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
            if (!notAppended(e)) {
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
        if (!notAppended(error)) {
            load.tally().add(Count.WRITES_UNKNOWN);
        } else if (retryable(error)) {
            load.tally().add(Count.WRITES_REFUSED);
        } else {
            load.tally().add(Count.WRITES_REJECTED);
            load.events().say("a write was rejected: %s", error);
        }
        awaitLeader();
    }

    /** What the gate refused has certainly not taken effect, and never will: the history does not have it. */
    private static boolean notAppended(IOException error) {
        return error instanceof StateMachineException && error.getCause() instanceof WriteRefusedException;
    }

    private static boolean retryable(IOException error) {
        return error.getCause() instanceof WriteRefusedException refused
                && refused.refusal() instanceof RetryableException;
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
            return caller.readStale(key, random);
        }
        return random.nextInt(ONE_OF_ANYWHERE) == 0 ? caller.readAnywhere(key, random) : caller.read(key);
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
