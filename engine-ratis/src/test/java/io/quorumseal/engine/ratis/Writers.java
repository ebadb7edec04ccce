package io.quorumseal.engine.ratis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;

/** Clients that write to all groups of a cluster without a pause. */
final class Writers implements AutoCloseable {
    static final String VALUE = "value ";

    private final List<Thread> threads = new ArrayList<>();
    private final List<Exception> failures = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger unclear = new AtomicInteger();
    private volatile boolean stopped;
    private long written;

    Writers(TestCluster cluster, int each) {
        for (String group : cluster.groups.keySet()) {
            for (int i = 0; i < each; i++) {
                String key = "w" + i;
                Thread thread = new Thread(() -> write(TestCluster.newClient(cluster.group(group)), key));
                threads.add(thread);
                thread.start();
            }
        }
    }

    private void write(RaftClient client, String key) {
        try (client) {
            for (int i = 0; !stopped; i++) {
                write(client, key + "-" + i, VALUE + i);
            }
        } catch (IOException | RuntimeException e) {
            failures.add(e);
            count();
        }
    }

    private void write(RaftClient client, String key, String value) throws IOException {
        try {
            client.io().send(Message.valueOf(key + "=" + value));
            acknowledged.add(key);
            count();
        } catch (LeaderSteppingDownException e) {
            unclear.incrementAndGet();
        }
    }

    private synchronized void count() {
        written++;
        notifyAll();
    }

    /** Waits for so many more writes. */
    synchronized void awaitWrites(int more) throws InterruptedException {
        long target = written + more;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (written < target && failures.isEmpty()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new IllegalStateException("only " + written + " writes, wanted " + target);
            }
            wait(left);
        }
    }

    List<Exception> failures() {
        return List.copyOf(failures);
    }

    int acknowledged() {
        return acknowledged.size();
    }

    /** Tells the keys whose writes were acknowledged. */
    Set<String> acknowledgedKeys() {
        return Set.copyOf(acknowledged);
    }

    /** Counts writes that a leader did not take because it steps down, which Ratis's client does not try again. */
    int unclear() {
        return unclear.get();
    }

    void stop() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the writers do not end", e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
