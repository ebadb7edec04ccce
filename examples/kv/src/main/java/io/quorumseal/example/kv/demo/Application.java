package io.quorumseal.example.kv.demo;

import io.quorumseal.example.kv.client.Client;
import io.quorumseal.example.kv.client.Peer;
import io.quorumseal.example.kv.node.NonceJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** What writes and reads while the runbooks are followed: rounds of values whose text is easy to find on a disk. */
final class Application implements AutoCloseable {
    private static final int VALUES = 10;

    private final Cluster cluster;
    private final AtomicInteger rounds = new AtomicInteger();
    private int twiceBefore;
    private Optional<Client> client = Optional.empty();
    private Optional<Background> background = Optional.empty();

    Application(Cluster cluster) {
        this.cluster = cluster;
    }

    String run(String command) throws Exception {
        List<String> words = new ArrayList<>(Arrays.asList(command.split(" ", -1)));
        String verb = words.remove(0);
        return switch (verb) {
            case "connect" -> connect(words);
            case "write" -> write(rounds.incrementAndGet());
            case "read" -> read();
            case "begin" -> begin();
            case "end" -> background.orElseThrow().end();
            case "leader" -> client().leader();
            case "members" -> members(words);
            case "snapshot" -> "snapshot at index " + client().snapshot(words.get(0));
            case "compare" -> compare();
            case "nonces" -> nonces();
            default -> throw new IllegalArgumentException("an application does not know " + command);
        };
    }

    /** Turns to some nodes, and to the log of a name. */
    private String connect(List<String> words) throws IOException {
        close();
        client = Optional.of(cluster.client(words.remove(0), peers(words)));
        return "connected";
    }

    private Client client() {
        return client.orElseThrow();
    }

    private List<Peer> peers(List<String> nodes) {
        return cluster.peers().stream()
                .filter(peer -> nodes.contains(peer.name()))
                .toList();
    }

    private String members(List<String> nodes) throws IOException {
        client().members(peers(nodes));
        return "the members are " + String.join(", ", nodes);
    }

    private static String value(int round, int number) {
        String line = String.format(Locale.ROOT, "balance %d of round %d%n", number, round);
        return line.repeat(20);
    }

    private String write(int round) {
        for (int number = 1; number <= VALUES; number++) {
            try {
                put(round, number);
            } catch (IOException e) {
                rounds.decrementAndGet();
                return "refused: " + innermost(e).getMessage();
            }
        }
        return "round %d: %d values written".formatted(round, VALUES);
    }

    private void put(int round, int number) throws IOException {
        client().put(round + "/" + number, value(round, number).getBytes(StandardCharsets.UTF_8));
    }

    private static Throwable innermost(Throwable error) {
        return error.getCause() == null ? error : innermost(error.getCause());
    }

    private String read() throws IOException {
        int equal = 0;
        for (int round = 1; round <= rounds.get(); round++) {
            for (int number = 1; number <= VALUES; number++) {
                byte[] expected = value(round, number).getBytes(StandardCharsets.UTF_8);
                equal += client().get(round + "/" + number)
                                .filter(found -> Arrays.equals(found, expected))
                                .isPresent()
                        ? 1
                        : 0;
            }
        }
        return "%d of %d values are what was written".formatted(equal, rounds.get() * VALUES);
    }

    /** Asks every node for all of its values, which no read from a leader would show. */
    private String compare() throws IOException {
        boolean equal = Set.copyOf(cluster.askAll("digest")).size() == 1;
        return String.join(", ", cluster.nodes()) + (equal ? " hold the same values" : " hold different values");
    }

    /** Counts in what the nodes wrote down of their nonces, over all of their lives; tells what is new since the last time. */
    private String nonces() throws IOException {
        int all = NonceJournal.count(cluster.journals()).twice();
        int twice = all - twiceBefore;
        twiceBefore = all;
        return twice == 0 ? "no nonce came twice" : twice + " nonces came twice";
    }

    private String begin() {
        Background writer = new Background();
        background = Optional.of(writer);
        writer.start();
        return "writing";
    }

    /** Writes one value after the other until told to end. */
    private final class Background extends Thread {
        private volatile boolean ended;
        private int written;
        private int refused;

        Background() {
            super("application");
            setDaemon(true);
        }

        @Override
        public void run() {
            while (!ended) {
                try {
                    put(0, written + refused);
                    written++;
                } catch (IOException e) {
                    refused++;
                }
            }
        }

        String end() throws InterruptedException {
            ended = true;
            join();
            return written > 0 ? "written on, %d refused".formatted(refused) : "nothing written";
        }
    }

    @Override
    public void close() throws IOException {
        if (client.isPresent()) {
            client().close();
            client = Optional.empty();
        }
    }
}
