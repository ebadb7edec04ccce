package io.quorumseal.example.kv.demo;

import io.quorumseal.example.kv.client.Client;
import io.quorumseal.example.kv.files.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One node's disk comes back as it was, in every way, while the other two go on: under suite 2 each life seals, and none
 * repeats a nonce of another. Each time the others have all that the disk has forgotten, and change the leader before: one
 * that has heard of an entry there would not send it again.
 */
final class Comebacks {
    private static final int SOME = 100;
    private static final Pattern SEALED = Pattern.compile("sealed=(\\d+)");

    private interface Change {
        void make() throws IOException;
    }

    private final Report report;
    private final Cluster cluster;
    private final Client client;
    private final Load load;
    private final String node;
    private final Path directory;

    Comebacks(Report report, Cluster cluster, Client client, Load load) throws IOException {
        this.report = report;
        this.cluster = cluster;
        this.client = client;
        this.load = load;
        this.node = cluster.follower(client.leader());
        this.directory = cluster.directory(node);
    }

    void run() throws Exception {
        report.step("7. The disk of " + node + " comes back as it was, while a writer goes on");
        long before = load.acknowledged();
        try (Load.Background writer = load.background("back/")) {
            writer.awaitMore(SOME);
            comesBack(writer, this::asACopy, "a copy of its directory");
            comesBack(writer, () -> exchange("copy", "original"), "the original, which did not see the copy's life");
            comesBack(writer, () -> exchange("original", "old"), "rolled back to an old copy");
            comesBack(writer, () -> Files.move(directory, aside("old")), "wiped, under its old name", "--join", "yes");
        }
        report.check(
                load.refused() == 0, "%,d writes meanwhile, %d refused", load.acknowledged() - before, load.refused());
    }

    private Path aside(String name) {
        return directory.resolveSibling("data-" + name);
    }

    /** Of the two copies, one is for later. */
    private void asACopy() throws IOException {
        Folders.copy(directory, aside("copy"), file -> true);
        Folders.copy(directory, aside("old"), file -> true);
        exchange("original", "copy");
    }

    /** The directory goes aside under one name, and what is aside under another takes its place. */
    private void exchange(String now, String next) throws IOException {
        Files.move(directory, aside(now));
        Files.move(aside(next), directory);
    }

    /** Stops, starts on another disk, catches up, leads and seals. */
    private void comesBack(Load.Background writer, Change disk, String what, String... options) throws Exception {
        cluster.stop(node);
        disk.make();
        client.lead(another(client.leader()));
        String ready = cluster.start(node, options);
        cluster.ask(node, "await " + load.lastIndex());
        client.lead(node);
        writer.awaitMore(SOME);
        long sealed = sealed();
        report.check(
                ready.contains("registered=true") && sealed > SOME,
                "%s: %s; it led, and sealed %,d times",
                what,
                ready,
                sealed);
    }

    private String another(String leader) {
        return cluster.nodes().stream()
                .filter(other -> !other.equals(node) && !other.equals(leader))
                .findFirst()
                .orElseThrow();
    }

    private long sealed() throws IOException {
        Matcher counter = SEALED.matcher(cluster.ask(node, "status"));
        return counter.find() ? Long.parseLong(counter.group(1)) : 0;
    }
}
