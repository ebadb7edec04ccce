package io.quorumseal.example.kv.store;

import io.quorumseal.core.Builder;
import io.quorumseal.core.QuorumSeal;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * One node of the store: opens the engine, the store, the runtime and the server, and closes them the other way round.
 *
 * @param place its place in its cluster
 * @param restored whether the values come from a backup, and the log is a new one
 */
public record KvServer(Place place, boolean restored) {
    /** The name of the one group, which carries the key entries, too. */
    public static final String CONTROL = "kv";

    /** What a process does as long as its node runs. */
    public interface Serving {
        /**
         * Is told that the runtime is open, and that the server starts next.
         *
         * @param seal the runtime
         */
        default void opened(QuorumSeal seal) {}

        /**
         * Serves; the node is closed when this returns.
         *
         * @param seal the runtime
         * @param replica the node's values
         * @param server what brings the log to them
         * @throws Exception if it cannot go on
         */
        void serve(QuorumSeal seal, KvReplica replica, RaftHost.Server server) throws Exception;
    }

    /**
     * Runs the node.
     *
     * @param library the Raft library that it runs on
     * @param choices sets what the operator of this node chose: the KEK, or encryption off
     * @param serving what to do meanwhile
     * @throws Exception if the node cannot be opened, as by {@link io.quorumseal.api.StartupRefusedException}, or if
     *     serving fails
     */
    public void run(RaftHost.Library library, Consumer<Builder> choices, Serving serving) throws Exception {
        try (RaftHost host = library.open(place);
                KvStore store = store();
                QuorumSeal seal = open(host, library.member(place.self()), store, choices)) {
            KvReplica replica = new KvReplica(store, seal.values());
            serving.opened(seal);
            try (RaftHost.Server server = host.start(seal, replica)) {
                serving.serve(seal, replica, server);
            }
        }
    }

    private KvStore store() throws IOException {
        KvStore store = new KvStore(place.directory().resolve("rocksdb"));
        if (restored) {
            store.beginLog();
        }
        return store;
    }

    private QuorumSeal open(RaftHost host, String member, KvStore store, Consumer<Builder> choices) {
        Builder builder = QuorumSeal.builder()
                .directory(place.directory())
                .cluster("kv-example")
                .node(member)
                .controlGroup(CONTROL)
                .engine(host.engine())
                .valueStore(new KvValues(store));
        choices.accept(builder);
        return builder.open();
    }
}
