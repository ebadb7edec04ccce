package io.quorumseal.example.kv.store;

import io.quorumseal.core.Builder;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.engine.ratis.RatisEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.IOUtils;

/**
 * One node of the store: opens the engine, the store, the runtime and the server, and closes them the other way round.
 *
 * @param self this node, as the others know it
 * @param directory its data directory
 * @param group every node, this one included
 * @param firstConfiguration the members that a new node begins with; none if it waits until it is added
 * @param restored whether the values come from a backup, and the log is a new one
 */
public record KvServer(RaftPeer self, Path directory, RaftGroup group, RaftGroup firstConfiguration, boolean restored) {
    private static final long CLOSING_MILLIS = 10_000;

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
         * @param store the values as they are on disk
         * @param machine what applies the log
         * @throws Exception if it cannot go on
         */
        void serve(QuorumSeal seal, KvStore store, KvStateMachine machine) throws Exception;
    }

    /**
     * Runs the node.
     *
     * @param choices sets what the operator of this node chose: the KEK, or encryption off
     * @param serving what to do meanwhile
     * @throws Exception if the node cannot be opened, as by {@link io.quorumseal.api.StartupRefusedException}, or if
     *     serving fails
     */
    public void run(Consumer<Builder> choices, Serving serving) throws Exception {
        RaftProperties properties = Raft.properties(directory.resolve("raft"), self);
        try (RatisEngine engine = RatisEngine.builder(properties, Raft.CONTROL, group)
                        .snapshotsHoldOnlySealedValues()
                        .build();
                KvStore store = store();
                QuorumSeal seal = open(engine, store, choices)) {
            KvStateMachine machine = new KvStateMachine(store, seal.values());
            RaftServer server = server(properties, engine, seal, machine);
            try {
                serving.opened(seal);
                server.start();
                serving.serve(seal, store, machine);
            } finally {
                close(server);
            }
        }
    }

    private KvStore store() throws IOException {
        KvStore store = new KvStore(directory.resolve("rocksdb"));
        if (restored) {
            store.beginLog();
        }
        return store;
    }

    private QuorumSeal open(RatisEngine engine, KvStore store, Consumer<Builder> choices) {
        Builder builder = QuorumSeal.builder()
                .directory(directory)
                .cluster("kv-example")
                .node(self.getId().toString())
                .controlGroup(Raft.CONTROL)
                .engine(engine)
                .valueStore(new KvValues(store));
        choices.accept(builder);
        return builder.open();
    }

    private RaftServer server(RaftProperties properties, RatisEngine engine, QuorumSeal seal, KvStateMachine machine)
            throws IOException {
        return RaftServer.newBuilder()
                .setServerId(self.getId())
                .setGroup(firstConfiguration)
                .setStateMachineRegistry(engine.host(seal, id -> machine))
                .setProperties(properties)
                .setOption(RaftStorage.StartupOption.RECOVER)
                .build();
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
}
