package io.quorumseal.example.kv.soak;

import io.quorumseal.example.kv.demo.Cluster;
import io.quorumseal.example.kv.demo.Report;
import io.quorumseal.example.kv.engine.KvEngine;
import io.quorumseal.example.kv.files.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;

/** Runs the {@link Trial}, or the {@link Rotations}, on three nodes of its own. Exits with 0 only if all of it held. */
public final class Soak {
    private Soak() {}

    /**
     * Runs it. The system property {@code soak.seconds} tells for how long, {@code soak.seed} names the seed of all
     * that is left to chance, {@code kv.engine} what the nodes run on, {@code soak.work} a folder for everything that is written; with {@code soak.plant=true} one of
     * the readers reads what any node happens to have, and the run has to fail. With {@code soak.rotations=N} the
     * {@link Rotations} are run instead.
     *
     * @param args none
     */
    public static void main(String[] args) {
        Report.exitAfter(Soak::run);
    }

    private static void run(Report report) throws Exception {
        Duration length = Duration.ofSeconds(Long.parseLong(System.getProperty("soak.seconds", "600")));
        long seed = seed();
        Path work = Path.of(System.getProperty("soak.work", "target/soak-work")).toAbsolutePath();
        Folders.delete(work);
        Files.createDirectories(work);
        report.step("Three nodes, %d s, seed %d (-Dsoak.seed=%d)".formatted(length.toSeconds(), seed, seed));
        Cluster cluster = cluster(work);
        try (Events events = new Events(work.resolve("events.txt"))) {
            SplittableRandom random = new SplittableRandom(seed);
            int rotations = Integer.parseInt(System.getProperty("soak.rotations", "0"));
            if (rotations > 0) {
                new Rotations(report, cluster, work, events, random).run(rotations);
            } else {
                new Trial(report, cluster, work, events, random).run(length);
            }
        }
    }

    private static Cluster cluster(Path work) throws IOException {
        Cluster cluster = new Cluster(KvEngine.chosen(), work, "");
        cluster.servePages();
        for (String node : List.of("n1", "n2", "n3")) {
            cluster.add(node);
        }
        return cluster;
    }

    private static long seed() {
        String given = System.getProperty("soak.seed", "");
        return given.isEmpty() ? ThreadLocalRandom.current().nextLong(1_000_000) : Long.parseLong(given);
    }
}
