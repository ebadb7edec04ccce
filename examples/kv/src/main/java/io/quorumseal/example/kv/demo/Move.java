package io.quorumseal.example.kv.demo;

import java.util.List;
import java.util.Set;

/**
 * A cluster that began in suite 1 moves to suite 2 while a writer goes on. Its DEKs are retired: at the end of the run no
 * file may name one.
 */
final class Move {
    private static final int SOME = 100;

    private final Report report;
    private final Cluster cluster;
    private final Load load;
    private final Upkeep upkeep;

    Move(Report report, Cluster cluster, Load load, Upkeep upkeep) {
        this.report = report;
        this.cluster = cluster;
        this.load = load;
        this.upkeep = upkeep;
    }

    void run() throws Exception {
        report.step("7. Move from suite 1 to suite 2, while a writer goes on");
        long before = load.acknowledged();
        Set<Long> first;
        try (Load.Background writer = load.background("moved/")) {
            writer.awaitMore(SOME);
            upkeep.ask(List.of("raise raft", "raise storage"));
            first = upkeep.oldDeks();
            long envelopes = new EnvelopeScanner(first).count(cluster.disk());
            report.check(
                    first.size() > 1 && envelopes > 0,
                    "%,d envelopes on disk name one of the %d DEKs of suite 1: the look at the disks works",
                    envelopes,
                    first.size());
            writer.awaitMore(SOME);
            upkeep.untilDone("rewrite");
            upkeep.untilDone("purge");
            writer.awaitMore(SOME);
            upkeep.retireOldDeks();
            writer.awaitMore(SOME);
        }
        report.check(
                load.refused() == 0, "%,d writes meanwhile, %d refused", load.acknowledged() - before, load.refused());
        nothingIsLeft(first);
    }

    private void nothingIsLeft(Set<Long> first) throws Exception {
        cluster.askAll("await " + load.lastIndex());
        for (String node : cluster.nodes()) {
            String suites = cluster.ask(node, "suites");
            report.check(suites.equals("2"), "%s has DEKs of suite %s", node, suites);
        }
        long left = new EnvelopeScanner(first).count(cluster.disk());
        report.say(
                "%d places on disk name a DEK of suite 1, in key state of snapshots; counted again at the end", left);
    }
}
