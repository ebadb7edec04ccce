package io.quorumseal.benchmarks.cluster;

import io.quorumseal.example.kv.client.Client;
import io.quorumseal.example.kv.client.Peer;
import io.quorumseal.example.kv.demo.Cluster;
import io.quorumseal.example.kv.files.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A cluster of three processes, and the client that writes to it. */
final class Side implements Load.Target, AutoCloseable {
    private static final List<String> JVM = List.of("-Xmx512m", "-XX:+UseSerialGC");
    static final List<String> CUTOVER = List.of("bootstrap", "enable-storage", "enable-raft");
    private static final int LATEST_SUITE = 2;
    private static final int BETWEEN_LOOKS_MILLIS = 500;
    private static final int MOST_LOOKS = 60;

    private static final Pattern STRANGERS = Pattern.compile("strangers=(\\d+)");

    private final String name;
    private final Cluster cluster;
    private final String[] options;
    private final Client client;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong lastIndex = new AtomicLong();
    private boolean running;

    private Side(String name, Cluster cluster, String... options) {
        this.name = name;
        this.cluster = cluster;
        this.options = options;
        this.client = cluster.client();
    }

    /** Starts a cluster; nothing is sealed before the {@link #CUTOVER}. */
    static Side start(String name, boolean encryption) throws IOException {
        return start(name, LATEST_SUITE, "--encryption", encryption ? "on" : "off");
    }

    /** Starts one that seals in a suite once it is cut over, and has a place for backups. */
    static Side start(String name, int suite) throws IOException {
        Path backups = Files.createDirectories(Settings.WORK.resolve(name + "-backups"));
        return start(name, suite, "--backups", backups.toString());
    }

    private static Side start(String name, int suite, String... options) throws IOException {
        Cluster cluster = new Cluster(Settings.ENGINE, Settings.WORK.resolve(name), "", JVM);
        cluster.suite(suite);
        for (String node : List.of("n1", "n2", "n3")) {
            cluster.add(node);
        }
        List<String> all = new ArrayList<>(List.of("--journal", "off"));
        all.addAll(List.of(options));
        Side side = new Side(name, cluster, all.toArray(String[]::new));
        side.startAgain();
        return side;
    }

    /** Starts new processes on the directories of those that were {@linkplain #stop stopped}. */
    void startAgain() throws IOException {
        cluster.start(cluster.nodes(), options);
        running = true;
    }

    void stop() throws IOException {
        running = false;
        cluster.stopAll();
    }

    void cutOver() throws IOException {
        // Answered by a leader that is ready.
        write(new byte[1]);
        for (String command : CUTOVER) {
            ask(command);
        }
    }

    /** Has the leader take a snapshot, and make a sealed file of it. */
    void backUp(String file) throws IOException {
        String leader = client.leader();
        client.snapshot(leader);
        String unused = cluster.ask(leader, "backup " + file);
    }

    String name() {
        return name;
    }

    String ask(String command) throws IOException {
        return Again.ask(() -> cluster.ask("n1", command));
    }

    List<Peer> peers() {
        return cluster.peers();
    }

    void put(String key, byte[] value) throws IOException {
        client.put(key, value);
    }

    /** Writes a value under a key of its own, and waits until it is committed and applied. */
    @Override
    public void write(byte[] value) throws IOException {
        long index = client.put(String.format("k%015d", next.getAndIncrement()), value);
        lastIndex.accumulateAndGet(index, Math::max);
    }

    long resent() {
        return client.retries();
    }

    Duration cpuTime() {
        return cluster.cpuTime();
    }

    /**
     * What a node keeps of keys, and what it counted.
     *
     * @param files the bytes in hex of everything in its folder of keys
     * @param strangers the questions that proved nothing
     * @param registered yes or no
     */
    record Kept(Map<String, String> files, long strangers, String registered) {}

    /** Tells of each node what it keeps. */
    Map<String, Kept> kept() throws IOException {
        Map<String, Kept> kept = new TreeMap<>();
        for (String node : cluster.nodes()) {
            Matcher counted = STRANGERS.matcher(cluster.ask(node, "status"));
            if (!counted.find()) {
                throw new IOException(node + " does not count strangers");
            }
            kept.put(
                    node,
                    new Kept(
                            keyFiles(cluster.directory(node).resolve("encryption")),
                            Long.parseLong(counted.group(1)),
                            cluster.ask(node, "registered")));
        }
        return kept;
    }

    private static Map<String, String> keyFiles(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (Path file : Folders.files(folder)) {
            files.put(file.getFileName().toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
        }
        return files;
    }

    /**
     * Tells the bytes of log and tables on all nodes, once every write is applied and out of memory, and two looks agree: engines
     * remove files on threads of their own.
     */
    long diskBytes() throws IOException, InterruptedException {
        cluster.askAll("await " + lastIndex.get());
        cluster.askAll("flush");
        long before = bytesNow();
        for (int look = 0; look < MOST_LOOKS; look++) {
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
            long now = bytesNow();
            if (now == before) {
                return now;
            }
            before = now;
        }
        throw new IOException("what the nodes have on disk changes, though nothing is written");
    }

    private long bytesNow() throws IOException {
        long bytes = 0;
        for (String node : cluster.nodes()) {
            for (Path file : Folders.files(cluster.directory(node))) {
                bytes += bytes(file);
            }
        }
        return bytes;
    }

    private static long bytes(Path file) throws IOException {
        String name = file.getFileName().toString();
        boolean table = name.endsWith(".sst") && file.toString().contains("rocksdb");
        try {
            if (name.startsWith("log_inprogress") || name.endsWith(".s")) {
                return written(Files.readAllBytes(file));
            }
            return table || name.startsWith("log_") ? Files.size(file) : 0;
        } catch (NoSuchFileException removed) {
            return 0;
        }
    }

    /** Ratis and JRaft fill the file that they append to with zeros ahead of what they write. */
    private static long written(byte... bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    /** Has every node take a snapshot and drop the log before it. */
    void dropLog() throws IOException {
        for (String node : cluster.nodes()) {
            client.snapshot(node);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        if (running) {
            stop();
        }
        Folders.delete(Settings.WORK.resolve(name));
    }
}
