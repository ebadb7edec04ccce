package io.quorumseal.example.kv.node;

import io.quorumseal.example.kv.client.Peer;
import io.quorumseal.example.kv.engine.KvEngine;
import io.quorumseal.example.kv.store.KvServer;
import io.quorumseal.example.kv.store.Place;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a node is told on its command line.
 *
 * @param engine the Raft library that the node runs on
 * @param id the node's name
 * @param directory its data directory
 * @param peers every node, this one included
 * @param join whether this node is to be added to a cluster that runs
 * @param kek the KEK's URI; empty with encryption off
 * @param previousKek the URI of the KEK until now, if the KEK is another one now
 * @param journal where to write down the nonces; empty to leave that out
 * @param operator where to take the operator's commands; empty to take none
 * @param backups where to keep backups; empty to make none
 * @param log the name of the log
 * @param restored whether the values come from a backup, and the log is a new one
 * @param cleartext whether a new log begins in cleartext although the one before was cut over
 * @param suite the cipher suite that a bootstrap begins with
 * @param page the port of the loopback interface on which to serve the status page; 0 for a free one, empty to serve none
 */
record NodeOptions(
        KvEngine engine,
        String id,
        Path directory,
        List<Peer> peers,
        boolean join,
        Optional<String> kek,
        Optional<String> previousKek,
        Optional<Path> journal,
        Optional<Path> operator,
        Optional<Path> backups,
        String log,
        boolean restored,
        boolean cleartext,
        int suite,
        OptionalInt page) {
    private static final String NEWEST_SUITE = "2";

    /** Parses pairs of a name and a value. */
    static NodeOptions parse(String... args) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            given.put(args[i], args[i + 1]);
        }
        return new NodeOptions(
                KvEngine.named(given.getOrDefault("--engine", KvEngine.RATIS.text())),
                required(given, "--id"),
                Path.of(required(given, "--directory")),
                Peer.parse(required(given, "--peers")),
                yes(given, "--join"),
                kek(given),
                Optional.ofNullable(given.get("--previous-kek")),
                journal(given),
                Optional.ofNullable(given.get("--operator")).map(Path::of),
                Optional.ofNullable(given.get("--backups")).map(Path::of),
                given.getOrDefault("--log", KvEngine.LOG),
                yes(given, "--restored"),
                yes(given, "--cleartext-in-new-log"),
                Integer.parseInt(given.getOrDefault("--suite", NEWEST_SUITE)),
                page(given));
    }

    private static OptionalInt page(Map<String, String> given) {
        String port = given.get("--page");
        return port == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port));
    }

    private static boolean yes(Map<String, String> given, String name) {
        return given.getOrDefault(name, "no").equals("yes");
    }

    private static String required(Map<String, String> given, String name) {
        return Optional.ofNullable(given.get(name))
                .orElseThrow(() -> new IllegalArgumentException(name + " is missing among " + given));
    }

    private static Optional<String> kek(Map<String, String> given) {
        boolean off = given.getOrDefault("--encryption", "on").equals("off");
        return off ? Optional.empty() : Optional.of(required(given, "--kek"));
    }

    private static Optional<Path> journal(Map<String, String> given) {
        return Optional.of(required(given, "--journal"))
                .filter(journal -> !journal.equals("off"))
                .map(Path::of);
    }

    KvServer server() {
        return new KvServer(new Place(id, directory, log, peers, join), restored);
    }
}
