package io.quorumseal.engine.ratis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.protocol.Message;

/** Clients that write to all groups of a cluster without a pause. */
final class Writers implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final List<Exception> failures = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger acknowledged = new AtomicInteger();
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
                client.io().send(Message.valueOf(key + "-" + i + "=value " + i));
                acknowledged.incrementAndGet();
                count();
            }
        } catch (IOException | RuntimeException e) {
            failures.add(e);
            count();
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
        return acknowledged.get();
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
