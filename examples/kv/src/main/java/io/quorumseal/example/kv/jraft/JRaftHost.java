package io.quorumseal.example.kv.jraft;

import com.alipay.sofa.jraft.RaftGroupService;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.rpc.RpcServer;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.engine.jraft.JRaftEngine;
import io.quorumseal.engine.jraft.JRaftGroup;
import io.quorumseal.engine.jraft.SealedGroup;
import io.quorumseal.example.kv.files.Snapshot;
import io.quorumseal.example.kv.store.KvReplica;
import io.quorumseal.example.kv.store.KvServer;
import io.quorumseal.example.kv.store.Place;
import io.quorumseal.example.kv.store.RaftHost;
import java.io.IOException;
import java.util.Optional;

/** JRaft under one node of the store: the engine, and the server with the vendor's state machine in it. */
public final class JRaftHost implements RaftHost {
    private final PeerId self;
    private final NodeOptions options;
    private final RpcServer server;
    private final Service service;
    private final JRaftSnapshots snapshots;
    private final JRaftEngine engine;

    /**
     * Opens the engine.
     *
     * @param place the node's place in its cluster
     * @throws IOException if the node's folder cannot be made
     */
    public JRaftHost(Place place) throws IOException {
        self = JRaftSetup.peer(place.self().address());
        options = JRaftSetup.options(place);
        server = JRaftSetup.server(self, options);
        snapshots = new JRaftSnapshots(JRaftSetup.snapshots(place));
        service = new Service(place.name(), snapshots);
        server.registerProcessor(service);
        // The log has its identity from its name: a restored cluster's log has another one.
        engine = JRaftEngine.builder(self, server, new JRaftGroup(KvServer.CONTROL, place.log(), options))
                .members(JRaftSetup.members(place.peers()))
                .maxEntrySize(SegmentLogs.LARGEST_ENTRY)
                .snapshotsHoldOnlySealedValues()
                .build();
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public Server start(QuorumSeal seal, KvReplica replica) throws IOException {
        JRaftMachine machine = new JRaftMachine(replica);
        options.setFsm(machine);
        SealedGroup group = engine.host(seal, KvServer.CONTROL);
        RaftGroupService raft = new RaftGroupService(KvServer.CONTROL, self, options, server);
        try {
            service.serve(new Service.Running(raft.start(), group, machine, replica));
        } catch (IllegalStateException e) {
            throw new IOException("JRaft does not start; its process log says why", e);
        }
        machine.started();
        return new Running(raft, snapshots);
    }

    @Override
    public void close() {
        engine.close();
    }

    private record Running(RaftGroupService raft, JRaftSnapshots snapshots) implements Server {
        @Override
        public Optional<Snapshot> newest() throws IOException {
            return snapshots.newest();
        }

        @Override
        public void close() {
            raft.shutdown();
            try {
                raft.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
