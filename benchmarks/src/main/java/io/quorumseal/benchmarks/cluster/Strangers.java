package io.quorumseal.benchmarks.cluster;

import io.quorumseal.benchmarks.cluster.Questions.Shape;
import io.quorumseal.example.kv.client.Peer;
import io.quorumseal.example.kv.ratis.Requests;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftPeerId;

/**
 * How fast a sealed cluster writes while a client asks it a member's questions without being one, as fast as it can and at a
 * steady pace, while a client reads as much at a time, with requests and answers of the same sizes, and while it is left alone:
 * a slice of each in turn, in another order each round. At the end it is checked that the questions changed nothing, and that they were counted.
 */
final class Strangers {
    private static final int SIZE = 1024;
    private static final int CLIENTS = 8;
    private static final int WARM_UP_ROUNDS = 2;

    /** With three nodes, some three hundred questions a second. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    /** What happens besides the writes. */
    enum Beside {
        ALONE,
        READS,
        QUESTIONS,
        PACED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        private boolean isOfStrangers() {
            return this == QUESTIONS || this == PACED;
        }
    }

    private final Settings settings;
    private final Map<Beside, Long> requests = new EnumMap<>(Beside.class);
    private final Map<String, Long> refused = new TreeMap<>();
    private final Csv slices = new Csv(
            Settings.RESULTS.resolve("strangers.csv"),
            ("round,beside,writes,writes_per_second,p99_micros,writes_refused,requests,requests_per_second,"
                            + "unanswered,cpu_micros")
                    .split(",", -1));
    private final Csv nodes = new Csv(
            Settings.RESULTS.resolve("strangers-nodes.csv"), "node", "told", "counted", "files_changed", "registered");

    Strangers(Settings settings) throws IOException {
        this.settings = settings;
    }

    void run() throws IOException, InterruptedException {
        try (Side side = Side.start("strangers", true)) {
            // Answered by a leader that is ready.
            side.put("first", new byte[SIZE]);
            for (String command : Side.CUTOVER) {
                side.ask(command);
            }
            Map<Shape, Message> reads = readsAsLargeAs(side);
            for (int round = 0; round < WARM_UP_ROUNDS; round++) {
                round(side, reads, -1);
            }
            Map<String, Side.Kept> before = side.kept();
            requests.clear();
            refused.clear();
            for (int round = 0; round < settings.pairs() || !enough(); round++) {
                round(side, reads, round);
            }
            check(before, side.kept());
        }
    }

    private boolean enough() {
        return requests.getOrDefault(Beside.READS, 0L) >= settings.questions()
                && requests.getOrDefault(Beside.QUESTIONS, 0L) >= settings.questions();
    }

    // ---- what is sent

    private static Map<Shape, Message> readsAsLargeAs(Side side) throws IOException {
        Map<Shape, Message> reads = new EnumMap<>(Shape.class);
        RaftPeerId first = RaftPeerId.valueOf(side.peers().get(0).name());
        try (Flood flood = new Flood(side.peers())) {
            Questions questions = new Questions(flood.ask(first, Questions.hello()));
            for (Shape shape : Shape.values()) {
                Message question = questions.of(shape);
                Message answer = flood.ask(first, question);
                reads.put(shape, readAsLargeAs(side, shape, size(question), size(answer)));
                System.out.printf("    %s: %,d B, answered by %,d B%n", shape, size(question), size(answer));
            }
        }
        return reads;
    }

    /** Writes a value under a key, so that a read of it has the same sizes as a question and its answer. */
    private static Message readAsLargeAs(Side side, Shape shape, int question, int answer) throws IOException {
        String begin = shape.name();
        String key = begin + "-".repeat(question - begin.length());
        // It is answered behind one byte.
        side.put(key, new byte[answer - 1]);
        return Requests.read(key);
    }

    private static int size(Message message) {
        return message.getContent().size();
    }

    /** Reads in the order of the questions; one for each node. */
    private static final class Reads implements Flood.Requests {
        private final List<Message> turns;
        private int sent;

        Reads(Map<Shape, Message> reads) {
            turns = Questions.turns().stream()
                    .map(shape -> Objects.requireNonNull(reads.get(shape)))
                    .toList();
        }

        @Override
        public Message next() {
            return turns.get(sent++ % turns.size());
        }
    }

    // ---- measuring

    private void round(Side side, Map<Shape, Message> reads, int round) throws IOException, InterruptedException {
        List<Beside> order = new ArrayList<>(List.of(Beside.values()));
        Collections.rotate(order, round);
        if (round % 2 == 1) {
            Collections.reverse(order);
        }
        for (Beside beside : order) {
            slice(side, reads, round, beside);
        }
    }

    private void slice(Side side, Map<Shape, Message> reads, int round, Beside beside)
            throws IOException, InterruptedException {
        Map<String, Questions> asked = new TreeMap<>();
        try (Flood flood = new Flood(side.peers())) {
            for (Peer node : side.peers()) {
                begin(flood, RaftPeerId.valueOf(node.name()), reads, beside, asked);
            }
            long before = flood.answered();
            Load.Slice slice = Load.slice(side, SIZE, CLIENTS, settings.slice());
            long sent = flood.answered() - before;
            flood.end();
            requests.merge(beside, sent, Long::sum);
            asked.forEach((node, questions) -> refused.merge(node, questions.refused(), Long::sum));
            if (round >= 0) {
                write(round, beside, slice, sent, flood.failed());
            }
        }
    }

    private static void begin(
            Flood flood, RaftPeerId node, Map<Shape, Message> reads, Beside beside, Map<String, Questions> asked)
            throws IOException {
        if (beside == Beside.READS) {
            flood.begin(node, new Reads(reads), Flood.NO_PAUSE);
        } else if (beside.isOfStrangers()) {
            Questions questions = new Questions(flood.ask(node, Questions.hello()));
            asked.put(node.toString(), questions);
            flood.begin(node, questions, beside == Beside.PACED ? PAUSE : Flood.NO_PAUSE);
        }
    }

    private void write(int round, Beside beside, Load.Slice slice, long sent, long failed) throws IOException {
        slices.row(
                round,
                beside.text(),
                slice.latency().getTotalCount(),
                slice.writesPerSecond(),
                slice.nanosAt(99) / 1e3,
                slice.refused(),
                sent,
                sent * 1e9 / slice.elapsed(),
                failed,
                slice.cpu() / 1e3);
    }

    // ---- what it did

    private void check(Map<String, Side.Kept> before, Map<String, Side.Kept> after) throws IOException {
        for (Map.Entry<String, Side.Kept> node : after.entrySet()) {
            Side.Kept then = Objects.requireNonNull(before.get(node.getKey()));
            Side.Kept now = node.getValue();
            nodes.row(
                    node.getKey(),
                    refused.getOrDefault(node.getKey(), 0L),
                    now.strangers() - then.strangers(),
                    now.files().equals(then.files()) ? 0 : 1,
                    now.registered());
        }
    }
}
