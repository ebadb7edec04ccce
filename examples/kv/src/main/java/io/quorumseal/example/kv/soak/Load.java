package io.quorumseal.example.kv.soak;

import io.quorumseal.example.kv.client.Client;
import io.quorumseal.example.kv.demo.Cluster;
import io.quorumseal.example.kv.soak.Tally.Count;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Several writers and readers, and what they share. */
final class Load {
    private static final int WRITERS = 6;
    private static final int READERS = 6;
    private static final int CHECKERS = 12;

    private final Values values;
    private final Tally tally;
    private final Events events;
    private final History history = new History();
    private final Queue<Long> kept = new ConcurrentLinkedQueue<>();
    private final AtomicLong lastIndex = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean stopped;

    Load(Values values, Tally tally, Events events) {
        this.values = values;
        this.tally = tally;
        this.events = events;
    }

    Values values() {
        return values;
    }

    Tally tally() {
        return tally;
    }

    Events events() {
        return events;
    }

    History history() {
        return history;
    }

    /** The key that holds a value that is never written over. */
    static String keptName(long value) {
        return "kept/" + value;
    }

    /** A value was acknowledged that has to be there for ever. */
    void keep(long value) {
        kept.add(value);
    }

    void applied(long index) {
        lastIndex.accumulateAndGet(index, Math::max);
    }

    /** The index of the last entry that was acknowledged. */
    long lastIndex() {
        return lastIndex.get();
    }

    /** Starts; with the plant, one of the readers reads what any node happens to have. */
    void start(Cluster cluster, SplittableRandom random, boolean plant) {
        for (int i = 0; i < WRITERS; i++) {
            Worker writer = new Worker(this, random.split(), cluster, false);
            start(writer, writer::write);
        }
        for (int i = 0; i < READERS; i++) {
            Worker reader = new Worker(this, random.split(), cluster, plant && i == 0);
            start(reader, reader::read);
        }
    }

    private void start(Worker worker, Runnable operation) {
        running.add(threads.submit(() -> {
            try (worker) {
                while (!stopped) {
                    operation.run();
                }
            }
            return worker;
        }));
    }

    /** Waits until the last operation has ended; an error of a thread's own is thrown here. */
    void stop() throws Exception {
        stopped = true;
        for (Future<?> worker : running) {
            worker.get();
        }
    }

    /** Whether all nodes came up whenever they were started. */
    boolean complete() {
        return tally.of(Count.BRICKED) == 0;
    }

    /** How many values have to be there. */
    int keptValues() {
        return kept.size();
    }

    /** Reads every key that nobody wrote again; gives how many do not hold what was acknowledged. */
    long lost(Cluster cluster) throws Exception {
        Queue<Long> left = new ConcurrentLinkedQueue<>(kept);
        try (Client client = cluster.client()) {
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < CHECKERS; i++) {
                counts.add(threads.submit(() -> lost(client, left)));
            }
            long lost = 0;
            for (Future<Long> count : counts) {
                lost += count.get();
            }
            return lost;
        }
    }

    private long lost(Client client, Queue<Long> left) throws IOException {
        long lost = 0;
        for (Optional<Long> value = take(left); value.isPresent(); value = take(left)) {
            Optional<Long> read = client.get(keptName(value.get())).map(Values::number);
            if (!read.equals(value)) {
                lost++;
                events.say("lost: %s, read %s", keptName(value.get()), read);
            }
        }
        return lost;
    }

    private static Optional<Long> take(Queue<Long> left) {
        return Optional.ofNullable(left.poll());
    }

    void close() {
        threads.shutdownNow();
    }
}
