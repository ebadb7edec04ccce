package io.quorumseal.example.kv.ratis;

import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.engine.ratis.RatisEngine;
import io.quorumseal.example.kv.files.Snapshot;
import io.quorumseal.example.kv.store.KvReplica;
import io.quorumseal.example.kv.store.KvServer;
import io.quorumseal.example.kv.store.Place;
import io.quorumseal.example.kv.store.RaftHost;
import java.io.IOException;
import java.util.Optional;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.IOUtils;

/** Ratis under one node of the store: the engine, and the server with the vendor's state machine in it. */
public final class RatisHost implements RaftHost {
    private static final long CLOSING_MILLIS = 10_000;

    private final Place place;
    private final RaftProperties properties;
    private final RatisEngine engine;

    /**
     * Opens the engine.
     *
     * @param place the node's place in its cluster
     * @throws IOException if what is on disk cannot be read
     */
    public RatisHost(Place place) throws IOException {
        this.place = place;
        this.properties = Raft.properties(place.directory().resolve("raft"), KvGroup.peer(place.self()));
        this.engine = RatisEngine.builder(properties, KvServer.CONTROL, KvGroup.of(place.log(), place.peers()))
                .snapshotsHoldOnlySealedValues()
                .build();
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public Server start(QuorumSeal seal, KvReplica replica) throws IOException {
        KvStateMachine machine = new KvStateMachine(replica);
        RaftServer server = RaftServer.newBuilder()
                .setServerId(RaftPeerId.valueOf(place.name()))
                .setGroup(KvGroup.of(place.log(), place.firstMembers()))
                .setStateMachineRegistry(engine.host(seal, id -> machine))
                .setProperties(properties)
                .setOption(RaftStorage.StartupOption.RECOVER)
                .build();
        Running running = new Running(server, machine);
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            running.close();
            throw e;
        }
        return running;
    }

    @Override
    public void close() {
        engine.close();
    }

    private record Running(RaftServer server, KvStateMachine machine) implements Server {
        @Override
        public Optional<Snapshot> newest() throws IOException {
            return machine.getStateMachineStorage()
                    .reload()
                    .map(newest -> new Snapshot(newest.at().getIndex(), newest.folder()));
        }

        /**
         * Ratis closes its groups first. Then it may wait for ever for a connection that was made at the same moment: the
         * end of the process is going to end that.
         */
        @Override
        public void close() {
            Thread closing = new Thread(() -> IOUtils.cleanup(null, server), "closing");
            closing.setDaemon(true);
            closing.start();
            try {
                closing.join(CLOSING_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
