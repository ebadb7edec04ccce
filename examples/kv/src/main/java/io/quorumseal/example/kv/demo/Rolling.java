package io.quorumseal.example.kv.demo;

import io.quorumseal.example.kv.client.Client;
import java.nio.file.Path;
import java.util.List;

/**
 * A cluster of a release that knows suite 1 only is replaced node by node, under load. The move to suite 2 is refused with the
 * names of those that cannot, for as long as there are any.
 */
final class Rolling {
    private static final int SOME = 50;

    private final Report report;
    private final Cluster cluster;
    private final Client client;
    private final Load load;

    Rolling(Report report, Cluster cluster, Client client, Load load) {
        this.report = report;
        this.cluster = cluster;
        this.client = client;
        this.load = load;
    }

    /**
     * Runs it.
     *
     * @param previous where the example of the other release was built: its folder {@code target}
     */
    void run(Path previous) throws Exception {
        report.step("1. Three nodes of the release before");
        cluster.nodes().forEach(node -> cluster.release(node, previous));
        cluster.start(cluster.nodes());
        client.leader();
        for (String command : List.of("bootstrap", "enable-storage", "enable-raft")) {
            report.say("%s: %s", command, cluster.ask("n1", command));
        }
        try (Load.Background writer = load.background("rolling/")) {
            writer.awaitMore(SOME);
            replace("n3", List.of("n1", "n2"));
            writer.awaitMore(SOME);
            replace("n2", List.of("n1"));
            writer.awaitMore(SOME);
            replace("n1", List.of());
            writer.awaitMore(SOME);
        }
        report.step("Nothing is lost");
        report.check(load.refused() == 0, "%,d writes, %d refused", load.acknowledged(), load.refused());
        int equal = load.readAll();
        report.check(equal == load.keys().size(), "%,d values read back", equal);
    }

    /** Replaces a node's release, has it lead, and asks it for the move, which those stand in the way of who are old. */
    private void replace(String node, List<String> old) throws Exception {
        report.step(node + " runs this release");
        cluster.stop(node);
        cluster.release(node, Path.of(""));
        report.say("%s: %s", node, cluster.start(node));
        client.lead(node);
        String answer = cluster.reply(node, "raise raft");
        if (old.isEmpty()) {
            report.check(answer.startsWith("ok "), "raise raft: %s", answer);
            report.check(cluster.reply(node, "raise storage").startsWith("ok "), "raise storage");
        } else {
            boolean named = answer.startsWith("error ") && old.stream().allMatch(answer::contains);
            report.check(named, "raise raft is refused, and names %s: %s", old, answer);
        }
    }
}
