package io.quorumseal.example.kv.soak;

import io.quorumseal.example.kv.demo.Cluster;
import io.quorumseal.example.kv.soak.Tally.Count;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The operator: brings the keys, the cutovers in the middle of the run, and rotations from then on. */
final class Keys implements Callable<Boolean> {
    /** How many changes there are that happen once: the keys, and two cutovers. */
    static final int ONCE = 3;

    private static final double FIRST = 0.25;
    private static final double BETWEEN = 0.125;
    private static final int LONGEST_QUIET_MILLIS = 2_000;
    private static final Duration BEFORE_AGAIN = Duration.ofSeconds(1);
    private static final Map<String, Count> ROTATIONS =
            Map.of("rotate raft", Count.ROTATIONS_RAFT, "rotate storage", Count.ROTATIONS_STORAGE);

    private final Cluster cluster;
    private final Supplier<List<String>> up;
    private final Budget budget;
    private final Random random;
    private final Load load;
    private final CountDownLatch cutOver = new CountDownLatch(1);

    Keys(Cluster cluster, Supplier<List<String>> up, Budget budget, Random random, Load load) {
        this.cluster = cluster;
        this.up = up;
        this.budget = budget;
        this.random = random;
        this.load = load;
    }

    @Override
    public Boolean call() throws Exception {
        boolean storageFirst = random.nextBoolean();
        await(FIRST, false);
        once("bootstrap");
        await(FIRST + BETWEEN, true);
        once(storageFirst ? "enable-storage" : "enable-raft");
        await(FIRST + 2 * BETWEEN, true);
        once(storageFirst ? "enable-raft" : "enable-storage");
        load.values().seal();
        cutOver.countDown();
        await(Double.POSITIVE_INFINITY, true);
        return true;
    }

    /** Waits until all cutovers are done; gives whether they are. */
    boolean awaitCutOver(Duration atMost) throws InterruptedException {
        return cutOver.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void await(double share, boolean rotating) throws InterruptedException {
        while (budget.pause(Duration.ofMillis(random.nextInt(LONGEST_QUIET_MILLIS))) && !budget.passed(share)) {
            if (rotating) {
                rotate(random.nextBoolean() ? "rotate raft" : "rotate storage");
            }
        }
    }

    /** Replaces both keys, now that nothing happens to the nodes any more; gives whether that was done in time. */
    boolean rotateBoth(Duration atMost) throws InterruptedException {
        Budget time = new Budget(atMost);
        for (String command : List.of("rotate raft", "rotate storage")) {
            while (!rotate(command)) {
                if (time.passed(1) || !time.pause(BEFORE_AGAIN)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean rotate(String command) {
        return done(command, ROTATIONS.getOrDefault(command, Count.ASKED_AGAIN));
    }

    private void once(String command) throws InterruptedException {
        while (!done(command, Count.CUTOVERS) && budget.pause(BEFORE_AGAIN)) {
            load.events().say("%s: once more", command);
        }
    }

    private boolean done(String command, Count count) {
        List<String> nodes = up.get();
        if (nodes.isEmpty()) {
            return false;
        }
        String node = nodes.get(random.nextInt(nodes.size()));
        try {
            load.events().say("%s at %s: %s", command, node, cluster.ask(node, command));
            load.tally().add(count);
            return true;
        } catch (IOException e) {
            load.events().say("%s at %s: %s", command, node, e);
            load.tally().add(Count.ASKED_AGAIN);
            return false;
        }
    }
}
