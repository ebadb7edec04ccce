package io.quorumseal.example.kv;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.core.Builder;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.engine.ratis.RatisEngine;
import io.quorumseal.tool.NodeAccess;
import io.quorumseal.tool.OperatorTool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.IOUtils;

/** One process of the store: opens the runtime, then the store, then the server, and closes them in turn. */
public final class Node {
    /** The exit code of a node that cannot start safely; the reason is on standard error. */
    public static final int REFUSED = 3;

    private static final long CLOSING_MILLIS = 10_000;
    private static final Set<Event> LOGGED =
            EnumSet.of(Event.TROUBLE, Event.STALLED, Event.HALTED, Event.KEK_ILL, Event.KEK_WELL);

    private final NodeOptions options;
    private final RaftProperties properties;
    private final AtomicBoolean registered = new AtomicBoolean();

    private Node(NodeOptions options) {
        this.options = options;
        this.properties = Raft.properties(options.directory().resolve("raft"), options.self());
    }

    /**
     * Runs a node until it is told to stop.
     *
     * @param args names and values: {@code --id}, {@code --directory}, {@code --peers}, {@code --join}, {@code --kek} or
     *     {@code --encryption off}, {@code --previous-kek}, {@code --journal} or {@code --journal off}, {@code --operator}; of a cluster that is restored from a
     *     backup {@code --log}, {@code --restored}, {@code --cleartext-in-new-log}
     */
    public static void main(String[] args) {
        System.exit(exitCode(args));
    }

    private static int exitCode(String... args) {
        try {
            new Node(NodeOptions.parse(args)).run();
            return 0;
        } catch (StartupRefusedException e) {
            System.err.println(e.refusal() + ": " + e.getMessage());
            return REFUSED;
        } catch (Exception e) {
            e.printStackTrace();
            return 1;
        }
    }

    private void run() throws Exception {
        try (RatisEngine engine = RatisEngine.builder(properties, Raft.CONTROL, options.group())
                        .build();
                JournalAead aead = new JournalAead(options.journal());
                KvStore store = store();
                QuorumSeal seal = open(engine, aead, store)) {
            KvStateMachine machine = new KvStateMachine(store, seal.values());
            RaftServer server = server(engine, seal, machine);
            try {
                boolean registeredBefore = registered.get();
                server.start();
                operate(new Console(Commands.of(seal, machine), System.out), seal, registeredBefore);
            } finally {
                close(server);
            }
        }
    }

    private KvStore store() throws IOException {
        KvStore store = new KvStore(options.directory().resolve("rocksdb"));
        if (options.restored()) {
            store.beginLog();
        }
        return store;
    }

    /**
     * Ratis closes its groups first. Then it may wait for ever for a connection that was made at the same moment: the
     * end of the process is going to end that.
     */
    private static void close(RaftServer server) throws InterruptedException {
        Thread closing = new Thread(() -> IOUtils.cleanup(null, server), "closing");
        closing.setDaemon(true);
        closing.start();
        closing.join(CLOSING_MILLIS);
    }

    private QuorumSeal open(RatisEngine engine, JournalAead aead, KvStore store) {
        Builder builder = QuorumSeal.builder()
                .directory(options.directory())
                .cluster("kv-example")
                .node(options.id())
                .controlGroup(Raft.CONTROL)
                .engine(engine)
                .valueStore(new KvValues(store))
                .aead(aead)
                .listener(this::happened);
        options.kek().ifPresentOrElse(builder::kek, builder::encryptionOff);
        options.previousKek().ifPresent(builder::previousKek);
        if (options.cleartext()) {
            builder.cleartextInNewLog(Raft.CONTROL);
        }
        return builder.open();
    }

    private void happened(Event event, GroupId group, String text) {
        registered.compareAndSet(false, event == Event.REGISTERED);
        if (LOGGED.contains(event)) {
            System.err.println(event + " " + group + ": " + text);
        }
    }

    private RaftServer server(RatisEngine engine, QuorumSeal seal, KvStateMachine machine) throws IOException {
        return RaftServer.newBuilder()
                .setServerId(options.self().getId())
                .setGroup(options.firstConfiguration())
                .setStateMachineRegistry(engine.host(seal, id -> machine))
                .setProperties(properties)
                .setOption(RaftStorage.StartupOption.RECOVER)
                .build();
    }

    @SuppressWarnings("try") // the socket serves by itself, for as long as the console does
    private void operate(Console console, QuorumSeal seal, boolean registeredBefore) throws IOException {
        if (options.operator().isEmpty()) {
            serve(console, seal, registeredBefore);
            return;
        }
        OperatorTool tool = OperatorTool.online("kv", NodeAccess.of(seal));
        try (OperatorSocket socket = OperatorSocket.open(options.operator().get(), tool)) {
            serve(console, seal, registeredBefore);
        }
    }

    private void serve(Console console, QuorumSeal seal, boolean registeredBefore) throws IOException {
        console.say("ok %s opening=%s registered=%s"
                .formatted(options.id(), seal.status().opening(), registeredBefore));
        console.serve(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
    }
}
