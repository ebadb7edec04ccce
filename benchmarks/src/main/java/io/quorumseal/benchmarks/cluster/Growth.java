package io.quorumseal.benchmarks.cluster;

import com.sun.management.OperatingSystemMXBean;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.RegisterWriter;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Registration;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * What a start and an entry cost on one node with more and more DEKs, nodes and groups, and how much memory and disk they
 * take. The sidecar is a real file; there is no network and no consensus.
 */
final class Growth {
    private static final int STARTS = 7;
    private static final int ENTRIES = 10;
    /** Node ids of members that there are in the registry alone. */
    private static final long OTHERS = 1_000;

    private static final int COLLECTIONS = 3;

    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Csv costs = new Csv(
            Settings.RESULTS.resolve("growth.csv"),
            "what",
            "of",
            "count",
            "wall_millis",
            "cpu_millis",
            "bytes_written");
    private final Csv memory = new Csv(Settings.RESULTS.resolve("growth-memory.csv"), "of", "count", "bytes");

    Growth() throws IOException {}

    /** With one DEK more and more; a key entry brings one. */
    void deks(List<Integer> counts) throws IOException {
        try (LoneNode node = node("deks", 2)) {
            for (int count : counts) {
                reopened(node);
                node.sidecar().prepare(() -> {
                    while (deks(node) < count) {
                        node.seal().admin().rotate(Purpose.STORAGE);
                    }
                });
                starts(node, "DEKs", count);
                memory(node, "DEKs", count);
                rotations(node, "DEKs", count);
            }
        }
    }

    private static int deks(LoneNode node) {
        return node.seal().status().keys().keys().size();
    }

    /** With more and more members that have registered, which only suite 1 has them do. */
    void nodes(List<Integer> counts) throws IOException {
        for (int count : counts) {
            try (LoneNode node = node("nodes", 1)) {
                reopened(node);
                node.sidecar().prepare(() -> {
                    for (int other = 1; other < count; other++) {
                        register(node, other, 1);
                    }
                });
                starts(node, "nodes", count);
                reopened(node);
                measure(
                        new Case("registration", "nodes", count, ENTRIES),
                        node,
                        repetition -> {},
                        repetition -> register(node, 1, repetition + 2, Purpose.RAFT));
                rotations(node, "nodes", count);
            }
        }
    }

    private static void register(LoneNode node, int other, int opening) {
        Purpose.ofDeks().forEach(purpose -> register(node, other, opening, purpose));
    }

    private static void register(LoneNode node, int other, int opening, Purpose purpose) {
        DekId dek = node.seal().status().keys().activeDek(purpose).orElseThrow();
        node.apply(new RegisterWriter(new Registration(dek, new NodeId(OTHERS + other), new LocalEpoch(opening))));
    }

    /** With more and more groups, all cut over; a rotation gives each its new DEK. */
    void groups(List<Integer> counts) throws IOException {
        try (LoneNode node = node("groups", 2)) {
            int there = 0;
            for (int count : counts) {
                reopened(node);
                int from = there;
                node.sidecar().prepare(() -> {
                    for (int group = from; group < count; group++) {
                        cutOver(node, group);
                    }
                });
                there = count;
                starts(node, "groups", count);
                memory(node, "groups", count);
                rotations(node, "groups", count);
            }
        }
    }

    /** The first is the control group. */
    private static void cutOver(LoneNode node, int number) {
        GroupId group = number == 0 ? LoneEngine.GROUP : new GroupId("group-" + number);
        if (number > 0) {
            var unused = node.host(group);
        }
        node.seal().admin().enableRaftEnvelope(group);
    }

    // ---- measuring

    private static LoneNode node(String name, int suite) throws IOException {
        return new LoneNode(Settings.WORK.resolve("growth-" + name), suite);
    }

    private static void reopened(LoneNode node) {
        node.shut();
        node.open();
        node.lead();
    }

    private void starts(LoneNode node, String of, int count) throws IOException {
        node.shut();
        // The first is not counted: it may find code that is not compiled.
        node.open();
        measure(new Case("start", of, count, STARTS), node, repetition -> node.shut(), repetition -> node.open());
    }

    private void rotations(LoneNode node, String of, int count) throws IOException {
        reopened(node);
        measure(
                new Case("key entry", of, count, ENTRIES),
                node,
                repetition -> {},
                repetition -> node.seal().admin().rotate(Purpose.RAFT));
    }

    private record Case(String what, String of, int count, int repetitions) {}

    /** The clock of processor time is too coarse for one repetition: what it tells is summed up. */
    private void measure(Case of, LoneNode node, IntConsumer before, IntConsumer step) throws IOException {
        List<Double> millis = new ArrayList<>();
        long written = node.written();
        long cpu = 0;
        for (int repetition = 0; repetition < of.repetitions(); repetition++) {
            before.accept(repetition);
            long cpuStart = process.getProcessCpuTime();
            long start = System.nanoTime();
            step.accept(repetition);
            millis.add((System.nanoTime() - start) / 1e6);
            cpu += process.getProcessCpuTime() - cpuStart;
        }
        long bytes = (node.written() - written) / of.repetitions();
        for (double wall : millis) {
            costs.row(of.what(), of.of(), of.count(), wall, cpu / 1e6 / of.repetitions(), bytes);
        }
        System.out.printf(
                "    %s, %,d %s: %s ms, %,d B%n",
                of.what(), of.count(), of.of(), Spread.of(millis).text(), bytes);
    }

    /** What an open runtime has on the heap beyond what there is without it. */
    private void memory(LoneNode node, String of, int count) throws IOException {
        node.shut();
        long before = usedHeap();
        node.open();
        long bytes = usedHeap() - before;
        memory.row(of, count, bytes);
        System.out.printf("    memory, %,d %s: %,d B%n", count, of, bytes);
    }

    private static long usedHeap() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
