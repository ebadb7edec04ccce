package io.quorumseal.example.kv.demo;

import io.quorumseal.example.kv.client.Client;
import io.quorumseal.example.kv.engine.KvEngine;
import io.quorumseal.example.kv.files.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs the {@link Story} on three nodes of its own. Exits with 0 only if all of it held. */
public final class Demo {
    private Demo() {}

    /**
     * Runs it. The system property {@code demo.input} names a file or folder to store, {@code demo.work} a folder for
     * everything that the nodes write, {@code demo.kek} the KEK's URI, {@code demo.suite} the cipher suite that the cluster
     * begins with, 2 unless it is 1, {@code kv.engine} what the nodes run on; {@code demo.short=true} leaves out much; with {@code demo.plant=true} the demo betrays
     * a line itself, and has to fail. {@code demo.previous} names the folder {@code target} of the example of a release before
     * suite 2: then it is {@link Rolling} that runs.
     *
     * @param args none
     */
    public static void main(String[] args) {
        Report.exitAfter(Demo::run);
    }

    private static void run(Report report) throws Exception {
        Path work = Path.of(System.getProperty("demo.work", "target/demo-work")).toAbsolutePath();
        Folders.delete(work);
        Cluster cluster = new Cluster(KvEngine.chosen(), work, System.getProperty("demo.kek", ""));
        String previous = System.getProperty("demo.previous", "");
        if (!previous.isEmpty() && cluster.engine() != KvEngine.RATIS) {
            throw new IllegalArgumentException(
                    "demo.previous needs kv.engine=ratis: the release before knows no other engine");
        }
        cluster.suite(previous.isEmpty() ? Integer.getInteger("demo.suite", 2) : 1);
        cluster.servePages();
        for (String node : List.of("n1", "n2", "n3")) {
            cluster.add(node);
        }
        Input input = Input.read(inputs());
        try (Operators operators = new Operators();
                Client client = cluster.client();
                Load load = new Load(input, report, client)) {
            if (previous.isEmpty()) {
                cluster.operators(operators);
            }
            Story story = new Story(report, cluster, input, client, load, new Cleaning(report, operators));
            if (!previous.isEmpty()) {
                new Rolling(report, cluster, client, load).run(Path.of(previous).toAbsolutePath());
            } else if (Boolean.getBoolean("demo.short")) {
                story.runShort();
            } else {
                story.run();
            }
        }
    }

    /** This repository's own documents, if nothing else is given. */
    private static List<Path> inputs() throws IOException {
        String given = System.getProperty("demo.input", "");
        Stream<String> names = given.isEmpty() ? Stream.of("docs", "README.md") : Stream.of(given);
        List<Path> inputs = names.map(Path::of).filter(Files::exists).toList();
        if (inputs.isEmpty()) {
            throw new IOException("there is nothing to store: name a file or folder as demo.input");
        }
        return inputs;
    }
}
