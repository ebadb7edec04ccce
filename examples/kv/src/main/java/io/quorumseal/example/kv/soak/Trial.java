package io.quorumseal.example.kv.soak;

import io.quorumseal.example.kv.client.Caller;
import io.quorumseal.example.kv.demo.Cluster;
import io.quorumseal.example.kv.demo.Disk;
import io.quorumseal.example.kv.demo.Findings;
import io.quorumseal.example.kv.demo.LineScanner;
import io.quorumseal.example.kv.demo.Report;
import io.quorumseal.example.kv.soak.Operation.Kind;
import io.quorumseal.example.kv.soak.Tally.Count;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The course of a run: quiet and in the clear, then everything at once, then quiet again and the account. */
final class Trial {
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(30);
    private static final Duration MOST_OVERTIME = Duration.ofMinutes(2);

    private final Report report;
    private final Cluster cluster;
    private final Path work;
    private final Events events;
    private final SplittableRandom random;
    private final Tally tally = new Tally();
    private final Load load;
    private final LineScanner scanner;

    Trial(Report report, Cluster cluster, Path work, Events events, SplittableRandom random) {
        this.report = report;
        this.cluster = cluster;
        this.work = work;
        this.events = events;
        this.random = random;
        Values values = new Values(random.split());
        this.load = new Load(values, tally, events);
        this.scanner = values.scanner();
    }

    void run(Duration length) throws Exception {
        cluster.start(cluster.nodes());
        Budget budget = new Budget(length);
        load.start(cluster, random.split(), Boolean.getBoolean("soak.plant"));
        try {
            inTheClear(budget);
            allAtOnce(budget, length);
            Duration time = budget.elapsed();
            load.stop();
            if (load.complete()) {
                restart();
            }
            new Account(report, cluster, work, load, scanner).settle(time);
        } finally {
            load.close();
        }
    }

    private void inTheClear(Budget budget) throws Exception {
        var unused = budget.pause(QUIET);
        cluster.askAll("flush");
        Findings found = cluster.disk().scan(scanner, new Disk.Mark());
        report.check(
                found.lines().get(Values.CLEAR),
                "the line of the values is readable on disk: the look at the disks works");
    }

    private void allAtOnce(Budget budget, Duration length) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (Faults faults = new Faults(cluster, budget, seeded(), tally, events)) {
            Keys keys = new Keys(cluster, faults::up, budget, seeded(), load);
            Future<Boolean> operator = threads.submit(keys);
            Future<Boolean> nemesis = threads.submit(faults);
            Scrapes scrapes = new Scrapes(cluster, budget, tally, events);
            Future<Boolean> meters = threads.submit(scrapes);
            watch(budget, length);
            var unused = keys.awaitCutOver(MOST_OVERTIME);
            budget.end();
            nemesis.get();
            operator.get();
            meters.get();
            report.check(keys.rotateBoth(MOST_OVERTIME), "all nodes run; both keys were replaced once more");
            // One that was started just now applies its log first.
            cluster.askAll("await " + load.lastIndex());
            long sealing = scrapes.sealing();
            report.check(sealing == cluster.nodes().size(), "the meters of %d nodes say that they seal", sealing);
        } finally {
            budget.end();
            threads.shutdownNow();
        }
    }

    private Random seeded() {
        return new Random(random.nextLong());
    }

    private void watch(Budget budget, Duration length) throws InterruptedException {
        while (!budget.passed(1)) {
            Duration left = length.minus(budget.elapsed());
            var unused = budget.pause(left.compareTo(BETWEEN_LINES) < 0 ? left : BETWEEN_LINES);
            report.say(
                    "%4d s: %,d writes, %,d reads, %d killed, %d paused, %d cutovers, %d rotations",
                    budget.elapsed().toSeconds(),
                    tally.of(Count.WRITES),
                    tally.of(Count.READS),
                    tally.of(Count.KILLS),
                    tally.of(Count.PAUSES),
                    tally.of(Count.CUTOVERS),
                    tally.of(Count.ROTATIONS_RAFT) + tally.of(Count.ROTATIONS_STORAGE));
        }
    }

    /** Every node applies what was acknowledged, stops and comes back; then each shared key is read once more. */
    private void restart() throws Exception {
        cluster.askAll("await " + load.lastIndex());
        cluster.stopAll();
        cluster.start(cluster.nodes());
        try (Caller caller = cluster.caller()) {
            caller.awaitLeader();
            for (int key = 0; key < Worker.KEYS; key++) {
                long asked = System.nanoTime();
                long value = caller.read(Worker.name(key)).map(Values::number).orElse(Operation.ABSENT);
                load.history().add(new Operation(key, Kind.READ, value, asked, System.nanoTime()));
            }
        }
    }
}
