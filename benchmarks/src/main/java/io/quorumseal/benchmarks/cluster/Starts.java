package io.quorumseal.benchmarks.cluster;

import io.quorumseal.api.Purpose;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.provider.bc.KeyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opening a runtime whose sidecar, a real file, holds more and more DEKs under a KEK in a file. */
final class Starts {
    /** A cluster has two DEKs at least: one for each purpose. */
    private static final List<Integer> DEKS = List.of(2, 100, 1000);

    private final Settings settings;
    private final Csv csv = new Csv(Settings.RESULTS.resolve("starts.csv"), "deks", "repetition", "open_millis");

    Starts(Settings settings) throws IOException {
        this.settings = settings;
    }

    void run() throws IOException {
        Path directory = Files.createDirectories(Settings.WORK.resolve("starts/data"));
        Path keys = Files.createDirectories(Settings.WORK.resolve("starts/keys"));
        KeyFiles.create(keys.resolve("kek"));
        Optional<String> kek = Optional.of("file:" + keys.resolve("kek"));
        try (LoneEngine engine = new LoneEngine()) {
            for (int deks : DEKS) {
                grow(engine, directory, kek, deks);
                // The first is not counted.
                for (int repetition = -1; repetition < settings.pairs(); repetition++) {
                    double millis = open(engine, directory, kek);
                    if (repetition >= 0) {
                        csv.row(deks, repetition, millis);
                    }
                }
            }
        }
    }

    private static void grow(LoneEngine engine, Path directory, Optional<String> kek, int deks) {
        try (QuorumSeal seal = engine.open(directory, kek)) {
            engine.lead(seal);
            if (!seal.status().keys().bootstrapped()) {
                seal.admin().bootstrap();
            }
            while (seal.status().keys().keys().size() < deks) {
                seal.admin().rotate(Purpose.STORAGE);
            }
        }
    }

    private static double open(LoneEngine engine, Path directory, Optional<String> kek) {
        long start = System.nanoTime();
        QuorumSeal seal = engine.open(directory, kek);
        double millis = (System.nanoTime() - start) / 1e6;
        seal.close();
        return millis;
    }
}
