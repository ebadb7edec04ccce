package io.quorumseal.example.kv.soak;

import io.quorumseal.example.kv.demo.Cluster;
import io.quorumseal.example.kv.demo.Disk;
import io.quorumseal.example.kv.demo.Findings;
import io.quorumseal.example.kv.demo.LineScanner;
import io.quorumseal.example.kv.demo.Report;
import io.quorumseal.example.kv.node.NonceJournal;
import io.quorumseal.example.kv.soak.Tally.Count;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the run came to. */
final class Account {
    private static final List<Count> OF_THE_RUN = List.of(
            Count.WRITES, Count.WRITES_UNKNOWN, Count.WRITES_REFUSED, Count.READS, Count.READS_FAILED, Count.KILLS);
    private static final List<Count> OF_THE_FAULTS = List.of(
            Count.PAUSES,
            Count.TRANSFERS,
            Count.TRANSFERS_FAILED,
            Count.SNAPSHOTS,
            Count.ROTATIONS_RAFT,
            Count.ROTATIONS_STORAGE,
            Count.ASKED_AGAIN,
            Count.SCRAPES,
            Count.SCRAPES_UNANSWERED);

    private final Report report;
    private final Cluster cluster;
    private final Path work;
    private final Load load;
    private final LineScanner scanner;

    Account(Report report, Cluster cluster, Path work, Load load, LineScanner scanner) {
        this.report = report;
        this.cluster = cluster;
        this.work = work;
        this.load = load;
        this.scanner = scanner;
    }

    void settle(Duration time) throws Exception {
        report.step("The account; events and history are in " + work);
        load.history().write(work.resolve("history.txt"));
        report.row("seconds", time.toSeconds());
        OF_THE_RUN.forEach(this::row);
        OF_THE_FAULTS.forEach(this::row);
        report.row("keys and cutovers", load.tally().of(Count.CUTOVERS), Keys.ONCE);
        wantedNone(Count.WRITES_REJECTED);
        wantedNone(Count.LEADERLESS);
        wantedNone(Count.STARTS_FAILED);
        wantedNone(Count.BRICKED);
        wantedNone(Count.SCRAPES_WRONG);
        if (load.complete()) {
            replicas();
            values();
        }
        disks();
        nonces();
        verdict();
    }

    private void row(Count count) {
        report.row(count.text(), load.tally().of(count));
    }

    private void wantedNone(Count count) {
        report.row(count.text(), load.tally().of(count), 0);
    }

    private void replicas() throws Exception {
        cluster.askAll("await " + load.lastIndex());
        Set<String> digests = Set.copyOf(cluster.askAll("digest"));
        report.row("different replicas", digests.size() - 1, 0);
    }

    private void values() throws Exception {
        report.row("values written once and acknowledged", load.keptValues());
        report.row("  lost", load.lost(cluster), 0);
    }

    private void disks() throws Exception {
        Findings found = cluster.disk().scan(scanner, new Disk.Mark());
        boolean readable = found.lines().get(Values.SEALED);
        report.row("lines readable on disk after cutover", readable ? 1 : 0, 0);
        report.say("  looked at: %s%s", found.text(), readable ? "; in one of " + found.readableFiles() : "");
    }

    private void nonces() throws Exception {
        NonceJournal.Count nonces = NonceJournal.count(cluster.journals());
        report.row("nonces used", nonces.used());
        report.row("  under AES-GCM keys", nonces.keys());
        report.row("(key, nonce) used twice", nonces.twice(), 0);
    }

    private void verdict() {
        report.row("history length", load.history().length());
        report.row("  writes that stay open", load.history().open());
        long start = System.nanoTime();
        List<String> violations = load.history().perKey().parallelStream()
                .map(Linearizability::violation)
                .flatMap(Optional::stream)
                .toList();
        violations.forEach(violation -> report.say("%s", violation));
        report.check(
                violations.isEmpty(),
                "the history is %slinearizable; checked in %.1f s",
                violations.isEmpty() ? "" : "NOT ",
                (System.nanoTime() - start) / 1e9);
    }
}
