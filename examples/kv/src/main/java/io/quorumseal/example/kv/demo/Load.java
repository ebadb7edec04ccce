package io.quorumseal.example.kv.demo;

import io.quorumseal.example.kv.client.Client;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;

/** Writes the input, keeps account of every answer, and reads everything back. */
final class Load implements AutoCloseable {
    private static final int THREADS = 24;
    private static final int BACKGROUND_THREADS = 4;

    private final Input input;
    private final Report report;
    private final Client client;
    /** Which chunk was acknowledged under which key. */
    private final Map<String, Integer> stored = new ConcurrentHashMap<>();

    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final AtomicLong lastIndex = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    Load(Input input, Report report, Client client) {
        this.input = input;
        this.report = report;
        this.client = client;
    }

    /** Writes every chunk once. */
    void writeAll(String prefix) throws InterruptedException {
        writeAll(
                input.chunks().size(),
                number -> write(prefix + input.chunks().get(number).name(), number));
    }

    private void writeAll(int count, IntConsumer write) throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        parallel(count, number -> {
            write.accept(number);
            report.progress("values written", done.incrementAndGet(), count);
        });
    }

    private void write(String key, int chunk) {
        try {
            long index = client.put(key, input.chunks().get(chunk).value());
            stored.put(key, chunk);
            acknowledged.increment();
            lastIndex.accumulateAndGet(index, Math::max);
        } catch (IOException e) {
            refused.increment();
            report.say("a write was refused: %s", e);
        }
    }

    /** Reads back every key that was acknowledged; gives how many hold what they should. */
    int readAll() throws InterruptedException {
        List<String> keys = List.copyOf(stored.keySet());
        AtomicInteger done = new AtomicInteger();
        AtomicInteger equal = new AtomicInteger();
        parallel(keys.size(), number -> {
            equal.addAndGet(holds(keys.get(number)) ? 1 : 0);
            report.progress("values read", done.incrementAndGet(), keys.size());
        });
        return equal.get();
    }

    private boolean holds(String key) {
        byte[] expected = input.chunks().get(chunkOf(key)).value();
        try {
            return client.get(key)
                    .filter(value -> Arrays.equals(value, expected))
                    .isPresent();
        } catch (IOException e) {
            report.say("a read failed: %s", e);
            return false;
        }
    }

    private int chunkOf(String key) {
        return Objects.requireNonNull(stored.get(key), key);
    }

    private void parallel(int count, IntConsumer work) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        Semaphore ended = new Semaphore(0);
        for (int thread = 0; thread < THREADS; thread++) {
            threads.execute(() -> {
                try {
                    for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                        work.accept(i);
                    }
                } finally {
                    ended.release();
                }
            });
        }
        ended.acquire(THREADS);
    }

    /** Writes on and on, until it is closed. */
    final class Background implements AutoCloseable {
        private final String prefix;
        private final AtomicInteger next = new AtomicInteger();
        private final Semaphore written = new Semaphore(0);
        private final Semaphore ended = new Semaphore(0);
        private volatile boolean closed;

        private Background(String prefix) {
            this.prefix = prefix;
            for (int thread = 0; thread < BACKGROUND_THREADS; thread++) {
                threads.execute(this::run);
            }
        }

        private void run() {
            try {
                while (!closed) {
                    int number = next.getAndIncrement();
                    write(prefix + number, number % input.chunks().size());
                    written.release();
                }
            } finally {
                ended.release();
            }
        }

        /** Waits until so many more writes were answered. */
        void awaitMore(int count) throws InterruptedException {
            written.drainPermits();
            if (!written.tryAcquire(count, 60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the writer does not come on");
            }
        }

        @Override
        public void close() {
            closed = true;
            ended.acquireUninterruptibly(BACKGROUND_THREADS);
        }
    }

    Background background(String prefix) {
        return new Background(prefix);
    }

    long acknowledged() {
        return acknowledged.sum();
    }

    long refused() {
        return refused.sum();
    }

    /** The keys that were acknowledged. */
    Set<String> keys() {
        return Set.copyOf(stored.keySet());
    }

    /** The index of the last entry that was acknowledged. */
    long lastIndex() {
        return lastIndex.get();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
