package io.quorumseal.example.kv.demo;

import io.quorumseal.example.kv.client.Client;
import io.quorumseal.example.kv.node.NonceJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * Eight steps: a replicated store goes from cleartext to ciphertext under load, loses its leader and a whole node,
 * refuses what it has to refuse, outlives disks that come back or, in suite 1, moves to suite 2, and gives every byte back.
 */
final class Story {
    private static final int SOME = 100;
    private static final List<String> NEW_KEYS = List.of("rotate raft", "rotate storage", "rewrap");

    private final Report report;
    private final Cluster cluster;
    private final Input input;
    private final Client client;
    private final Load load;
    private final Upkeep upkeep;
    private final Cleaning cleaning;
    private final Disk disk;
    private LineScanner scanner;

    /** What the disks have shown since the cutover. */
    private int readable;

    Story(Report report, Cluster cluster, Input input, Client client, Load load, Cleaning cleaning) {
        this.report = report;
        this.cluster = cluster;
        this.input = input;
        this.client = client;
        this.load = load;
        this.upkeep = new Upkeep(report, cluster);
        this.cleaning = cleaning;
        this.disk = cluster.disk();
        this.scanner = new LineScanner(input.lines());
    }

    void run() throws Exception {
        cleartext();
        switchOn();
        Disk.Mark cutover = disk.mark();
        writeAgain(cutover);
        killLeader();
        renewKeys();
        replaceNode();
        said(refusals().run());
        comeBackOrMove();
        restart();
        table();
    }

    /** What shows that a KEK serves: steps 1, 2, 5 and 8; and what only suite 1 has. */
    void runShort() throws Exception {
        cleartext();
        switchOn();
        report.step("5. Rotate both keys and rewrite the values, replace a node");
        upkeep.ask(NEW_KEYS);
        upkeep.untilDone("rewrite");
        settle();
        snapshots();
        replaceNode();
        if (cluster.suite() == 1) {
            comeBackOrMove();
        }
        restart();
        // Only the restart closed the segment of the log that begins in cleartext.
        load.writeAll("restarted/");
        settle();
        snapshots();
        table();
    }

    private Refusals refusals() throws IOException {
        return new Refusals(report, cluster, client, load.lastIndex());
    }

    private void said(String messages) {
        disregard("in these messages", scanner.scan(messages.getBytes(StandardCharsets.UTF_8), 0));
    }

    /** A disk that comes back is refused under suite 1, whose nonces it would repeat, and taken under suite 2. */
    private void comeBackOrMove() throws Exception {
        if (cluster.suite() == 1) {
            said(refusals().runOfSuite1());
            new Move(report, cluster, load, upkeep).run();
        } else {
            new Comebacks(report, cluster, client, load).run();
        }
        equalReplicas();
    }

    private void cleartext() throws Exception {
        report.step("1. Three nodes in cleartext: load the input and look at the disks");
        report.say("the engine: %s; the KEK: %s", cluster.engine().text(), cluster.kek());
        for (String ready : cluster.start(cluster.nodes())) {
            report.say("%s", ready);
        }
        report.say(
                "the input: %,d bytes in %,d values, %,d different lines to look for",
                input.size(), input.chunks().size(), scanner.size());
        client.leader();
        disregard(
                "on nodes that store nothing",
                disk.scan(scanner, new Disk.Mark()).lines());
        load.writeAll("first/");
        settle();
        cluster.askAll("flush");
        Findings found = disk.scan(scanner, new Disk.Mark());
        report.say("%s", found.text());
        report.check(
                found.readable() > scanner.size() / 2,
                "%,d of %,d lines are readable on disk: the look at the disks works",
                found.readable(),
                scanner.size());
    }

    /**
     * A line that stands where no value can have come from proves nothing: in a library's help, in the names of a
     * sidecar's members, in a message that the input quotes.
     */
    private void disregard(String where, BitSet lines) {
        if (!lines.isEmpty()) {
            report.say("%,d lines stand %s, too: not looked for any more", lines.cardinality(), where);
            scanner = scanner.without(lines);
        }
    }

    private void disregardSidecars() throws IOException {
        BitSet lines = new BitSet();
        for (String node : cluster.nodes()) {
            lines.or(scanner.scan(Files.readAllBytes(Sidecar.file(cluster.directory(node))), 0));
        }
        disregard("in the sidecars", lines);
    }

    private void switchOn() throws Exception {
        report.step("2. Encryption on, while a writer goes on writing");
        long before = load.acknowledged();
        try (Load.Background writer = load.background("during/")) {
            for (String command : List.of("bootstrap", "enable-storage", "enable-raft")) {
                writer.awaitMore(SOME);
                report.say("%s: %s", command, cluster.ask("n1", command));
            }
            writer.awaitMore(SOME);
        }
        settle();
        report.check(
                load.refused() == 0, "%,d writes meanwhile, %d refused", load.acknowledged() - before, load.refused());
        for (String node : cluster.nodes()) {
            report.say("%s: %s", node, Sidecar.text(cluster.directory(node)));
        }
        disregardSidecars();
        cluster.askAll("flush");
    }

    private void writeAgain(Disk.Mark cutover) throws Exception {
        report.step("3. The input again, under new keys: look at what was written since");
        load.writeAll("second/");
        settle();
        snapshots();
        Findings found = disk.scan(scanner, cutover);
        report.say("written since: %s", found.text());
        readable = found.readable();
        report.check(
                readable == 0,
                "%d lines readable in %.1f MB written since; readable: %s",
                readable,
                found.bytes() / 1e6,
                found.readableFiles());
        report.check(found.bytes() > 3 * input.size(), "what was looked at is more than three times the input");
    }

    private void killLeader() throws Exception {
        report.step("4. kill -9 the leader during writes");
        try (Load.Background writer = load.background("killed/")) {
            writer.awaitMore(SOME);
            String leader = client.leader();
            cluster.kill(leader);
            long killed = System.nanoTime();
            writer.awaitMore(2 * SOME);
            report.say("%s killed; %d more writes were answered within %.1f s", leader, 2 * SOME, secondsSince(killed));
            report.say("%s back: %s", leader, cluster.start(leader));
            writer.awaitMore(SOME);
        }
        equalReplicas();
    }

    /** A DEK's life to its end, while a writer goes on: afterwards no file needs it, nor what was in cleartext. */
    private void renewKeys() throws Exception {
        report.step("5. Rewrap, leave nothing under an old key, while a writer goes on; replace a node");
        long before = load.acknowledged();
        try (Load.Background writer = load.background("renewed/")) {
            writer.awaitMore(SOME);
            upkeep.ask(List.of("rewrap"));
            writer.awaitMore(SOME);
            upkeep.retired(cleaning.killedAndAskedAgain("n1", "n2"));
            writer.awaitMore(SOME);
        }
        report.check(
                load.refused() == 0, "%,d writes meanwhile, %d refused", load.acknowledged() - before, load.refused());
        String ended = cluster.ask("n2", "purge");
        int refusing = ended.split("values in cleartext are refused", -1).length - 1;
        report.check(
                refusing == cluster.nodes().size(),
                "%d nodes refuse values in cleartext from now on: %s",
                refusing,
                ended);
        settle();
        if (cluster.engine().leavesPartsOfFiles()) {
            report.say("files of the log are deleted when all of them is cut off: once more, now that nobody writes");
            snapshots();
        }
    }

    private void replaceNode() throws Exception {
        String old = cluster.follower(client.leader());
        cluster.stop(old);
        cleaning.withoutOne(client.leader(), old, cluster.member(old));
        cluster.remove(old);
        cluster.add("n4");
        String ready = cluster.start("n4", "--join", "yes");
        client.members(cluster.peers());
        settle();
        report.say("%s wiped; n4 takes its place: %s", old, ready);
        report.check(ready.contains("registered=true"), "n4 had the keys, and may seal, before its server started");
        String status = cluster.ask("n4", "status");
        report.check(status.contains("installed=1"), "n4 came back from the snapshot: %s", status);
        equalReplicas();
    }

    private void restart() throws Exception {
        report.step("8. Stop all, start all, read everything");
        equalReplicas();
        cluster.stopAll();
        for (String ready : cluster.start(cluster.nodes())) {
            report.say("%s", ready);
        }
    }

    private void table() throws Exception {
        int equal = load.readAll();
        int lost = load.keys().size() - equal;
        disregardSidecars();
        if (Boolean.getBoolean("demo.plant")) {
            Files.write(cluster.directory("n4").resolve("planted"), scanner.line(0));
        }
        Findings found = disk.scan(scanner, new Disk.Mark());
        report.say("%s; readable: %s", found.text(), found.readableFiles());
        readable = Math.max(readable, found.readable());
        NonceJournal.Count nonces = NonceJournal.count(cluster.journals());
        report.row("writes acknowledged", load.acknowledged());
        report.row("writes refused", load.refused(), 0);
        report.row("  sent more than once by the client", client.retries());
        report.row("keys read back, equal to the input", equal);
        report.row("keys lost", lost, 0);
        report.row("lines readable on disk after cutover", readable, 0);
        report.row("retired DEKs", upkeep.retired().size());
        report.row("envelopes on disk that name one", new EnvelopeScanner(upkeep.retired()).count(disk), 0);
        report.row("nonces used", nonces.used());
        report.row("  under AES-GCM keys", nonces.keys());
        report.row("(key, nonce) used twice", nonces.twice(), 0);
    }

    /**
     * Every node has applied every write that was answered. Somebody writes meanwhile: in Ratis 3.2 a member that comes back
     * may never catch up with a leader that has nothing to append (RATIS-2523).
     */
    private void settle() throws Exception {
        try (Load.Background writer = load.background("settled/")) {
            writer.awaitMore(1);
            cluster.askAll("await " + load.lastIndex());
        }
        cluster.askAll("await " + load.lastIndex());
    }

    private void snapshots() throws IOException {
        for (String node : cluster.nodes()) {
            report.say("%s: snapshot at %d, the log before it purged", node, client.snapshot(node));
        }
    }

    private void equalReplicas() throws Exception {
        settle();
        Set<String> digests = Set.copyOf(cluster.askAll("digest"));
        report.check(
                digests.size() == 1,
                "%d nodes hold the same values: %s",
                cluster.nodes().size(),
                digests);
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }
}
