package io.quorumseal.example.kv.demo;

import io.quorumseal.example.kv.client.Caller;
import io.quorumseal.example.kv.client.Client;
import io.quorumseal.example.kv.client.Peer;
import io.quorumseal.example.kv.engine.KvEngine;
import io.quorumseal.example.kv.files.Folders;
import io.quorumseal.example.kv.node.Node;
import io.quorumseal.provider.bc.KeyFiles;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The nodes' processes, and where everything of theirs is. Once the nodes are added it is safe for use by several threads,
 * as long as one at a time asks, starts or ends the same node.
 */
public final class Cluster {
    /** Most of what a short life compiles it would not live to use. */
    private static final List<String> SHORT_LIFE = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final Pattern PAGE = Pattern.compile(" page=(\\S+)");

    private final KvEngine engine;
    private final Path work;
    private final String kek;
    private final List<String> jvm;
    private final Map<String, Peer> peers = new TreeMap<>();
    private int suite = 2;
    private Optional<Operators> operators = Optional.empty();
    private List<String> page = List.of();
    private final Map<String, URI> pages = new ConcurrentHashMap<>();
    private final Map<String, Path> releases = new ConcurrentHashMap<>();
    private final Map<String, NodeProcess> running = new ConcurrentSkipListMap<>();
    private final Map<String, Integer> lives = new ConcurrentHashMap<>();

    /**
     * Has no node yet.
     *
     * @param engine what the nodes run on
     * @param work the folder of everything that the nodes write
     * @param givenKek the KEK's URI; empty for a new key file
     * @throws IOException if the folder cannot be written
     */
    public Cluster(KvEngine engine, Path work, String givenKek) throws IOException {
        this(engine, work, givenKek, SHORT_LIFE);
    }

    /**
     * Makes the folders; starts nothing.
     *
     * @param engine what the nodes run on
     * @param work where everything of the cluster's is to be
     * @param givenKek the KEK's URI; empty for a new key file
     * @param jvm options for the Java of each node
     * @throws IOException if a folder or the key file cannot be made
     */
    public Cluster(KvEngine engine, Path work, String givenKek, List<String> jvm) throws IOException {
        this.engine = engine;
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

    /** Has each node take its operator's commands from a socket, from its next start on. */
    void operators(Operators places) {
        operators = Optional.of(places);
    }

    /**
     * Has a bootstrap begin with a cipher suite, instead of 2.
     *
     * @param begins the suite
     */
    public void suite(int begins) {
        suite = begins;
    }

    int suite() {
        return suite;
    }

    /** Has each node serve its status page from its next start on, on a free port, which it tells. */
    public void servePages() {
        page = List.of("--page", "0");
    }

    /**
     * Has a node run another release of the example from its next start on.
     *
     * @param target where that was built: its folder {@code target}; empty for this one
     */
    void release(String node, Path target) {
        releases.put(node, target);
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

    /**
     * Shows what the nodes have written.
     *
     * @return their directories, temporary files and process logs
     */
    public Disk disk() {
        return new Disk(work.resolve("nodes"), work.resolve("logs"));
    }

    /**
     * Lists the journals of nonces.
     *
     * @return one for each life of each node
     * @throws IOException if they cannot be listed
     */
    public List<Path> journals() throws IOException {
        return Folders.files(work.resolve("journals"));
    }

    /**
     * Lists the nodes as clients know them.
     *
     * @return all members
     */
    public List<Peer> peers() {
        return List.copyOf(peers.values());
    }

    /**
     * Makes a client of the nodes that there are now.
     *
     * @return the client, which the caller closes
     */
    public Client client() {
        return client(KvEngine.LOG, peers());
    }

    Client client(String log, List<Peer> some) {
        return engine.client(log, some);
    }

    /**
     * Makes a client that sends each request once.
     *
     * @return the client, which the caller closes
     */
    public Caller caller() {
        return engine.caller(peers());
    }

    /**
     * Lists the nodes.
     *
     * @return their names, in order
     */
    public List<String> nodes() {
        return List.copyOf(peers.keySet());
    }

    /**
     * Gives a new node a name and a free port.
     *
     * @param node its name
     * @throws IOException if there is no port
     */
    public void add(String node) throws IOException {
        peers.put(node, new Peer(node, "127.0.0.1:" + freePort()));
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
     * Starts nodes side by side and waits until each serves.
     *
     * @param nodes their names
     * @param options more words for their command lines
     * @return what each said first
     * @throws IOException if one does not come to serve
     */
    public List<String> start(Collection<String> nodes, String... options) throws IOException {
        for (String node : nodes) {
            running.put(node, launch(node, options));
        }
        List<String> answers = new ArrayList<>();
        for (String node : nodes) {
            String answer = process(node).answer();
            Matcher page = PAGE.matcher(answer);
            if (page.find()) {
                pages.put(node, URI.create(page.group(1)));
            }
            answers.add(answer);
        }
        return answers;
    }

    /**
     * Tells where a node serves its status page.
     *
     * @param node its name
     * @return where its last life that came to serve said; empty if none did, or none serves a page
     */
    public Optional<URI> page(String node) {
        return Optional.ofNullable(pages.get(node));
    }

    /** Starts a process, which may or may not come to serve. */
    NodeProcess launch(String node, String... options) throws IOException {
        String life = node + "-" + lives.merge(node, 1, Integer::sum);
        Path temporary = temporary(node);
        Files.createDirectories(temporary);
        Files.createDirectories(directory(node));
        List<String> command = new ArrayList<>(java(node, temporary));
        command.addAll(List.of("--engine", engine.text(), "--id", node));
        command.addAll(List.of("--directory", directory(node).toString()));
        command.addAll(List.of("--peers", Peer.text(peers()), "--kek", kek, "--suite", Integer.toString(suite)));
        command.addAll(
                List.of("--journal", work.resolve("journals").resolve(life).toString()));
        operators.ifPresent(places ->
                command.addAll(List.of("--operator", places.socket(node).toString())));
        command.addAll(page);
        command.addAll(Arrays.asList(options));
        return NodeProcess.start(command, work.resolve("logs").resolve(life + ".log"));
    }

    private Path temporary(String node) {
        return work.resolve("nodes").resolve(node).resolve("tmp");
    }

    /** Core and providers on the module path, the rest on the class path; as this process was started itself. */
    private List<String> java(String node, Path temporary) {
        Path other = releases.getOrDefault(node, Path.of(""));
        boolean own = other.toString().isEmpty();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + temporary,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
                "--module-path",
                own
                        ? System.getProperty("jdk.module.path")
                        : other.resolve("modules").toString(),
                "--add-modules",
                "io.quorumseal.core,io.quorumseal.tool" + (own ? ",me.tongfei.progressbar" : ""),
                "--class-path",
                own ? System.getProperty("java.class.path") : other.resolve("lib") + "/*",
                Node.class.getName()));
        return command;
    }

    private NodeProcess process(String node) {
        return Objects.requireNonNull(running.get(node), node);
    }

    /** Starts nodes side by side, each of which may or may not come to serve; gives what each says. */
    List<String> tryStart(Collection<String> nodes, String... options) throws IOException {
        for (String node : nodes) {
            running.put(node, launch(node, options));
        }
        List<String> answers = new ArrayList<>();
        for (String node : nodes) {
            answers.add(process(node).startOrEnd());
        }
        return answers;
    }

    String reply(String node, String command) throws IOException {
        return process(node).reply(command);
    }

    /**
     * Gives a node a command, one at a time.
     *
     * @param node its name
     * @param command the command
     * @return the answer
     * @throws IOException if it fails, or the node ends meanwhile
     */
    public String ask(String node, String command) throws IOException {
        return process(node).ask(command);
    }

    /**
     * Gives each node a command.
     *
     * @param command the command
     * @return the answers
     * @throws IOException if one fails
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

    /** Tells what the runtimes call a node. */
    String member(String node) {
        return engine.member(Objects.requireNonNull(peers.get(node), node));
    }

    KvEngine engine() {
        return engine;
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
     * Stops every node.
     *
     * @throws IOException if one does not end well
     */
    public void stopAll() throws IOException {
        stop(nodes());
    }

    /**
     * Stops nodes side by side.
     *
     * @param nodes their names
     * @throws IOException if one does not end well
     */
    public void stop(Collection<String> nodes) throws IOException {
        for (String node : nodes) {
            process(node).requestStop();
        }
        for (String node : nodes) {
            process(node).awaitStop();
        }
    }

    /**
     * Kills a node as {@code kill -9} does, and waits for its end.
     *
     * @param node its name
     * @throws IOException if it does not end
     */
    public void kill(String node) throws IOException {
        process(node).kill();
    }

    /**
     * Deletes the native libraries that a killed node left among its temporary files: 10 MB and more for each life.
     *
     * @param node its name; it does not run
     * @throws IOException if they cannot be deleted
     */
    public void forgetLibraries(String node) throws IOException {
        for (Path file : Folders.files(temporary(node))) {
            if (file.getFileName().toString().startsWith("librocksdbjni")) {
                Files.delete(file);
            }
        }
    }

    /**
     * Has a node stand still, as {@code kill -STOP} does.
     *
     * @param node its name
     * @throws IOException if it cannot be sent the signal
     */
    public void pause(String node) throws IOException {
        process(node).signal("STOP");
    }

    /**
     * Has a node go on that stands still.
     *
     * @param node its name
     * @throws IOException if it cannot be sent the signal
     */
    public void resume(String node) throws IOException {
        process(node).signal("CONT");
    }
}
