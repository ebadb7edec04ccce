package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.error.RaftError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that write to all groups of a cluster without a pause, each key until it is applied. */
final class Writers implements AutoCloseable {
    private final TestCluster cluster;
    private final List<Thread> threads = new ArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final Map<String, Map<String, String>> acknowledged = new ConcurrentHashMap<>();
    private final AtomicInteger written = new AtomicInteger();
    private volatile boolean stopped;

    Writers(TestCluster cluster, int each) {
        this.cluster = cluster;
        for (String group : cluster.groups.keySet()) {
            acknowledged.put(group, new ConcurrentHashMap<>());
            for (int i = 0; i < each; i++) {
                String key = "w" + i;
                Thread thread = new Thread(() -> write(group, key));
                threads.add(thread);
                thread.start();
            }
        }
    }

    private void write(String group, String key) {
        try {
            for (int i = 0; !stopped; i++) {
                write(group, key + "-" + i, "value " + i);
            }
        } catch (RuntimeException e) {
            failures.add(group + ": " + e);
        }
    }

    private void write(String group, String key, String value) {
        while (!stopped) {
            Status status = cluster.leader(group).put(group, key + "=" + value).await();
            if (status.isOk()) {
                java.util.Objects.requireNonNull(acknowledged.get(group)).put(key, value);
                written.incrementAndGet();
                cluster.signal.happened();
                return;
            }
            if (status.getCode() == RaftError.EAGAIN.getNumber() || status.getCode() == RaftError.EINVAL.getNumber()) {
                refusals.add(group + ": " + status);
            }
        }
    }

    /** Waits for so many more writes. */
    void awaitWrites(int more) {
        int target = written.get() + more;
        cluster.signal.await(
                () -> written.get() >= target || !failures.isEmpty(), () -> "only " + written + " of " + target);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** What QuorumSeal refused. */
    List<String> refusals() {
        return List.copyOf(refusals);
    }

    /** What was acknowledged and a replica does not have. */
    List<String> lost() {
        List<String> lost = new ArrayList<>();
        for (TestNode node : cluster.running()) {
            acknowledged.forEach((group, values) -> {
                Map<String, String> there = node.machine(group).copy();
                values.forEach((key, value) -> {
                    if (!value.equals(there.get(key))) {
                        lost.add(node.name() + " " + group + " " + key);
                    }
                });
            });
        }
        return lost;
    }

    int acknowledged() {
        return written.get();
    }

    void stop() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the writers do not end", e);
            }
        }
    }

    @Override
    public void close() {
        stop();
    }
}
