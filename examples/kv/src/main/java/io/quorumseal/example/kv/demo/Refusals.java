package io.quorumseal.example.kv.demo;

import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.example.kv.client.Client;
import io.quorumseal.example.kv.files.Folders;
import io.quorumseal.example.kv.node.Node;
import io.quorumseal.provider.bc.KeyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts one node in ways in which it must not start, while the others run; under suite 1 there are more of them. */
final class Refusals {
    private final Report report;
    private final Cluster cluster;
    private final long lastIndex;
    private final String node;
    private final Path directory;
    private final StringBuilder messages = new StringBuilder();

    Refusals(Report report, Cluster cluster, Client client, long lastIndex) throws IOException {
        this.report = report;
        this.cluster = cluster;
        this.lastIndex = lastIndex;
        this.node = cluster.follower(client.leader());
        this.directory = cluster.directory(node);
    }

    /** Gives all messages. */
    String run() throws IOException {
        report.step("6. What " + node + " refuses, while the other two run");
        cluster.stop(node);
        refused("encryption off", Refusal.ENCRYPTION_OFF, "--encryption", "off");
        Path other = cluster.key().resolveSibling("other");
        KeyFiles.create(other);
        refused("another key file", Refusal.WRONG_KEK, "--kek", Cluster.uri(other));
        changedSidecar();
        report.say("%s as it should be: %s", node, cluster.start(node));
        return messages.toString();
    }

    /** What only suite 1 refuses, whose nonces have to remember which were used; gives all messages. */
    String runOfSuite1() throws IOException {
        report.step("6. What " + node + " refuses because its nonces are counted");
        Path old = aside("old");
        cluster.stop(node);
        Folders.copy(directory, old, file -> true);
        cluster.start(node);
        cluster.ask(node, "await " + lastIndex);
        cluster.stop(node);
        Path real = aside("real");
        Files.move(directory, real);
        refused("wiped, under its old name", Refusal.REGISTRATION_REFUSED, "--join", "yes");
        Folders.delete(directory);
        Files.move(old, directory);
        refused("an old copy of its directory", Refusal.REGISTRATION_REFUSED);
        Folders.delete(directory);
        Files.move(real, directory);
        report.say("%s as it should be: %s", node, cluster.start(node));
        return messages.toString();
    }

    private Path aside(String name) {
        return directory.resolveSibling("data-" + name);
    }

    private void refused(String what, Refusal expected, String... options) throws IOException {
        NodeProcess process = cluster.launch(node, options);
        int exitCode = process.exitCode();
        String said = process.said();
        messages.append(said).append('\n');
        int reason = said.indexOf(expected.name());
        report.check(exitCode == Node.REFUSED && reason >= 0, "%s: exit code %d", what, exitCode);
        report.say("     %s", said.substring(Math.max(0, reason)));
    }

    private void changedSidecar() throws IOException {
        Path file = Sidecar.file(directory);
        byte[] sidecar = Files.readAllBytes(file);
        byte[] changed = sidecar.clone();
        changed[lastDigitOf("raft_envelope_cutover_index", sidecar)] ^= 1;
        Files.write(file, changed);
        refused("a byte of the sidecar changed", Refusal.SIDECAR_MAC);
        Files.write(file, sidecar);
    }

    private static int lastDigitOf(String name, byte[] json) {
        Matcher number =
                Pattern.compile('"' + name + "\":\\s*\\d+").matcher(new String(json, StandardCharsets.ISO_8859_1));
        if (!number.find()) {
            throw new IllegalStateException("no " + name + " in the sidecar");
        }
        return number.end() - 1;
    }
}
