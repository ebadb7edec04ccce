package io.quorumseal.example.kv.soak;

import io.quorumseal.example.kv.client.Caller;
import io.quorumseal.example.kv.demo.Cluster;
import io.quorumseal.example.kv.demo.Report;
import io.quorumseal.example.kv.soak.Tally.Count;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Rotates many times under load, so that many DEKs are live, and sees what the restart of a follower then costs. */
final class Rotations {
    private static final String LEADER = "n1";
    private static final String FOLLOWER = "n2";
    private static final Duration LONGEST_START = Duration.ofSeconds(10);
    private static final int MOST_ENTRIES = 20;
    private static final Duration BEFORE_AGAIN = Duration.ofSeconds(1);

    private final Report report;
    private final Cluster cluster;
    private final Path work;
    private final Events events;
    private final SplittableRandom random;
    private final Tally tally = new Tally();

    Rotations(Report report, Cluster cluster, Path work, Events events, SplittableRandom random) {
        this.report = report;
        this.cluster = cluster;
        this.work = work;
        this.events = events;
        this.random = random;
    }

    void run(int count) throws Exception {
        Budget budget = new Budget(Duration.ZERO);
        Values values = new Values(random.split());
        Load load = new Load(values, tally, events);
        cluster.start(cluster.nodes());
        load.start(cluster, random.split(), false);
        try {
            for (String once : List.of("bootstrap", "enable-storage", "enable-raft")) {
                ask(once, Count.CUTOVERS);
            }
            values.seal();
            for (int i = 0; i < count; i++) {
                boolean raft = i % 2 == 0;
                ask(raft ? "rotate raft" : "rotate storage", raft ? Count.ROTATIONS_RAFT : Count.ROTATIONS_STORAGE);
                report.progress("rotations", i, count);
            }
            restart();
            load.stop();
            new Account(report, cluster, work, load, values.scanner()).settle(budget.elapsed());
        } finally {
            load.close();
        }
    }

    private void ask(String command, Count count) throws Exception {
        Budget time = new Budget(Duration.ofMinutes(2));
        while (true) {
            try {
                events.say("%s: %s", command, cluster.ask(LEADER, command));
                tally.add(count);
                return;
            } catch (IOException e) {
                events.say("%s: %s", command, e);
                tally.add(Count.ASKED_AGAIN);
                if (time.passed(1) || !time.pause(BEFORE_AGAIN)) {
                    throw e;
                }
            }
        }
    }

    /** The load goes on meanwhile. What is appended is seen where nothing is restarted. */
    private void restart() throws Exception {
        report.step("A follower is restarted");
        try (Caller caller = cluster.caller()) {
            caller.transfer(LEADER);
        }
        long opening = number(FOLLOWER, "opening");
        long entries = number(LEADER, "entries");
        report.row("live DEKs", number(LEADER, "live-deks"));
        cluster.stop(List.of(FOLLOWER));
        long start = System.nanoTime();
        cluster.start(List.of(FOLLOWER));
        Budget time = new Budget(LONGEST_START);
        while (!cluster.ask(FOLLOWER, "registered").equals("yes") && !time.passed(1)) {
            var unused = time.pause(Duration.ofMillis(100));
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        report.check(
                took.compareTo(LONGEST_START) <= 0
                        && cluster.ask(FOLLOWER, "registered").equals("yes"),
                "ready after %.1f s, wanted within %d s",
                took.toMillis() / 1e3,
                LONGEST_START.toSeconds());
        report.row("openings later", number(FOLLOWER, "opening") - opening, 1);
        long grown = number(LEADER, "entries") - entries;
        report.check(grown < MOST_ENTRIES, "%d encryption entries came, wanted fewer than %d", grown, MOST_ENTRIES);
    }

    private long number(String node, String command) throws IOException {
        return Long.parseLong(cluster.ask(node, command));
    }
}
