package io.quorumseal.example.kv.node;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.core.Builder;
import io.quorumseal.core.Limits;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.example.kv.backup.Backups;
import io.quorumseal.example.kv.store.KvReplica;
import io.quorumseal.example.kv.store.KvServer;
import io.quorumseal.example.kv.store.RaftHost;
import io.quorumseal.tool.NodeAccess;
import io.quorumseal.tool.OperatorSocket;
import io.quorumseal.tool.OperatorTool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** One process of the store: runs a node as its command line says, and does what its console and its operator say. */
public final class Node {
    /** The exit code of a node that cannot start safely; the reason is on standard error. */
    public static final int REFUSED = 3;

    private static final Set<Event> LOGGED =
            EnumSet.of(Event.TROUBLE, Event.STALLED, Event.HALTED, Event.KEK_ILL, Event.KEK_WELL);

    private final NodeOptions options;
    private final LongAdder entries = new LongAdder();

    private Node(NodeOptions options) {
        this.options = options;
    }

    /**
     * Runs a node until it is told to stop.
     *
     * @param args names and values: {@code --engine} (Ratis unless it is given), {@code --id}, {@code --directory}, {@code --peers}, {@code --join}, {@code --kek} or
     *     {@code --encryption off}, {@code --previous-kek}, {@code --journal} or {@code --journal off}, {@code --operator},
     *     {@code --backups}, {@code --suite} (2 unless it is given), {@code --page} (a port; 0 for a free one); of a cluster that
     *     is restored from a backup {@code --log}, {@code --restored}, {@code --cleartext-in-new-log}
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
        try (JournalAead aead = new JournalAead(options.journal())) {
            options.server().run(options.engine(), builder -> choose(builder.aead(aead)), new Serving());
        }
    }

    private void choose(Builder builder) {
        builder.listener(this::happened).suite(options.suite());
        options.kek().ifPresentOrElse(builder::kek, builder::encryptionOff);
        options.previousKek().ifPresent(builder::previousKek);
        options.backups().ifPresent(builder::sealedFiles);
        if (options.journal().isPresent()) {
            // What is sealed before the first payload is nobody's, and would fill the journal.
            builder.limits(Limits.DEFAULT.withWarmUp(Duration.ZERO));
        }
        if (options.cleartext()) {
            builder.cleartextInNewLog(KvServer.CONTROL);
        }
    }

    private void happened(Event event, GroupId group, String text) {
        entries.add(event == Event.ENTRY_APPLIED ? 1 : 0);
        if (LOGGED.contains(event)) {
            System.err.println(event + " " + group + ": " + text);
        }
    }

    private final class Serving implements KvServer.Serving {
        private boolean registeredBefore;

        @Override
        public void opened(QuorumSeal seal) {
            registeredBefore = seal.status().health().registered();
        }

        @Override
        @SuppressWarnings("try") // the socket serves by itself, for as long as the console does
        public void serve(QuorumSeal seal, KvReplica replica, RaftHost.Server server) throws IOException {
            Map<String, Console.Command> commands = new TreeMap<>(Commands.of(seal, replica, entries::sum));
            options.backups()
                    .ifPresent(
                            folder -> commands.putAll(Commands.ofBackups(new Backups(seal.files(), folder), server)));
            Console console = new Console(commands, System.out);
            if (options.operator().isEmpty()) {
                serve(console, seal);
                return;
            }
            OperatorTool tool = OperatorTool.online("kv", NodeAccess.of(seal));
            try (OperatorSocket socket = OperatorSocket.open(options.operator().get(), tool)) {
                serve(console, seal);
            }
        }

        private void serve(Console console, QuorumSeal seal) throws IOException {
            try (NodePage page = NodePage.of(seal, options.page())) {
                console.say("ok %s opening=%s registered=%s%s"
                        .formatted(options.id(), seal.status().opening(), registeredBefore, page.where()));
                console.serve(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
            }
        }
    }
}
