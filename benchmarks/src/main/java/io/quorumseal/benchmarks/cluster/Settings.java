package io.quorumseal.benchmarks.cluster;

import io.quorumseal.example.kv.engine.KvEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How much is measured, and where it goes.
 *
 * @param slice how long one side of a pair is measured
 * @param pairs pairs of each cell, or rounds
 * @param questions how many questions of strangers there are at least
 * @param measure whether to measure; otherwise tables are made of the data that is there
 * @param record whether data, picture and tables go into the documents
 */
record Settings(Duration slice, int pairs, int questions, boolean measure, boolean record) {
    static final Path WORK = Path.of("benchmarks/target/cluster-work").toAbsolutePath();
    static final KvEngine ENGINE = KvEngine.chosen();
    static final Path RESULTS = Path.of("benchmarks/target/" + ofEngine("cluster"));
    static final Path DOCUMENT = Path.of("docs/benchmarks.md");
    static final Path RECORDED = Path.of("docs/" + ofEngine("benchmarks"));
    static final List<String> FILES = List.of(
            "run.csv",
            "machine.csv",
            "cells.csv",
            "sweep.csv",
            "changes.csv",
            "groups.csv",
            "timeline.csv",
            "applies.csv",
            "timeline.png");

    /** What is measured on another engine than Ratis has its own place, under a name with the engine's behind it. */
    static String ofEngine(String name) {
        return ENGINE == KvEngine.RATIS ? name : name + "-" + ENGINE.text();
    }

    /** Throws an {@link IllegalStateException} unless the nodes are to run on Ratis. */
    static void requireRatis(String what) {
        if (ENGINE != KvEngine.RATIS) {
            throw new IllegalStateException(what + " is measured on Ratis only, not on " + ENGINE.text());
        }
    }

    /** Reads the system properties {@code bench.*}; {@code kv.engine} names what the nodes run on. */
    static Settings ofSystem() {
        return new Settings(
                Duration.ofSeconds(Integer.getInteger("bench.seconds", 3)),
                Integer.getInteger("bench.pairs", 8),
                Integer.getInteger("bench.questions", 100_000),
                Boolean.parseBoolean(System.getProperty("bench.measure", "true")),
                Boolean.getBoolean("bench.record"));
    }

    /** Runs through cutovers and rotations: one for three pairs, and one at least. */
    int changeRuns() {
        return (pairs + 2) / 3;
    }

    /** How many pairs a cell has at most, if it takes long until it is steady. */
    int mostPairs() {
        return pairs + pairs / 2;
    }

    /** Pairs of which each side has to be started. */
    int coldPairs() {
        return (pairs + 2) / 3;
    }

    /** How often the same loads are offered. */
    int sweeps() {
        return Math.max(1, pairs / 4);
    }

    /** Writes down where and how much is measured. */
    void describe(String file) throws IOException {
        new Csv(RESULTS.resolve(file), "engine", "os", "processors", "java", "seconds", "pairs", "change_runs")
                .row(
                        ENGINE.text(),
                        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("java.version"),
                        slice.toSeconds(),
                        pairs,
                        changeRuns());
    }
}
