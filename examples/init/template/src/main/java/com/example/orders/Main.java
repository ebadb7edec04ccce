package com.example.orders;

import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.provider.bc.KeyFiles;
import io.quorumseal.tool.OperatorClient;
import io.quorumseal.tool.Terminal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The store's program: runs a node, or asks one. */
@Command(name = "orders", mixinStandardHelpOptions = true, description = "A replicated map, encrypted at rest.")
public final class Main {
    /** The exit code of a node that cannot start safely; the reason is on standard error. */
    static final int REFUSED = 3;

    private static final int FAILED = 1;
    private static final long CLOSING_SECONDS = 10;

    private Main() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param args the command and its arguments
     */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line =
                new CommandLine(new Main()).setExecutionExceptionHandler((error, at, parsed) -> failed(error));
        // They are the node's to understand.
        line.getSubcommands().get("operator").setUnmatchedOptionsArePositionalParams(true);
        return line;
    }

    private static int failed(Exception error) {
        if (error instanceof StartupRefusedException refused) {
            System.err.println(refused.refusal() + ": " + refused.getMessage());
            return REFUSED;
        }
        System.err.println("orders: " + error.getMessage());
        return FAILED;
    }

    @Command(name = "node", description = "Runs a node until the process is told to end.")
    int node() throws IOException, InterruptedException {
        Node node = new Node(Config.read(System.getenv()));
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(end, closed)));
        try {
            node.run(page -> {
                System.out.println("serving as " + node.config().node() + ", status page " + page);
                end.await();
            });
        } finally {
            closed.countDown();
        }
        return 0;
    }

    /** If a connection that Ratis makes just then keeps the node from closing, the end of the process closes it. */
    private static void close(CountDownLatch end, CountDownLatch closed) {
        end.countDown();
        try {
            if (!closed.await(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("not closed within " + CLOSING_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Command(name = "put", description = "Stores a value.")
    int put(@Parameters(paramLabel = "KEY") String key, @Parameters(paramLabel = "VALUE") String value)
            throws IOException {
        try (Client client = new Client(Config.read(System.getenv()).group())) {
            client.put(key, value.getBytes(StandardCharsets.UTF_8));
            return 0;
        }
    }

    @Command(name = "get", description = "Prints a value; the exit code is 1 if there is none.")
    int get(@Parameters(paramLabel = "KEY") String key) throws IOException {
        try (Client client = new Client(Config.read(System.getenv()).group())) {
            Optional<byte[]> value = client.get(key);
            value.ifPresent(found -> System.out.println(new String(found, StandardCharsets.UTF_8)));
            return value.isPresent() ? 0 : FAILED;
        }
    }

    @Command(name = "operator", description = "Has this node run an operator's command, such as status or --help.")
    int operator(@Parameters(paramLabel = "COMMAND", arity = "0..*") String[] words) throws IOException {
        Path socket = Config.read(System.getenv()).operator();
        return OperatorClient.run(System.out, System.err, Terminal.ofThisProcess(), socket, words);
    }

    @Command(name = "new-kek", description = "Makes a key file, unless it is there.")
    int newKek(@Parameters(paramLabel = "FILE") Path file) {
        if (!file.toFile().exists()) {
            KeyFiles.create(file);
        }
        return 0;
    }
}
