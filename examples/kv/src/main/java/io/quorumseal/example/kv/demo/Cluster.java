package io.quorumseal.example.kv.demo;

import io.quorumseal.example.kv.Folders;
import io.quorumseal.example.kv.Node;
import io.quorumseal.provider.bc.KeyFiles;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.apache.ratis.protocol.RaftPeer;

/** The nodes' processes, and where everything of theirs is. Not for use by several threads at a time. */
public final class Cluster {
    /** Most of what a short life compiles it would not live to use. */
    private static final List<String> SHORT_LIFE = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Path work;
    private final String kek;
    private final List<String> jvm;
    private final Map<String, RaftPeer> peers = new TreeMap<>();
    private final Map<String, NodeProcess> running = new TreeMap<>();
    private final Map<String, Integer> lives = new HashMap<>();

    /** With the KEK of a URI; with a key file of its own if that is empty. */
    Cluster(Path work, String givenKek) throws IOException {
        this(work, givenKek, SHORT_LIFE);
    }

    /**
     * Makes the folders; starts nothing.
     *
     * @param work where everything of the cluster's is to be
     * @param givenKek the KEK's URI; empty for a new key file
     * @param jvm options for the Java of each node
     * @throws IOException if a folder or the key file cannot be made
     */
    public Cluster(Path work, String givenKek, List<String> jvm) throws IOException {
        this.work = work;
        this.jvm = List.copyOf(jvm);
        this.kek = givenKek.isEmpty() ? uri(key()) : givenKek;
        for (String folder : List.of("nodes", "logs", "journals", "keys")) {
            Files.createDirectories(work.resolve(folder));
        }
        if (givenKek.isEmpty()) {
            KeyFiles.create(key());
        }
    }

    /**
     * Tells where a node keeps its data.
     *
     * @param node its name
     * @return the folder
     */
    public Path directory(String node) {
        return work.resolve("nodes").resolve(node).resolve("data");
    }

    String kek() {
        return kek;
    }

    Path key() {
        return work.resolve("keys").resolve("kek");
    }

    static String uri(Path keyFile) {
        return "file:" + keyFile;
    }

    Disk disk() {
        return new Disk(work.resolve("nodes"), work.resolve("logs"));
    }

    List<Path> journals() throws IOException {
        return Folders.files(work.resolve("journals"));
    }

    /**
     * Tells the nodes' addresses.
     *
     * @return a copy
     */
    public List<RaftPeer> peers() {
        return List.copyOf(peers.values());
    }

    /**
     * Tells the nodes' names.
     *
     * @return a copy
     */
    public Collection<String> nodes() {
        return List.copyOf(peers.keySet());
    }

    /**
     * Gives a new node a name and a free port.
     *
     * @param node its name
     * @throws IOException if no port can be had
     */
    public void add(String node) throws IOException {
        peers.put(
                node,
                RaftPeer.newBuilder()
                        .setId(node)
                        .setAddress("127.0.0.1:" + freePort())
                        .build());
    }

    /** None of those that the system gives to clients: the port has to be free again whenever the node comes back. */
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException e) {
                // Somebody has it: another one, then.
            }
        }
    }

    /** Takes a node out, with its directory. */
    void remove(String node) throws IOException {
        peers.remove(node);
        Folders.delete(work.resolve("nodes").resolve(node));
    }

    /** Starts a node and waits until it serves. */
    String start(String node, String... options) throws IOException {
        return start(List.of(node), options).get(0);
    }

    /**
     * Starts nodes side by side, and waits until they serve.
     *
     * @param nodes their names
     * @param options for each, behind what it is told anyway
     * @return what each says of itself
     * @throws IOException if one does not come to serve
     */
    public List<String> start(Collection<String> nodes, String... options) throws IOException {
        for (String node : nodes) {
            running.put(node, launch(node, options));
        }
        List<String> answers = new ArrayList<>();
        for (String node : nodes) {
            answers.add(process(node).answer());
        }
        return answers;
    }

    /** Starts a process, which may or may not come to serve. */
    NodeProcess launch(String node, String... options) throws IOException {
        String life = node + "-" + lives.merge(node, 1, Integer::sum);
        Path temporary = work.resolve("nodes").resolve(node).resolve("tmp");
        Files.createDirectories(temporary);
        Files.createDirectories(directory(node));
        List<String> command = new ArrayList<>(java(temporary));
        command.addAll(List.of("--id", node, "--directory", directory(node).toString()));
        command.addAll(List.of("--peers", addresses(), "--kek", kek));
        command.addAll(
                List.of("--journal", work.resolve("journals").resolve(life).toString()));
        command.addAll(Arrays.asList(options));
        return NodeProcess.start(command, work.resolve("logs").resolve(life + ".log"));
    }

    /** Core and providers on the module path, the rest on the class path; as this process was started itself. */
    private List<String> java(Path temporary) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + temporary,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "--module-path",
                System.getProperty("jdk.module.path"),
                "--add-modules",
                "io.quorumseal.core",
                "--class-path",
                System.getProperty("java.class.path"),
                Node.class.getName()));
        return command;
    }

    private String addresses() {
        return peers.values().stream()
                .map(peer -> peer.getId() + "=" + peer.getAddress())
                .collect(Collectors.joining(","));
    }

    private NodeProcess process(String node) {
        return Objects.requireNonNull(running.get(node), node);
    }

    /**
     * Has a node do something, and waits for it.
     *
     * @param node its name
     * @param command what to do
     * @return its answer
     * @throws IOException if it failed
     */
    public String ask(String node, String command) throws IOException {
        return process(node).ask(command);
    }

    /**
     * Has each node do something, one behind the other.
     *
     * @param command what to do
     * @return their answers
     * @throws IOException if one failed
     */
    public List<String> askAll(String command) throws IOException {
        List<String> answers = new ArrayList<>();
        for (String node : nodes()) {
            answers.add(ask(node, command));
        }
        return answers;
    }

    /** Picks a node that does not lead. */
    String follower(String leader) {
        return nodes().stream().filter(node -> !node.equals(leader)).findFirst().orElseThrow();
    }

    void stop(String node) throws IOException {
        stop(List.of(node));
    }

    /**
     * Tells the processor time that the running nodes have used.
     *
     * @return the sum
     */
    public Duration cpuTime() {
        return nodes().stream().map(node -> process(node).cpuTime()).reduce(Duration.ZERO, Duration::plus);
    }

    /**
     * Stops all nodes and waits for their ends.
     *
     * @throws IOException if one does not end well
     */
    public void stopAll() throws IOException {
        stop(nodes());
    }

    private void stop(Collection<String> nodes) throws IOException {
        for (String node : nodes) {
            process(node).requestStop();
        }
        for (String node : nodes) {
            process(node).awaitStop();
        }
    }

    void kill(String node) throws IOException {
        process(node).kill();
    }
}
